// One thing at a time that may fail: while it is under way nothing else is begun, and why it failed is kept to be said.

import type { Failure } from "./bindings/Failure";
import { asFailure } from "./failure";

export class Attempting {
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  protected async attempt(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await what();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.busy = false;
    }
  }
}
