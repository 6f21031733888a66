// A profile while it is typed in: what every kind has. Each kind adds where its credentials come from.

import type { CredentialsDraft } from "../../lib/bindings/CredentialsDraft";
import type { Failure } from "../../lib/bindings/Failure";
import type { Field } from "../../lib/bindings/Field";
import type { Profile } from "../../lib/bindings/Profile";
import type { ProfileDraft } from "../../lib/bindings/ProfileDraft";
import { asFailure } from "../../lib/failure";
import type { Profiles } from "./profiles.svelte";

export abstract class ProfileForm {
  name = $state("");
  region = $state("");
  endpoint = $state("");
  allowPlainHttp = $state(false);
  fips = $state(false);
  dualStack = $state(false);
  production = $state(false);
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);
  #before = "";

  constructor(
    protected readonly profiles: Profiles,
    readonly profile: Profile | null,
  ) {
    this.name = profile?.name ?? "";
    this.region = profile?.region ?? "";
    this.endpoint = profile?.endpoint ?? "";
    this.allowPlainHttp = profile?.allow_plain_http ?? false;
    this.fips = profile?.fips ?? false;
    this.dualStack = profile?.dual_stack ?? false;
    this.production = profile?.production ?? false;
  }

  protected abstract credentials(): CredentialsDraft;
  /** What was typed, to see whether it would be lost. No secret is in it. */
  protected abstract typed(): unknown;

  /** To be called once a kind has filled itself in: from then on changes are noticed. */
  protected begin() {
    this.#before = this.#typed();
  }

  /** Whether anything typed would be lost. */
  get changed(): boolean {
    return this.#typed() !== this.#before;
  }

  /** Whether what is sent could be read on the way: plain HTTP, and not to this computer. */
  get isPlainHttp() {
    return /^http:\/\/(?!(localhost|[^/:]+\.localhost|127(\.\d+){3}|\[::1\])(?=[:/]|$))./i.test(
      this.endpoint.trim(),
    );
  }

  problem(field: Field): string | null {
    return this.failure?.problems.find((it) => it.field === field)?.message ?? null;
  }

  async save(): Promise<Profile | null> {
    if (this.saving) return null;
    this.saving = true;
    this.failure = null;
    try {
      return await this.profiles.save(this.#draft());
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return null;
    } finally {
      this.saving = false;
    }
  }

  #draft(): ProfileDraft {
    return {
      id: this.profile?.id ?? null,
      name: this.name.trim(),
      region: this.region.trim(),
      endpoint: this.endpoint.trim(),
      allow_plain_http: this.allowPlainHttp,
      fips: this.fips,
      dual_stack: this.dualStack,
      production: this.production,
      credentials: this.credentials(),
    };
  }

  #typed(): string {
    const { name, region, endpoint, allowPlainHttp, fips, dualStack, production } = this;
    return JSON.stringify([
      name,
      region,
      endpoint,
      allowPlainHttp,
      fips,
      dualStack,
      production,
      this.typed(),
    ]);
  }
}
