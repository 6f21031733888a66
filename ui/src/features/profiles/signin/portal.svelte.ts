// What a session may use: its accounts, and the roles in the one that is chosen.

import type { Backend } from "../../../lib/backend";
import type { Failure } from "../../../lib/bindings/Failure";
import type { IdentityCenter } from "../../../lib/bindings/IdentityCenter";
import type { SsoAccount } from "../../../lib/bindings/SsoAccount";
import { asFailure } from "../../../lib/failure";

export class Portal {
  /** Null until they are known. */
  accounts = $state.raw<SsoAccount[] | null>(null);
  /** Null until they are known, and while another account's are asked for. */
  roles = $state.raw<string[] | null>(null);
  /** Why the one or the other is not known. */
  failure = $state.raw<Failure | null>(null);
  #asked = 0;

  constructor(private readonly backend: Backend) {}

  /** The accounts; null when they could not be had. */
  async open(center: IdentityCenter): Promise<SsoAccount[] | null> {
    this.failure = null;
    try {
      const accounts = await this.backend.ssoAccounts(center);
      return (this.accounts = [...accounts].sort((one, other) => one.name.localeCompare(other.name)));
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return null;
    }
  }

  /** The roles in an account; null when they could not be had, or another account was chosen meanwhile. */
  async enter(center: IdentityCenter, account: string): Promise<string[] | null> {
    const asked = ++this.#asked;
    this.roles = null;
    this.failure = null;
    try {
      const roles = await this.backend.ssoRoles(center, account);
      return asked === this.#asked ? (this.roles = roles) : null;
    } catch (thrown) {
      if (asked === this.#asked) this.failure = asFailure(thrown);
      return null;
    }
  }
}
