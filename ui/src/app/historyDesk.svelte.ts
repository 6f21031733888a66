// What the history leads to in the window: a tab that shows what was kept, another invocation, a comparison.

import type { ComparedResult } from "../features/compare/comparedResult";
import type { IgnoredPaths } from "../features/compare/ignored.svelte";
import { HistoryList } from "../features/history/historyList.svelte";
import { momentOf, nameOf, stateWords } from "../features/history/words";
import { SANDBOX } from "../features/request/draft.svelte";
import { Finished, type Target } from "../features/result/run.svelte";
import type { Failure } from "../lib/bindings/Failure";
import type { HistoryEntry } from "../lib/bindings/HistoryEntry";
import type { HistoryRow } from "../lib/bindings/HistoryRow";
import { asFailure } from "../lib/failure";
import { readSpan } from "../lib/measure";
import { comparedOfEntry } from "./compared";
import { type Candidate, candidateOf, type Comparisons } from "./comparison.svelte";
import { invoke } from "./sending";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

const told = (message: string, hint: string): Failure => ({
  code: "other",
  message,
  hint,
  problems: [],
  demand: null,
});

interface First extends Pick<HistoryRow, "id" | "name" | "function"> {
  onchosen?: (candidate: Candidate) => void;
  ongivenup?: () => void;
}

export class HistoryDesk {
  readonly list: HistoryList;
  /** What lies side by side. */
  compared = $state.raw<{ one: ComparedResult; other: ComparedResult; ignored: IgnoredPaths } | null>(null);
  /** The one that another is to be compared with; `onchosen` takes that to where the choice began. */
  first = $state.raw<First | null>(null);
  /** Set while it is asked whether to clear: how many there are, when that is known. */
  clearing = $state.raw<{ count: number | null } | null>(null);

  constructor(
    private readonly workbench: Workbench,
    private readonly comparisons: Comparisons,
  ) {
    this.list = new HistoryList(workbench.backend);
  }

  /** Says what went wrong with the history, each thing once. */
  async listen(): Promise<void> {
    try {
      const { troubles } = await this.workbench.backend.historyStanding();
      for (const trouble of troubles) this.workbench.notices.tell(trouble);
    } catch {
      // Without an answer there is nothing to say; the panel says it when it is looked at.
    }
  }

  /** The invocation whose kept result is in front. */
  get shown(): string | null {
    return this.workbench.tab?.runs.finished?.invocation.id ?? null;
  }

  /** Opens it in a tab of its own, or goes to the one that has it. */
  async open(row: HistoryRow): Promise<Tab | null> {
    const { workbench } = this;
    const open = workbench.tabs.find(
      ({ runs }) =>
        runs.running?.id === row.id || (runs.finished?.kept && runs.finished.invocation.id === row.id),
    );
    if (open) {
      workbench.activate(open.id);
      return open;
    }
    const entry = await this.#entry(row);
    if (!entry) return null;
    const gone = entry.request.profile !== SANDBOX && !workbench.profiles.find(entry.request.profile);
    const tab = workbench.openSent(entry.request, gone);
    if (entry.invocation) {
      const kept = { at: row.started_at, leftOut: entry.left_out, masked: entry.masked, profileGone: gone };
      tab.runs.show(new Finished(workbench.backend, entry.invocation, targetThen(entry), { kept }));
    } else {
      workbench.notices.tell(
        told("This invocation is still under way.", "Its result will be in the history when it has ended."),
      );
    }
    workbench.announcement = `From the history: ${stateWords(row)}, ${nameOf(row)}, ${momentOf(row.started_at, Date.now())}`;
    return tab;
  }

  /** Opens it and sends it again, unless it cannot be sent as it was. */
  async runAgain(row: HistoryRow): Promise<void> {
    const tab = await this.open(row);
    const kept = tab?.runs.finished?.kept;
    // The strip above the result says why, and what is to be done first.
    if (!tab || kept?.masked || kept?.profileGone) return;
    await invoke(this.workbench, tab);
  }

  /** Compares it with the first: where the choice began, or in a dialog. */
  async compare(row: HistoryRow): Promise<void> {
    const { first } = this;
    this.first = null;
    if (!first) return;
    if (first.onchosen) return first.onchosen(candidateOf(row));
    const [one, other] = await Promise.all([this.#entry(first), this.#entry(row)]);
    if (!one || !other) return;
    this.compared = {
      one: comparedOfEntry(one),
      other: comparedOfEntry(other),
      ignored: this.comparisons.ignoredOf(one.row.function),
    };
  }

  /** The choice is given up; the focus goes back to where it began. */
  giveUpChoosing() {
    const { first } = this;
    this.first = null;
    first?.ongivenup?.();
  }

  async pin(row: HistoryRow): Promise<void> {
    this.#tell(await this.list.pin(row));
  }

  async delete(row: HistoryRow): Promise<void> {
    const failure = await this.list.delete([row]);
    if (failure) return this.#tell(failure);
    this.workbench.undo.offer({
      words: `Deleted ${nameOf(row)} from the history.`,
      undo: async () => this.#tell(await this.list.restore([row])),
      over: () => {},
    });
  }

  async askToClear(): Promise<void> {
    this.clearing = { count: null };
    const standing = await this.workbench.backend.historyStanding().catch(() => null);
    for (const trouble of standing?.troubles ?? []) this.workbench.notices.tell(trouble);
    if (this.clearing && standing) this.clearing = { count: standing.invocations };
  }

  cleared(gone: number) {
    this.clearing = null;
    this.workbench.announcement =
      gone === 1 ? "One invocation was deleted." : `${gone} invocations were deleted.`;
  }

  async #entry(row: Pick<HistoryRow, "id">): Promise<HistoryEntry | null> {
    try {
      return await this.workbench.backend.historyEntry(row.id);
    } catch (thrown) {
      this.#tell(asFailure(thrown));
      return null;
    }
  }
  #tell(failure: Failure | null) {
    if (failure) this.workbench.notices.tell(failure);
  }
}

/** Where it went when it was sent, for people to read. */
function targetThen({ row, request }: HistoryEntry): Target {
  return {
    functionName: row.function,
    profileName: row.profile_name,
    region: row.region,
    onSandbox: request.profile === SANDBOX,
    timeoutMs: null,
    waitMs: readSpan(request.wait),
    totalMs: readSpan(request.total),
    keepAlive: "",
    qualifier: row.qualifier,
    alias: null,
    architecture: null,
    endpoint: null,
  };
}
