// The run of a folder in the window: which one there is, whether it is looked at, and what it demands of the user.

import { Finished } from "../features/result/run.svelte";
import { FolderRun } from "../features/runs/folderRun.svelte";
import { SANDBOX } from "../features/request/draft.svelte";
import type { EnvironmentSummary } from "../lib/bindings/EnvironmentSummary";
import type { RequestSource } from "../lib/bindings/RequestSource";
import type { RunEvent } from "../lib/bindings/RunEvent";
import type { RunInput } from "../lib/bindings/RunInput";
import type { RunRow } from "../lib/bindings/RunRow";
import type { RunSummary } from "../lib/bindings/RunSummary";
import { asFailure } from "../lib/failure";
import { targetOf } from "./sending";
import type { Workbench } from "./workbench.svelte";

export class FolderRuns {
  /** The run that there is. A second one waits until it was stopped or has ended. */
  run = $state.raw<FolderRun | null>(null);
  /** Whether it has the window's main part. */
  shown = $state(false);

  constructor(private readonly workbench: Workbench) {}

  /** Shows how a folder is to be run; or the run under way, if there is one. */
  open(source: RequestSource) {
    if (this.run?.state !== "running") {
      this.run?.dispose();
      this.run = this.#make(source);
    }
    this.shown = true;
  }
  close() {
    this.run?.dispose();
    this.run = null;
    this.shown = false;
  }

  get environments(): readonly EnvironmentSummary[] {
    const { collections } = this.workbench.keeping;
    return collections.find(this.run?.source.collection ?? "")?.environments ?? [];
  }
  get production(): boolean {
    const { access, profiles } = this.workbench;
    return profiles.find(access.profile)?.production ?? false;
  }
  /** Where requests go that do not say otherwise. */
  get goesTo(): string {
    const { access, profiles } = this.workbench;
    if (access.profile === SANDBOX) return "Goes to the sandbox inside this program.";
    const profile = profiles.find(access.profile);
    return `Goes out as ${profile?.name ?? access.profile}${profile?.region ? `, ${profile.region}` : ""}.`;
  }

  async start() {
    const { run, workbench } = this;
    if (!run) return;
    await run.start({ profile: workbench.access.profile, region: null });
    const { summary, failure } = run;
    void workbench.keeping.lookBack(run.source.collection);
    if (summary)
      workbench.announcement = `The run has ended: ${summary.passed} passed, ${summary.failed} failed.`;
    else if (failure) workbench.announcement = `Nothing was run: ${failure.message}`;
  }

  /** Opens the request of a row with its result. */
  async openResult(row: RunRow) {
    const { run, workbench } = this;
    const path = run?.cases[row.case]?.path;
    if (!run || path === undefined) return;
    try {
      const invocation = row.attempts ? await workbench.backend.runResult(run.id, row.number) : null;
      const tab = await workbench.keeping.open({ collection: run.source.collection, path });
      this.shown = false;
      if (!tab || tab.runs.running || !invocation) return;
      const { checks } = tab.draft;
      const judged = invocation.checks.length === checks.length ? checks : [];
      const { backend } = workbench;
      tab.runs.show(new Finished(backend, invocation, targetOf(workbench, tab), { judged }), true);
    } catch (thrown) {
      workbench.notices.tell(asFailure(thrown));
    }
  }

  #make(source: RequestSource): FolderRun {
    const { keeping, backend } = this.workbench;
    const collection = keeping.collections.find(source.collection);
    const entry = collection?.entries.find(({ path }) => path === source.path);
    const title = (source.path ? entry?.name : collection?.name) ?? source.path;
    const run = new FolderRun(backend, source, title, (...call) => this.#begin(...call));
    run.environment = keeping.collections.environmentOf(source.collection) ?? "";
    return run;
  }

  async #begin(
    id: string,
    input: RunInput,
    onEvent: (event: RunEvent) => void,
    still: () => boolean,
  ): Promise<RunSummary> {
    const { access, backend } = this.workbench;
    let confirmed: number | null = null;
    const call = async () => {
      try {
        return await backend.runFolder(id, { ...input, confirmed }, onEvent);
      } catch (thrown) {
        const { demand } = asFailure(thrown);
        // Only comes to a second call when the user confirmed just this number.
        if (demand?.kind === "confirm_run") confirmed = demand.invocations;
        throw thrown;
      }
    };
    return access.demands.run(call, { prefix: "Nothing was run", still });
  }
}
