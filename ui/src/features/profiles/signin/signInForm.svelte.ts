// A profile of IAM Identity Center while it is made: the company's address, the browser, then account and role.

import type { Backend } from "../../../lib/backend";
import type { CredentialsDraft } from "../../../lib/bindings/CredentialsDraft";
import type { Failure } from "../../../lib/bindings/Failure";
import type { IdentityCenter } from "../../../lib/bindings/IdentityCenter";
import type { Profile } from "../../../lib/bindings/Profile";
import { grouped } from "../../../lib/account";
import { ProfileForm } from "../profileForm.svelte";
import type { Profiles } from "../profiles.svelte";
import { BrowserSignIn } from "./browserSignIn.svelte";
import { Portal } from "./portal.svelte";

export type Step = "address" | "browser" | "account";
/** The sandbox's Identity Center and its accounts are in this region. */
const SANDBOX_REGION = "us-east-1";

export class SignInForm extends ProfileForm {
  step = $state<Step>("address");
  startUrl = $state("");
  ssoRegion = $state("");
  accountId = $state("");
  accountName = $state("");
  roleName = $state("");
  /** The address is being tried. */
  trying = $state(false);
  /** What is to be known of the new session: that it will not be kept, say. */
  remark = $state<string | null>(null);
  readonly browser: BrowserSignIn;
  readonly portal: Portal;
  /** The name that was proposed last: as long as it stands, it follows account and role. */
  #proposed = "";
  #closed = false;

  constructor(
    profiles: Profiles,
    profile: Profile | null,
    backend: Backend,
    /** Where one can try it out. */
    readonly sandboxStartUrl: string | null,
  ) {
    super(profiles, profile);
    this.browser = new BrowserSignIn(backend);
    this.portal = new Portal(backend);
    const credentials = profile?.credentials;
    if (credentials?.kind === "identity_center") {
      this.step = "account";
      this.startUrl = credentials.start_url;
      this.ssoRegion = credentials.sso_region;
      this.accountId = credentials.account_id;
      this.accountName = credentials.account_name;
      this.roleName = credentials.role_name;
    }
    this.begin();
  }

  get center(): IdentityCenter {
    return { start_url: this.startUrl.trim(), sso_region: this.ssoRegion.trim() };
  }

  useSandbox() {
    this.startUrl = this.sandboxStartUrl ?? "";
    this.ssoRegion = SANDBOX_REGION;
  }

  /** From the address on, to account and role. What is wrong with the address is said there. */
  async proceed(): Promise<void> {
    this.failure = null;
    await this.choose();
    if (this.step === "address") this.failure = this.portal.failure;
  }

  /** To what there is to choose from: straight where a session stands, else by way of the browser. */
  async choose(): Promise<void> {
    if (this.trying) return;
    this.trying = true;
    const known = await this.#open();
    this.trying = false;
    // No browser opens for a dialog that was closed meanwhile.
    if (this.#closed) return;
    if (known) this.#arrive();
    else if (this.portal.failure?.demand?.kind === "sign_in") await this.signIn();
  }

  /** By way of the browser, to account and role. */
  async signIn(): Promise<void> {
    this.step = "browser";
    // Where it leads back to without a session, nothing is wrong.
    this.portal.failure = null;
    const session = await this.browser.run(this.center);
    if (!session) {
      // What is wrong with the address is said where it is typed.
      const failure: Failure | null = this.browser.failure;
      if (failure?.problems.length && !this.profile) {
        this.failure = failure;
        this.step = "address";
      }
      return;
    }
    this.remark = session.not_kept;
    await this.#open();
    // The step may have been left while the accounts were on their way.
    if (!this.#closed && this.step === "browser") this.#arrive();
  }

  close() {
    this.#closed = true;
    this.browser.cancel();
  }

  /** Leaves the browser's step without a session. */
  leaveBrowser() {
    this.browser.cancel();
    this.step = this.profile ? "account" : "address";
  }

  async chooseAccount(id: string): Promise<void> {
    if (this.accountId !== id) this.roleName = "";
    this.accountId = id;
    this.accountName = this.portal.accounts?.find((it) => it.id === id)?.name ?? "";
    this.#propose();
    const roles = await this.portal.enter(this.center, id);
    if (roles?.length === 1) this.chooseRole(roles[0]!);
  }

  chooseRole(role: string) {
    this.roleName = role;
    this.#propose();
  }

  protected typed() {
    return [this.startUrl, this.ssoRegion, this.accountId, this.roleName];
  }
  protected credentials(): CredentialsDraft {
    return {
      kind: "identity_center",
      ...this.center,
      account_id: this.accountId,
      account_name: this.accountName,
      role_name: this.roleName,
    };
  }

  async #open(): Promise<boolean> {
    return (await this.portal.open(this.center)) !== null;
  }

  /** Signed in, but to nothing, or to nothing that is known yet. */
  get withoutAccounts(): boolean {
    return this.step === "account" && !this.profile && !this.portal.accounts?.length;
  }

  #arrive() {
    this.step = "account";
    const sandbox = this.sandboxStartUrl && new URL(this.sandboxStartUrl).origin;
    if (!this.profile && sandbox && this.startUrl.trim().startsWith(`${sandbox}/`)) {
      this.endpoint = sandbox;
      this.region ||= SANDBOX_REGION;
    }
    this.region ||= this.ssoRegion.trim();
    const { accounts } = this.portal;
    if (accounts?.length === 1 && !this.accountId) void this.chooseAccount(accounts[0]!.id);
    else if (this.accountId) void this.portal.enter(this.center, this.accountId);
  }

  /** A name that says what it is and that no other profile has, unless one was typed. */
  #propose() {
    if (this.profile || (this.name !== "" && this.name !== this.#proposed)) return;
    const account = this.accountName || grouped(this.accountId);
    const wanted = this.roleName ? `${account} – ${this.roleName}` : account;
    const taken = new Set(this.profiles.list.map((it) => it.name));
    let name = wanted;
    for (let n = 2; taken.has(name); n += 1) name = `${wanted} ${n}`;
    this.name = this.#proposed = name;
  }
}
