// A profile while it is typed in. The secret lives here only between the key press and the sending of it.

import type { Failure } from "../../lib/bindings/Failure";
import type { Field } from "../../lib/bindings/Field";
import type { Keep } from "../../lib/bindings/Keep";
import type { Profile } from "../../lib/bindings/Profile";
import { asFailure } from "../../lib/failure";
import type { Profiles } from "./profiles.svelte";

export class ProfileForm {
  name = $state("");
  accessKeyId = $state("");
  secret = $state("");
  sessionToken = $state("");
  region = $state("");
  endpoint = $state("");
  allowPlainHttp = $state(false);
  fips = $state(false);
  dualStack = $state(false);
  /** The kept session token is to go. */
  removeToken = $state(false);
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);

  constructor(
    private readonly profiles: Profiles,
    readonly profile: Profile | null,
  ) {
    this.name = profile?.name ?? "";
    this.accessKeyId = profile?.credentials.access_key_id ?? "";
    this.region = profile?.region ?? "";
    this.endpoint = profile?.endpoint ?? "";
    this.allowPlainHttp = profile?.allow_plain_http ?? false;
    this.fips = profile?.fips ?? false;
    this.dualStack = profile?.dual_stack ?? false;
  }

  /** Whether what is sent could be read on the way: plain HTTP, and not to this computer. */
  get isPlainHttp() {
    return /^http:\/\/(?!(localhost|[^/:]+\.localhost|127(\.\d+){3}|\[::1\])(?=[:/]|$))./i.test(
      this.endpoint.trim(),
    );
  }

  get hasToken() {
    return this.profile?.credentials.has_session_token ?? false;
  }

  /** Whether anything typed would be lost. */
  get changed(): boolean {
    const { profile } = this;
    return (
      this.secret !== "" ||
      this.sessionToken !== "" ||
      this.removeToken ||
      this.name !== (profile?.name ?? "") ||
      this.accessKeyId !== (profile?.credentials.access_key_id ?? "") ||
      this.region !== (profile?.region ?? "") ||
      this.endpoint !== (profile?.endpoint ?? "") ||
      this.allowPlainHttp !== (profile?.allow_plain_http ?? false) ||
      this.fips !== (profile?.fips ?? false) ||
      this.dualStack !== (profile?.dual_stack ?? false)
    );
  }

  /** Where the secret goes unless the user says otherwise. */
  get keep(): Keep {
    if (this.profiles.keychain?.state === "unavailable") return "this_run";
    // A secret that is not typed again stays where it is.
    return this.profile && !this.secret ? this.profile.credentials.keep : "keychain";
  }

  problem(field: Field): string | null {
    return this.failure?.problems.find((it) => it.field === field)?.message ?? null;
  }

  async save(keep: Keep = this.keep): Promise<Profile | null> {
    if (this.saving) return null;
    this.saving = true;
    this.failure = null;
    try {
      const saved = await this.profiles.save({
        id: this.profile?.id ?? null,
        name: this.name.trim(),
        access_key_id: this.accessKeyId.trim(),
        secret_access_key: this.secret === "" && this.profile ? null : this.secret.trim(),
        session_token: this.removeToken ? "" : this.sessionToken.trim() || null,
        region: this.region.trim(),
        endpoint: this.endpoint.trim(),
        allow_plain_http: this.allowPlainHttp,
        fips: this.fips,
        dual_stack: this.dualStack,
        keep,
      });
      this.forget();
      return saved;
    } catch (thrown) {
      // The secret stays: it is needed to try again, or to keep it for this run only.
      this.failure = asFailure(thrown);
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Leaves nothing secret behind in the page. */
  forget() {
    this.secret = "";
    this.sessionToken = "";
  }
}
