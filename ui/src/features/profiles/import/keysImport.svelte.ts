// Taking access keys out of the AWS credentials file into the keychain, and putting them back.

import type { Backend } from "../../../lib/backend";
import type { KeyInFile } from "../../../lib/bindings/KeyInFile";
import type { KeysImported } from "../../../lib/bindings/KeysImported";
import type { KeysInFile } from "../../../lib/bindings/KeysInFile";
import type { Profile } from "../../../lib/bindings/Profile";
import { Attempting } from "../../../lib/attempting.svelte";

export class KeysImport extends Attempting {
  /** Null until the file was read. */
  file = $state.raw<KeysInFile | null>(null);
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  remove = $state(false);
  /** What the last import did. */
  done = $state.raw<KeysImported | null>(null);
  /** The backup that was put back last. */
  restored = $state<string | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly onadded: (profiles: Profile[]) => void,
  ) {
    super();
  }

  async read(): Promise<void> {
    await this.attempt(async () => {
      this.file = await this.backend.keysInFile();
      // What is saved already is not proposed again.
      const news = this.file.keys.filter((it) => !it.saved_as).map((it) => it.profile);
      this.chosen = new Set(news);
    });
  }

  toggle({ profile }: KeyInFile) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(profile)) chosen.add(profile);
    this.chosen = chosen;
  }

  async import(): Promise<void> {
    if (!this.chosen.size) return;
    await this.attempt(async () => {
      this.done = null;
      this.restored = null;
      const names = this.file?.keys.map((it) => it.profile).filter((name) => this.chosen.has(name)) ?? [];
      const done = await this.backend.importKeys(names, this.remove);
      this.onadded(done.profiles);
      this.file = await this.backend.keysInFile();
      this.chosen = new Set();
      this.done = done;
    });
  }

  async restore(backup: string): Promise<void> {
    await this.attempt(async () => {
      this.done = null;
      await this.backend.restoreKeys(backup);
      this.file = await this.backend.keysInFile();
      this.restored = backup;
    });
  }
}
