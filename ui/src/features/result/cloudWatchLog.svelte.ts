// What CloudWatch Logs has of one invocation's log: asked for by the user, read step by step, and then shown in place of what
// came with the answer.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { FullLog } from "../../lib/bindings/FullLog";
import type { FullLogStep } from "../../lib/bindings/FullLogStep";
import type { Invocation } from "../../lib/bindings/Invocation";
import { asFailure } from "../../lib/failure";
import { LogReading } from "./logReading.svelte";

/** Makes a call, and asks the user for what it demands as long as it is still wanted. Rejects with a `Failure`. */
export type Meet = <Answer>(call: () => Promise<Answer>, still: () => boolean) => Promise<Answer>;

/** Lambda's answer to a dry run: nothing ran. */
const DRY_RUN = 204;

/** Whether there can be a log to ask for: the function may have run, and CloudWatch Logs can be asked by its request ID. */
export function mayBeLogged({ outcome, answer }: Invocation): boolean {
  if (!answer?.request_id || answer.status === DRY_RUN) return false;
  return outcome.kind === "no_answer" ? outcome.may_have_run : outcome.kind !== "rejected";
}

export class CloudWatchLog {
  /** How far it is; null when nothing is under way. */
  step = $state.raw<FullLogStep | null>(null);
  stopping = $state(false);
  failure = $state.raw<Failure | null>(null);
  found = $state.raw<FullLog | null>(null);
  /** Present when there are lines in it. */
  reading = $state.raw<LogReading | null>(null);
  /** Whether it is wanted in place of what came with the answer. */
  chosen = $state(false);
  #dropped = false;

  constructor(
    private readonly backend: Backend,
    /** The invocation's. */
    private readonly id: string,
    private readonly tail: LogReading | null,
  ) {}

  /** The log that is looked at; null as long as that is what came with the answer. */
  get shown(): FullLog | null {
    return this.chosen && this.reading ? this.found : null;
  }

  /** Fetches it, or looks again for what was not there yet. */
  async fetch(meet: Meet): Promise<void> {
    if (this.step || this.#dropped) return;
    const before = this.failure;
    this.failure = null;
    this.stopping = false;
    this.step = { step: "looking_up" };
    try {
      const call = () => this.backend.fullLog(this.id, (step) => this.#report(step));
      const found = await meet(call, () => !this.#dropped);
      if (!this.#dropped) this.#take(found);
    } catch (thrown) {
      const failure = asFailure(thrown);
      // What was demanded was not given: everything is as it was.
      this.failure = failure.demand ? before : failure;
    } finally {
      this.step = null;
      this.stopping = false;
    }
  }

  /** Waits no longer: what has come by now is the log. */
  async stop(): Promise<void> {
    if (!this.step || this.stopping) return;
    this.stopping = true;
    try {
      await this.#cancel();
    } catch (thrown) {
      this.stopping = false;
      this.failure = asFailure(thrown);
    }
  }

  /** Its result is not looked at any more. */
  drop() {
    this.#dropped = true;
    // What cannot be stopped ends by itself, and nobody is there to be told.
    if (this.step) this.#cancel().catch(() => {});
  }

  #cancel(): Promise<void> {
    return this.backend.cancel(`log-${this.id}`);
  }

  #report(step: FullLogStep) {
    if (this.step) this.step = step;
  }

  #take(found: FullLog) {
    const { length } = found.log.lines;
    // Whoever stops it loses nothing that is here already.
    if (this.stopping && !found.whole && length <= (this.found?.log.lines.length ?? 0)) return;
    const before = this.reading ?? this.tail;
    this.found = found;
    this.reading = length ? new LogReading(found.log.lines) : null;
    if (before) this.reading?.goOn(before);
    this.chosen = true;
  }
}
