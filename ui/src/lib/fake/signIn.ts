// The fake backend's IAM Identity Center: signing in, accounts and roles.

import type { IdentityCenter } from "../bindings/IdentityCenter";
import type { SignedIn } from "../bindings/SignedIn";
import type { SignInStarted } from "../bindings/SignInStarted";
import type { SsoAccount } from "../bindings/SsoAccount";
import type { FieldProblem } from "../bindings/FieldProblem";
import { demanding, failure, refuse } from "./failure";
import { START_URL } from "./profiles";

/** How long a person takes to confirm in the browser. */
const CONFIRMS_AFTER = 2500;

const account = (id: string, name: string): SsoAccount => ({
  id,
  name,
  email: `aws+${name.toLowerCase().replace(/\W+/g, "-")}@acme.example`,
});
const ACCOUNTS: SsoAccount[] = [
  account("482100937716", "Payments"),
  account("305512984471", "Payments staging"),
  account("771204458890", "Shared services"),
  account("118830047752", "Data lake"),
  account("640091227385", "Sandbox of the platform team"),
];
const TEAMS = ["Orders", "Billing", "Search", "Media", "Identity", "Risk", "Logistics", "Mobile"];

export class FakeSignIns {
  #session: boolean;
  #begun = 0;
  #tries = 0;
  readonly #pending = new Map<string, (reason: string) => void>();

  constructor(
    private readonly switches: ReadonlySet<string>,
    private readonly speed: () => number,
  ) {
    this.#session = switches.has("signed-in") || switches.has("expiring") || switches.has("renews");
  }

  demand({ start_url, sso_region }: IdentityCenter): void {
    if (this.#session) return;
    throw demanding(
      { kind: "sign_in", start_url, sso_region },
      `You are not signed in to ${new URL(start_url).host}.`,
      "Sign in, and it goes on.",
    );
  }

  check({ start_url, sso_region }: IdentityCenter): void {
    const problems: FieldProblem[] = [];
    if (!/^(https:\/\/[^/]+\.[^/]+|http:\/\/127\.0\.0\.1)/.test(start_url))
      problems.push({
        field: "start_url",
        message: `A start address looks like ${START_URL}.`,
      });
    if (!/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(sso_region))
      problems.push({ field: "sso_region", message: "A region looks like eu-west-1." });
    refuse(problems);
  }

  begin({ start_url, sso_region }: IdentityCenter): SignInStarted {
    this.check({ start_url, sso_region });
    if (start_url.includes("unknown"))
      throw failure(
        "other",
        `IAM Identity Center in ${sso_region} does not know the address ${start_url}.`,
        "Check both: your company’s AWS access portal shows them.",
      );
    const { host } = new URL(start_url);
    return {
      id: `sign-in-${++this.#begun}`,
      user_code: "KQHZ-RTWB",
      address: `${new URL(start_url).origin}/start/#/device?user_code=KQHZ-RTWB`,
      host,
      lasts: 10 * 60_000 - 18_500,
      not_opened: this.switches.has("no-browser")
        ? "No browser could be opened: there is no program for web addresses."
        : null,
    };
  }

  finish(id: string): Promise<SignedIn> {
    return new Promise((resolve, reject) => {
      const end = (message: string, hint: string) => reject(failure("other", message, hint));
      this.#pending.set(id, (reason) => end(reason, "Nothing has changed."));
      // The first try fails where a failure is to be seen; trying again works.
      const first = this.#begun === 1;
      if (this.switches.has("never-confirmed")) return;
      setTimeout(() => {
        this.#pending.delete(id);
        if (first && this.switches.has("denied"))
          return end("The sign-in was denied in the browser.", "Begin again to allow it.");
        if (first && this.switches.has("code-ran-out"))
          return end("The code ran out before it was confirmed.", "Begin again for a new one.");
        this.#session = true;
        resolve({
          expires_at: new Date(Date.now() + 8 * 3_600_000).toISOString(),
          renews: true,
          not_kept: this.switches.has("no-keychain")
            ? "This computer has no keychain that Lambdesk can reach. The session lasts until you quit Lambdesk."
            : null,
        });
      }, CONFIRMS_AFTER / this.speed());
    });
  }

  cancel(id: string): void {
    this.#pending.get(id)?.("You cancelled the sign-in.");
    this.#pending.delete(id);
  }

  async accounts(center: IdentityCenter): Promise<SsoAccount[]> {
    this.check(center);
    this.demand(center);
    // Longer than anybody waits for a picture.
    if (this.switches.has("slow-accounts")) await new Promise((resolve) => setTimeout(resolve, 60_000));
    if (this.switches.has("failing-accounts") && this.#tries++ === 0)
      throw failure(
        "other",
        "The AWS access portal could not be reached: the connection timed out.",
        "Check the network and the proxy, and try again.",
      );
    if (this.switches.has("no-accounts")) return [];
    if (this.switches.has("one-account")) return ACCOUNTS.slice(0, 1);
    const count = this.switches.has("many-accounts") ? 1000 : this.switches.has("60-accounts") ? 60 : 0;
    const more = Array.from({ length: Math.max(0, count - ACCOUNTS.length) }, (_, n) =>
      account(
        String(200_000_000_000 + n * 104_729_017).slice(0, 12),
        `${TEAMS[n % TEAMS.length]} ${Math.floor(n / TEAMS.length) + 1}`,
      ),
    );
    return [...ACCOUNTS, ...more];
  }

  roles(center: IdentityCenter, id: string): string[] {
    this.demand(center);
    if (id === "118830047752") return [];
    if (id === "771204458890") return ["ReadOnly"];
    return ["Developer", "PaymentsAdmin", "ReadOnly", "SupportEngineer"];
  }

  signOut(): void {
    this.#session = false;
  }
}
