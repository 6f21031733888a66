// What a result can be compared with: the history has others of the same request, other tabs have results, too. What was
// chosen stays chosen when the next result comes.

import type { ComparedResult } from "../features/compare/comparedResult";
import { Look } from "../features/compare/comparing.svelte";
import { IgnoredPaths } from "../features/compare/ignored.svelte";
import { momentOf, nameOf, STATE_TONE, stateWords } from "../features/history/words";
import type { Finished } from "../features/result/run.svelte";
import type { Backend } from "../lib/backend";
import type { Failure } from "../lib/bindings/Failure";
import type { HistoryRow } from "../lib/bindings/HistoryRow";
import { asFailure } from "../lib/failure";
import { comparedOf, comparedOfEntry } from "./compared";

/** One that a result can be compared with. */
export interface Candidate extends Pick<ComparedResult, "id" | "tone" | "state" | "duration" | "version"> {
  title: string;
  when: string;
  /** The result itself, when a tab has it. */
  finished?: Finished;
}

export const candidateOf = (row: HistoryRow): Candidate => ({
  id: row.id,
  title: nameOf(row),
  tone: STATE_TONE[row.state],
  state: stateWords(row),
  when: momentOf(row.started_at, Date.now()),
  duration: row.duration,
  version: row.version,
});

export function candidateIn(finished: Finished, title: string): Candidate {
  const { id, tone, state, when, duration, version } = comparedOf(finished, title);
  return { id, title, tone, state, when, duration, version, finished };
}

/** How one tab's results are compared, from one result to the next. */
export class TabComparison {
  readonly look = new Look();
  /** What was chosen; null as long as that is left to Lambdesk. */
  chosen = $state.raw<Candidate | null>(null);
}

/** Whether the function ran and succeeded: what was queued or only allowed did not run. */
const succeeded = (row: HistoryRow) => stateWords(row) === "Succeeded";

/** What has just ended is in the history a moment later. */
const NOTED_AFTER = 60;
/** As many as `sameRequest` gives. */
const MOST = 100;

/** The other invocations of a result's request, the newest first. */
export class SameRequest {
  /** Null until they are known. */
  rows = $state.raw<readonly HistoryRow[] | null>(null);
  /** Its own row, when the history has it. */
  own = $state.raw<HistoryRow | null>(null);
  failure = $state.raw<Failure | null>(null);
  #asked = 0;
  #complete = false;

  constructor(
    private readonly backend: Backend,
    private readonly finished: Finished,
  ) {}

  async look(): Promise<void> {
    const asked = (this.#asked += 1);
    const { id } = this.finished.invocation;
    if (!this.finished.kept) await new Promise((over) => setTimeout(over, NOTED_AFTER));
    try {
      const all = await this.backend.sameRequest(id);
      if (asked !== this.#asked) return;
      this.#complete = all.length < MOST;
      this.own = all.find((row) => row.id === id) ?? null;
      this.rows = all.filter((row) => row.id !== id && row.state !== "running");
      this.failure = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.rows ??= [];
      this.failure = asFailure(thrown);
    }
  }

  /** The last success that is not this one. */
  get lastSuccess(): HistoryRow | null {
    return this.rows?.find(succeeded) ?? null;
  }

  /** Whether it is known that there is none in the history. */
  get neverSucceeded(): boolean {
    return this.own !== null && this.#complete && !this.lastSuccess;
  }

  /** Of a failure the last success, of anything else the one before it. */
  get nearest(): HistoryRow | null {
    const { rows, own, finished } = this;
    const failed = finished.invocation.outcome.kind !== "succeeded";
    const before = own ? rows?.find((row) => row.place < own.place) : undefined;
    return (failed ? this.lastSuccess : null) ?? before ?? rows?.[0] ?? null;
  }
}

/** The one that was chosen, as it is read from the history. A tab has its own at hand. */
export class Counterpart {
  result = $state.raw<ComparedResult | null>(null);
  failure = $state.raw<Failure | null>(null);
  #asked = "";

  constructor(private readonly backend: Backend) {}

  async take(candidate: Candidate | null): Promise<void> {
    const id = candidate?.id ?? "";
    this.#asked = id;
    this.failure = null;
    if (candidate?.finished) {
      this.result = comparedOf(candidate.finished, candidate.title);
      return;
    }
    // What is there of another is not shown under this one's name.
    if (this.result?.id !== id) this.result = null;
    if (!candidate) return;
    try {
      const entry = await this.backend.historyEntry(id);
      if (this.#asked === id) this.result = comparedOfEntry(entry);
    } catch (thrown) {
      if (this.#asked === id) this.failure = asFailure(thrown);
    }
  }
}

/** What comparisons share in one window. */
export class Comparisons {
  readonly #ignored = new Map<string, IgnoredPaths>();
  readonly #same = new WeakMap<Finished, SameRequest>();

  constructor(private readonly backend: Backend) {}

  /** What does not matter in results of a function. */
  ignoredOf(functionName: string): IgnoredPaths {
    const name = functionName.trim().split(":function:").at(-1)!;
    const known = this.#ignored.get(name) ?? new IgnoredPaths();
    this.#ignored.set(name, known);
    return known;
  }

  sameAs(finished: Finished): SameRequest {
    const known = this.#same.get(finished) ?? new SameRequest(this.backend, finished);
    this.#same.set(finished, known);
    return known;
  }
}
