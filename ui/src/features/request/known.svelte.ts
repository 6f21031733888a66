// What is known of the function that a request names. Asked of Lambda by Rust, which keeps it for a while.

import type { Backend } from "../../lib/backend";
import type { AliasFacts } from "../../lib/bindings/AliasFacts";
import type { Demand } from "../../lib/bindings/Demand";
import type { FunctionFacts } from "../../lib/bindings/FunctionFacts";
import type { FunctionQuery } from "../../lib/bindings/FunctionQuery";
import { asFailure } from "../../lib/failure";

/** Newer facts are on their way: an answer takes Lambda a few hundred milliseconds. */
const ASK_AGAIN = 1500;

export class KnownFunction {
  facts = $state.raw<FunctionFacts | null>(null);
  /** What the user would have to give for more to be known. Nobody is asked for it here: it is offered. */
  demand = $state.raw<Demand | null>(null);
  #of = "";
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Backend) {}

  /** Forgets what is not of this function. */
  become(query: FunctionQuery) {
    const of = JSON.stringify(query);
    if (of === this.#of) return;
    this.#of = of;
    this.facts = null;
    this.demand = null;
    clearTimeout(this.#timer);
  }

  async ask(query: FunctionQuery): Promise<void> {
    this.become(query);
    clearTimeout(this.#timer);
    if (!query.function.trim()) return;
    const asked = ++this.#asked;
    let facts: FunctionFacts;
    let demand: Demand | null = null;
    try {
      facts = await this.backend.describeFunction(query);
    } catch (thrown) {
      // Invoking says it where it matters; here it is only why nothing is known.
      const failure = asFailure(thrown);
      ({ demand } = failure);
      facts = { configuration: null, alias: null, unknown: [failure.message], refreshing: false };
    }
    if (asked !== this.#asked || this.#of !== JSON.stringify(query)) return;
    this.facts = facts;
    this.demand = demand;
    if (facts.refreshing) this.#timer = setTimeout(() => void this.ask(query), ASK_AGAIN);
  }

  /** Where the alias of this query leads, as far as that is known; null once another function is named. */
  aliasOf(query: FunctionQuery): AliasFacts | null {
    return this.facts && this.#of === JSON.stringify(query) ? this.facts.alias : null;
  }

  /** What to look at before invoking; null when there is nothing. */
  get caution(): string | null {
    const configuration = this.facts?.configuration;
    const why = configuration?.state_reason ? ` ${configuration.state_reason}` : "";
    switch (configuration?.state) {
      case "Pending":
        return `The function is not ready yet: its state is Pending.${why}`;
      case "Failed":
        return `The function cannot run: its state is Failed.${why}`;
      case "Inactive":
        return "The function was idle for long: its state is Inactive, and the first invocation wakes it up.";
      default:
        return null;
    }
  }

  destroy() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}
