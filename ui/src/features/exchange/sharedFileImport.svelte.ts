// A Lambdesk file that is opened by its path.

import type { Backend } from "../../lib/backend";
import { Attempting } from "../../lib/attempting.svelte";

export class SharedFileImport extends Attempting {
  path = $state("");

  constructor(
    private readonly backend: Backend,
    /** Opens it; rejects when it cannot be. */
    private readonly opening: (path: string) => Promise<void>,
  ) {
    super();
  }

  get problem(): string | null {
    return this.failure?.problems.find(({ field }) => field === "path")?.message ?? null;
  }

  choose(): Promise<void> {
    return this.attempt(async () => {
      const path = await this.backend.chooseSharedFile();
      if (path === null) return;
      this.path = path;
      await this.opening(path);
    });
  }

  open(): Promise<void> {
    return this.attempt(() => this.opening(this.path.trim()));
  }
}
