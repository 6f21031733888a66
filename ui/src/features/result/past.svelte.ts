// Earlier invocations of the request that a result is of, from the history.

import type { Backend } from "../../lib/backend";
import type { Invocation } from "../../lib/bindings/Invocation";
import { type Point, pointsOf } from "./past";

/** One alone is compared with nothing. */
const FEWEST = 2;

export class Past {
  /** The oldest first; none until there are some to be shown. */
  points = $state.raw<readonly Point[]>([]);
  /** Whether there will be some, because the result before had some: their place is kept free. */
  expected = $state(false);
  #asked = 0;

  constructor(
    private readonly backend: Backend,
    private readonly invocation: Invocation,
  ) {}

  /** Follows another result of the same request. */
  goOn(before: Past) {
    this.expected = before.points.length > 0;
  }

  /** What cannot be had is not there: nobody asked for it. */
  async ask(): Promise<void> {
    const asked = ++this.#asked;
    const rows = await this.backend.sameRequest(this.invocation.id).catch(() => []);
    if (asked !== this.#asked) return;
    const points = pointsOf(rows, this.invocation);
    this.points = points.length < FEWEST ? [] : points;
    this.expected = false;
  }
}
