// What is asked of the user so that a call can be made: one question at a time, and then the same call again.

import type { Confirmation } from "../lib/bindings/Confirmation";
import type { Demand } from "../lib/bindings/Demand";
import { notGiven } from "../lib/demand";
import { asFailure } from "../lib/failure";

/** What came of a demand: how an invocation was confirmed, or that it was given (true) or not (false). */
export type Given = boolean | Confirmation;

/** A demand whose dialog is open. */
export interface Asked {
  demand: Demand;
  answer: (given: Given) => void;
}

export interface Running {
  /** Begins the sentence when the user gives up: "Not sent", say. */
  prefix: string;
  /** Whether it is still wanted: what was left meanwhile opens no dialog. */
  still?: () => boolean;
  /** Something was given. */
  onmet?: () => void;
}

export class Demands {
  asked = $state.raw<Asked | null>(null);
  #turn: Promise<unknown> = Promise.resolve();
  readonly #waiting = new Map<string, Promise<Given>>();

  /** Opens the demand's dialog, once those before it are closed. False when the user gave up. */
  meet(demand: Demand): Promise<Given> {
    const what = JSON.stringify(demand);
    const same = this.#waiting.get(what);
    // One sign-in serves all who wait for it. A confirmation is for one invocation only.
    if (same && demand.kind !== "confirm" && demand.kind !== "confirm_run") return same;
    const met = this.#turn.then(
      () =>
        new Promise<Given>((resolve) => {
          this.asked = {
            demand,
            answer: (given) => {
              this.asked = null;
              this.#waiting.delete(what);
              resolve(given);
            },
          };
        }),
    );
    this.#turn = met;
    this.#waiting.set(what, met);
    return met;
  }

  /** Makes a call, again and again as long as the user gives what it demands. Rejects with a `Failure`. */
  async run<T>(
    call: (confirmed: Confirmation | null) => Promise<T>,
    { prefix, still = () => true, onmet }: Running,
  ): Promise<T> {
    let confirmed: Confirmation | null = null;
    for (;;) {
      try {
        return await call(confirmed);
      } catch (thrown) {
        const failure = asFailure(thrown);
        const { demand } = failure;
        if (!demand || !still()) throw failure;
        const given = await this.meet(demand);
        if (!given) throw notGiven(demand, prefix);
        if (typeof given === "string") confirmed = given;
        onmet?.();
      }
    }
  }
}
