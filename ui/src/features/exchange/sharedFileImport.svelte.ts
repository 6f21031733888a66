// A Lambdesk file that is opened by its path.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import { asFailure } from "../../lib/failure";

export class SharedFileImport {
  path = $state("");
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  constructor(
    private readonly backend: Backend,
    /** Opens it; rejects when it cannot be. */
    private readonly opening: (path: string) => Promise<void>,
  ) {}

  get problem(): string | null {
    return this.failure?.problems.find(({ field }) => field === "path")?.message ?? null;
  }

  choose(): Promise<void> {
    return this.#do(async () => {
      const path = await this.backend.chooseSharedFile();
      if (path === null) return;
      this.path = path;
      await this.opening(path);
    });
  }

  open(): Promise<void> {
    return this.#do(() => this.opening(this.path.trim()));
  }

  async #do(what: () => Promise<void>): Promise<void> {
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
