// All profiles but the sandbox, and what is being done to them. Secrets pass through the form only, never through here.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { KeychainState } from "../../lib/bindings/KeychainState";
import type { Profile } from "../../lib/bindings/Profile";
import type { ProfileDraft } from "../../lib/bindings/ProfileDraft";
import type { ProfileList } from "../../lib/bindings/ProfileList";
import { asFailure } from "../../lib/failure";

export class Profiles {
  list = $state.raw<Profile[]>([]);
  /** Null until it was asked. */
  keychain = $state.raw<KeychainState | null>(null);
  #asked: Promise<KeychainState> | null = null;
  #reading: Promise<ProfileList | null> | null = null;

  constructor(private readonly backend: Backend) {}

  find(id: string): Profile | undefined {
    return this.list.find((profile) => profile.id === id);
  }

  /** Takes a list over. Profiles that did not change stay the same objects, so that nothing is drawn anew. */
  take(profiles: readonly Profile[]) {
    const next = profiles.map((profile) => {
      const before = this.find(profile.id);
      return before && JSON.stringify(before) === JSON.stringify(profile) ? before : profile;
    });
    if (next.length !== this.list.length || next.some((it, at) => it !== this.list[at])) this.list = next;
  }

  /** Reads them anew; null when that failed, and the list stays as it was. */
  reload(): Promise<ProfileList | null> {
    this.#reading ??= this.backend
      .listProfiles()
      .then(
        (read) => {
          this.take(read.profiles);
          return read;
        },
        () => null,
      )
      .finally(() => (this.#reading = null));
    return this.#reading;
  }

  /** Asks once; a keychain may show a prompt of its own. */
  async askKeychain(): Promise<KeychainState> {
    this.#asked ??= this.backend
      .keychain()
      .catch((thrown): KeychainState => ({ state: "unavailable", failure: asFailure(thrown) }));
    return (this.keychain = await this.#asked);
  }

  /** Lets the system ask for what unlocks the keychain. */
  async unlock(): Promise<Failure | null> {
    try {
      await this.backend.unlockKeychain();
      this.#asked = null;
      await this.askKeychain();
      return null;
    } catch (thrown) {
      return asFailure(thrown);
    }
  }

  async save(draft: ProfileDraft): Promise<Profile> {
    const saved = await this.backend.saveProfile(draft);
    this.#put(saved);
    return saved;
  }

  /** Profiles that came by an import. */
  added(profiles: readonly Profile[]) {
    for (const profile of profiles) this.#put(profile);
    // Where they belong in the list is for Rust to say.
    void this.reload();
  }

  async delete(id: string): Promise<Failure | null> {
    try {
      await this.backend.deleteProfile(id);
      this.list = this.list.filter((it) => it.id !== id);
      return null;
    } catch (thrown) {
      return asFailure(thrown);
    }
  }

  #put(saved: Profile) {
    if (this.find(saved.id)) {
      this.list = this.list.map((it) => (it.id === saved.id ? saved : it));
      return;
    }
    // Saved ones come before those of the AWS files.
    const at = this.list.findIndex(({ credentials: { kind } }) => /aws_files|environment/.test(kind));
    this.list = this.list.toSpliced(at === -1 ? this.list.length : at, 0, saved);
  }
}
