// Looking into a file of profiles that someone shared, and adding some of them.

import type { Backend } from "../../../lib/backend";
import type { Profile } from "../../../lib/bindings/Profile";
import type { SharedProfile } from "../../../lib/bindings/SharedProfile";
import type { SharedProfiles } from "../../../lib/bindings/SharedProfiles";
import type { SharedStanding } from "../../../lib/bindings/SharedStanding";
import { Attempting } from "../../../lib/attempting.svelte";

/** How a shared profile stands to the saved ones, in words. */
export const STANDING: Record<SharedStanding, string> = {
  new: "New",
  same: "Here already",
  differs: "Differs from yours",
  refused: "Refused",
};

/** Whether there is anything to add. */
export const addable = ({ standing }: SharedProfile): boolean => standing === "new" || standing === "differs";

export class SharedImport extends Attempting {
  path = $state("");
  file = $state.raw<SharedProfiles | null>(null);
  chosen = $state.raw<ReadonlySet<string>>(new Set());
  /** The names of what was added last. */
  added = $state.raw<string[] | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly onadded: (profiles: Profile[]) => void,
  ) {
    super();
  }

  get problem(): string | null {
    return this.failure?.problems.find((it) => it.field === "path")?.message ?? null;
  }

  /** Lets the system ask for a file. Nothing happens when the user gives up. */
  async choose(): Promise<void> {
    await this.attempt(async () => {
      const path = await this.backend.chooseFile(null);
      if (path === null) return;
      this.path = path;
      await this.#read();
    });
  }

  read(): Promise<void> {
    return this.attempt(() => this.#read());
  }

  toggle({ profile: { id } }: SharedProfile) {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.chosen = chosen;
  }

  async add(): Promise<void> {
    const { file } = this;
    if (!file || !this.chosen.size) return;
    await this.attempt(async () => {
      const added = await this.backend.importSharedProfiles(file.path, [...this.chosen]);
      this.onadded(added);
      const names = added.map((it) => it.name);
      await this.#read();
      this.added = names;
      this.chosen = new Set();
    });
  }

  async #read() {
    this.added = null;
    this.file = null;
    this.file = await this.backend.readSharedProfiles(this.path.trim());
    // What would change a saved profile is only chosen by hand.
    this.chosen = new Set(
      this.file.profiles.filter((it) => it.standing === "new").map((it) => it.profile.id),
    );
  }
}
