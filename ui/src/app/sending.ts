// What becomes of a request when it is sent, or shown as it would be: what it demands is asked for, and it goes on.

import type { Meet } from "../features/result/cloudWatchLog.svelte";
import type { Target } from "../features/result/run.svelte";
import type { AliasFacts } from "../lib/bindings/AliasFacts";
import type { Field } from "../lib/bindings/Field";
import type { Preview } from "../lib/bindings/Preview";
import { asFailure } from "../lib/failure";
import { readSpan } from "../lib/measure";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

/** Where the tab's request goes, for people to read. */
export function targetOf(workbench: Workbench, tab: Tab): Target {
  const { draft } = tab;
  const aliasNow = draft.alias();
  let alias: AliasFacts | null = null;
  return {
    functionName: draft.shownTarget,
    profileName: workbench.profileName(tab),
    region: draft.region ?? workbench.ownRegion(tab),
    onSandbox: draft.onSandbox,
    timeoutMs: draft.timeoutSeconds === undefined ? null : draft.timeoutSeconds * 1000,
    waitMs: readSpan(draft.wait),
    totalMs: readSpan(draft.options.total || draft.inherited.total || workbench.settings.total),
    keepAlive: workbench.settings.keep_alive,
    qualifier: draft.shownQualifier,
    architecture: draft.known.facts?.configuration?.architecture ?? null,
    endpoint: workbench.profiles.find(draft.profile)?.endpoint ?? null,
    // Lambda may tell where the alias leads only after the invocation has begun; what was told stays.
    get alias() {
      return (alias = aliasNow() ?? alias);
    },
  };
}

/** Rejections by which Lambda says that the credentials are not good any more. */
const OVER = ["ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException"];

/** Whether the last result says so. */
function credentialsAreOver({ runs }: Tab): boolean {
  const outcome = runs.finished?.invocation.outcome;
  return outcome?.kind === "rejected" && OVER.includes(outcome.code ?? "");
}

/** Invokes what the tab holds. The field that keeps it from being sent, if one does. */
export async function invoke(workbench: Workbench, tab: Tab): Promise<Field | null> {
  if (tab.runs.running) return null;
  workbench.announcement = "";
  tab.runs.failure = null;
  // The focus goes to the field, and with it its problem is read out.
  const field = await tab.draft.firstProblem();
  if (field) return field;
  const input = tab.draft.input();
  const target = targetOf(workbench, tab);
  const { profile } = input;
  let met = false;
  const failure = await workbench.access.demands
    .run(
      async (confirmed) => {
        const failed = await tab.runs.invoke({ ...input, confirmed }, target);
        if (failed) throw failed;
      },
      { prefix: "Not sent", still: () => workbench.tabs.includes(tab), onmet: () => (met = true) },
    )
    .then(() => null, asFailure);
  // Nothing is asked of the user here: the window says how it stands, and offers to mend it.
  if (!failure && credentialsAreOver(tab)) void workbench.refreshed(profile, true);
  else if (met) void workbench.refreshed(profile);
  if (!failure) return null;
  if (failure.problems.length) tab.draft.blame(failure.problems);
  else if (!failure.demand) workbench.announcement = `Not sent: ${failure.message}`;
  else workbench.announcement = failure.message;
  if (failure.demand) tab.runs.failure = failure;
  return failure.problems[0]?.field ?? null;
}

/** Opens the preview. The field that keeps the request from being sent, if one does. */
export async function preview(workbench: Workbench, tab: Tab): Promise<Field | null> {
  const field = await tab.draft.firstProblem();
  if (!field) workbench.dialog = { kind: "preview", tab };
  return field;
}

/** The request as it would be sent; what it demands is asked for. */
export async function loadPreview(workbench: Workbench, tab: Tab): Promise<Preview> {
  const input = tab.draft.input();
  let met = false;
  try {
    return await workbench.access.demands.run(() => workbench.backend.previewRequest(input), {
      prefix: "There is no signature to show",
      still: () => workbench.dialog?.kind === "preview",
      onmet: () => (met = true),
    });
  } finally {
    if (met) void workbench.refreshed(input.profile);
  }
}

/** How a call about the tab's result is made: what it demands is asked for, and when that is not given it is said. */
export function meeting(workbench: Workbench, tab: Tab, prefix: string): Meet {
  return async (call, still) => {
    let met = false;
    try {
      return await workbench.access.demands.run(call, {
        prefix,
        still: () => still() && workbench.tabs.includes(tab),
        onmet: () => (met = true),
      });
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.demand) workbench.announcement = failure.message;
      throw failure;
    } finally {
      if (met) void workbench.refreshed(tab.draft.profile);
    }
  };
}
