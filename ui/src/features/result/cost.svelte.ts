// What an invocation cost, as far as that can be estimated from its log and the prices of its region.

import type { Backend } from "../../lib/backend";
import type { CostEstimate } from "../../lib/bindings/CostEstimate";
import type { CostQuery } from "../../lib/bindings/CostQuery";
import type { Figures } from "../../lib/bindings/Figures";
import type { Target } from "./run.svelte";

/** What is asked; null where the log, or what is known of where it went, does not say enough. */
export function costQuery(
  figures: Figures | null,
  { region, architecture }: Pick<Target, "region" | "architecture">,
): CostQuery | null {
  if (!region || !figures || figures.billed === null || figures.memory_mb === null) return null;
  return { region, architecture, memory_mb: figures.memory_mb, billed: figures.billed };
}

export class Cost {
  /** Null when there is no price for the region; left out until that is known. */
  estimate = $state.raw<CostEstimate | null>();
  /** When the list prices were looked up; empty until that is known. */
  asOf = $state("");
  #asked = 0;

  constructor(
    private readonly backend: Backend,
    readonly query: CostQuery,
  ) {}

  /** Asks, and asks again when prices have changed. A figure that cannot be had is not there, and no more is said. */
  async ask(): Promise<void> {
    const asked = ++this.#asked;
    const estimate = await this.backend.costEstimate(this.query).catch(() => null);
    if (asked === this.#asked) this.estimate = estimate;
  }

  /** Finds out what only the explanation says. */
  async explain(): Promise<void> {
    if (!this.asOf)
      this.asOf = await this.backend.prices().then(
        ({ as_of }) => as_of,
        () => "",
      );
  }
}
