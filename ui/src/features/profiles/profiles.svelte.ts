// The saved profiles, and what is being done to them. Secrets pass through the form only, never through here.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { KeychainState } from "../../lib/bindings/KeychainState";
import type { Profile } from "../../lib/bindings/Profile";
import type { ProfileDraft } from "../../lib/bindings/ProfileDraft";
import { asFailure } from "../../lib/failure";

export class Profiles {
  list = $state.raw<Profile[]>([]);
  /** Null until it was asked. */
  keychain = $state.raw<KeychainState | null>(null);
  #asked: Promise<KeychainState> | null = null;

  constructor(private readonly backend: Backend) {}

  find(id: string): Profile | undefined {
    return this.list.find((profile) => profile.id === id);
  }

  /** Asks once; a keychain may show a prompt of its own. */
  async askKeychain(): Promise<KeychainState> {
    this.#asked ??= this.backend
      .keychain()
      .catch((thrown): KeychainState => ({ state: "unavailable", failure: asFailure(thrown) }));
    return (this.keychain = await this.#asked);
  }

  async save(draft: ProfileDraft): Promise<Profile> {
    const saved = await this.backend.saveProfile(draft);
    this.list = this.list.some((it) => it.id === saved.id)
      ? this.list.map((it) => (it.id === saved.id ? saved : it))
      : [...this.list, saved];
    return saved;
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
}

/** What tells two profiles apart at a glance: the endpoint's host, or the region and the end of the key. */
export function remark(profile: Profile): string {
  if (profile.endpoint) {
    try {
      return new URL(profile.endpoint).host;
    } catch {
      return profile.endpoint;
    }
  }
  return `…${profile.credentials.access_key_id.slice(-4)}`;
}
