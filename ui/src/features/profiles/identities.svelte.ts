// Who each profile is, as far as that was asked, and the clock that its remaining time is read on.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { Identity } from "../../lib/bindings/Identity";
import { asFailure } from "../../lib/failure";

/** What is known of who a profile is. */
export type Standing =
  | { state: "asking" }
  | { state: "known"; identity: Identity }
  /** `ended`: the profile was signed in before. */
  | { state: "failed"; failure: Failure; ended: boolean };

/** Often enough for a time that is shown in minutes. */
const TICK = 15_000;

export class Identities {
  /** The clock's last tick. */
  now = $state(Date.now());
  #standings = $state.raw<ReadonlyMap<string, Standing>>(new Map());
  readonly #asked = new Map<string, number>();
  #count = 0;

  constructor(private readonly backend: Backend) {}

  of(id: string): Standing | null {
    return this.#standings.get(id) ?? null;
  }

  /**
   * Asks who a profile is; rejects with a `Failure`. Who it was stays until the answer is there; with `quiet`, what was
   * wrong stays too.
   */
  async ask(id: string, { fresh = false, quiet = false } = {}): Promise<Identity> {
    const count = ++this.#count;
    this.#asked.set(id, count);
    const set = (standing: Standing) => {
      if (this.#asked.get(id) === count) this.#set(id, standing);
    };
    const before = this.of(id);
    if (!before || (before.state === "failed" && !quiet)) set({ state: "asking" });
    try {
      const identity = await this.backend.identify(id, fresh);
      this.now = Date.now();
      set({ state: "known", identity });
      return identity;
    } catch (thrown) {
      const failure = asFailure(thrown);
      const worked = before?.state === "known" || (before?.state === "failed" && before.ended);
      set({ state: "failed", failure, ended: worked && failure.demand?.kind === "sign_in" });
      throw failure;
    }
  }

  forget(id: string) {
    this.#asked.delete(id);
    this.#set(id, null);
  }

  forgetAll() {
    this.#asked.clear();
    this.#standings = new Map();
  }

  /** Keeps the clock going. Returns what stops it. */
  watch(ontick: () => void): () => void {
    const timer = setInterval(() => {
      this.now = Date.now();
      ontick();
    }, TICK);
    return () => clearInterval(timer);
  }

  #set(id: string, standing: Standing | null) {
    const all = new Map(this.#standings);
    if (standing) all.set(id, standing);
    else all.delete(id);
    this.#standings = all;
  }
}
