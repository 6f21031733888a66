// What is said once, above everything, until it is put away.

import type { Demand } from "../lib/bindings/Demand";
import type { Failure } from "../lib/bindings/Failure";

export class Notices {
  list = $state.raw<Failure[]>([]);
  #ofProfiles: Failure[] = [];

  tell(failure: Failure) {
    this.list = [...this.list, failure];
  }
  /** Tells it in the place of what said the same before. */
  tellAnew(failure: Failure) {
    this.list = [...this.list.filter(({ message }) => message !== failure.message), failure];
  }
  dismiss(failure: Failure) {
    this.list = this.list.filter((it) => it !== failure);
  }

  /** What was demanded is given: nothing that asked for it is said any more. */
  met({ kind }: Demand) {
    this.list = this.list.filter((it) => it.demand?.kind !== kind);
  }

  /** What could not be read of the profiles now. The same thing is told once, and goes when it is mended. */
  tellOfProfiles(failures: readonly Failure[]) {
    const told = this.#ofProfiles;
    const same = (failure: Failure) => told.find((it) => it.message === failure.message);
    this.#ofProfiles = failures.map((failure) => same(failure) ?? failure);
    const over = told.filter((it) => !this.#ofProfiles.includes(it));
    const fresh = this.#ofProfiles.filter((it) => !told.includes(it));
    if (over.length || fresh.length) this.list = [...this.list.filter((it) => !over.includes(it)), ...fresh];
  }
}
