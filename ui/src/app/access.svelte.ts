// Whose credentials the window works with: its profile, who that is, and what is asked of the user for it.

import { Identities } from "../features/profiles/identities.svelte";
import { leftOf } from "../features/profiles/left";
import { Profiles } from "../features/profiles/profiles.svelte";
import { SANDBOX } from "../features/request/draft.svelte";
import type { Backend } from "../lib/backend";
import type { Failure } from "../lib/bindings/Failure";
import { asFailure } from "../lib/failure";
import { Demands } from "./demands.svelte";

export class Access {
  readonly profiles: Profiles;
  readonly identities: Identities;
  readonly demands = new Demands();
  /** What all requests follow that have no profile of their own. */
  profile = $state(SANDBOX);

  constructor(private readonly backend: Backend) {
    this.profiles = new Profiles(backend);
    this.identities = new Identities(backend);
  }

  /**
   * Finds out who a profile is, where there is anybody to ask; a failure is kept and shown. With `mend` the user is
   * asked for what is missing, as long as `mend` says that it is still wanted.
   */
  async identify(id: string, mend: (() => boolean) | null, fresh = false): Promise<void> {
    const profile = this.profiles.find(id);
    if (!profile || profile.problem) return;
    const ask = () => this.identities.ask(id, { fresh, quiet: mend === null });
    try {
      await (mend ? this.demands.run(ask, { prefix: "", still: mend }) : ask());
    } catch {
      // The standing says it.
    }
  }

  /** Once the credentials at hand have ended, it is seen whether there are others. Nobody is asked. */
  renew(id: string) {
    const standing = this.identities.of(id);
    if (standing?.state !== "known" || !standing.identity.expires_at) return;
    const { identity } = standing;
    if (leftOf({ ...identity, renews: false }, this.identities.now)?.over) void this.identify(id, null);
  }

  async signOut(id: string): Promise<Failure | null> {
    try {
      await this.backend.signOut(id);
    } catch (thrown) {
      return asFailure(thrown);
    }
    // Other profiles may have used the same session.
    this.identities.forgetAll();
    void this.identify(id, null);
    return null;
  }
}
