// Access keys while they are typed in. The secret lives here only between the key press and the sending of it.

import type { CredentialsDraft } from "../../../lib/bindings/CredentialsDraft";
import type { Keep } from "../../../lib/bindings/Keep";
import type { Profile } from "../../../lib/bindings/Profile";
import { ProfileForm } from "../profileForm.svelte";
import type { Profiles } from "../profiles.svelte";

export class AccessKeysForm extends ProfileForm {
  accessKeyId = $state("");
  secret = $state("");
  sessionToken = $state("");
  /** The kept session token is to go. */
  removeToken = $state(false);
  /** Where the secret goes, when the user said so. */
  chosenKeep = $state<Keep | null>(null);

  constructor(profiles: Profiles, profile: Profile | null) {
    super(profiles, profile);
    this.accessKeyId = this.#kept?.access_key_id ?? "";
    this.begin();
  }

  get #kept() {
    const credentials = this.profile?.credentials;
    return credentials?.kind === "access_keys" ? credentials : null;
  }
  get hasToken() {
    return this.#kept?.has_session_token ?? false;
  }
  /** Where the secret is now; null for a new profile. */
  get keptIn(): Keep | null {
    return this.#kept?.keep ?? null;
  }
  /** Where the secret goes unless the user says otherwise. */
  get keep(): Keep {
    if (this.chosenKeep) return this.chosenKeep;
    if (this.profiles.keychain?.state === "unavailable") return "this_run";
    // A secret that is not typed again stays where it is.
    return this.#kept && !this.secret ? this.#kept.keep : "keychain";
  }

  protected typed() {
    return [this.accessKeyId, this.secret !== "", this.sessionToken !== "", this.removeToken];
  }
  protected credentials(): CredentialsDraft {
    return {
      kind: "access_keys",
      access_key_id: this.accessKeyId.trim(),
      secret_access_key: this.secret === "" && this.profile ? null : this.secret.trim(),
      session_token: this.removeToken ? "" : this.sessionToken.trim() || null,
      keep: this.keep,
    };
  }

  /** On failure the secret stays: it is needed to try again, or to keep it for this run only. */
  override async save(): Promise<Profile | null> {
    const saved = await super.save();
    if (saved) this.forget();
    return saved;
  }

  /** Leaves nothing secret behind in the page. */
  forget() {
    this.secret = "";
    this.sessionToken = "";
  }
}
