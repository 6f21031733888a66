// What the fake backend demands before a profile's credentials are there, and who the profile then is.

import type { Confirmation } from "../bindings/Confirmation";
import type { Identity } from "../bindings/Identity";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { Profile } from "../bindings/Profile";
import { demanding, DENIED, failure, LOCKED, refuse } from "./failure";
import { COMMAND } from "./profiles";
import type { FakeSignIns } from "./signIn";

const MINUTE = 60_000;

export class FakeAccess {
  /** What has been given: codes and allowed commands, by profile; functions that are not asked for again. */
  readonly #codes = new Set<string>();
  readonly #approved = new Set<string>();
  readonly #confirmed = new Set<string>();
  #unlocked = false;

  constructor(
    private readonly switches: Set<string>,
    private readonly signIns: FakeSignIns,
    private readonly find: (id: string) => Profile | undefined,
  ) {}

  get locked(): boolean {
    return this.switches.has("locked") && !this.#unlocked;
  }

  /** Rejects as long as something is missing that only the user can give. */
  demand(id: string): void {
    const profile = this.find(id);
    if (!profile) return;
    const { credentials } = profile;
    if (profile.problem)
      throw failure("other", profile.problem, "Mend the AWS files, or choose another profile.");
    if (this.locked && credentials.kind === "access_keys")
      throw this.switches.has("denies") ? DENIED : LOCKED;
    if (this.switches.has("no-secret"))
      throw failure(
        "secret_missing",
        "The secret of this profile is not in the keychain any more.",
        "Enter it again; it was deleted, or kept for an earlier run only.",
      );
    if (this.switches.has("expired"))
      throw failure(
        "credentials_refused",
        "The credentials have expired.",
        "Sign in again, or enter new keys in the profile.",
      );
    if (credentials.kind === "identity_center") this.signIns.demand(credentials);
    if (credentials.kind === "assume_role" && credentials.mfa_serial && !this.#codes.has(id))
      throw demanding(
        { kind: "code", profile: id, serial: credentials.mfa_serial, role_arn: credentials.role_arn },
        `The role ${credentials.role_arn.split("/").at(-1)} asks for a code.`,
        "Enter the code that your device shows.",
      );
    if (credentials.kind === "aws_files" && credentials.summary === "A command" && !this.#approved.has(id))
      throw demanding(
        { kind: "approve", profile: id, aws_profile: credentials.profile, command: COMMAND },
        `The profile “${credentials.profile}” takes its credentials from a command.`,
        "Look at the command and allow it, and it goes on.",
      );
  }

  /** Rejects an invocation with a production profile until it is confirmed. */
  confirm(input: InvokeInput): void {
    const profile = this.find(input.profile);
    if (!profile?.production) return;
    const what = `${profile.id} ${input.function} ${input.qualifier}`;
    const how: Confirmation | null = input.confirmed;
    if (how === "quarter") this.#confirmed.add(what);
    if (how || this.#confirmed.has(what)) return;
    throw demanding(
      {
        kind: "confirm",
        profile_name: profile.name,
        account: profile.account,
        region: input.region ?? profile.region,
        function: input.function,
        qualifier: input.qualifier || null,
      },
      "This is production.",
      "Confirm the invocation, and it is sent.",
    );
  }

  async identify(id: string): Promise<Identity> {
    this.demand(id);
    const profile = this.find(id);
    const in_ = (minutes: number) => new Date(Date.now() + minutes * MINUTE + 1000).toISOString();
    const account = profile?.account ?? "482100937716";
    const user: Identity = {
      account,
      arn: `arn:aws:iam::${account}:user/jane`,
      name: "jane",
      through: "with access keys",
      expires_at: null,
      renews: false,
      can_sign_out: false,
    };
    switch (profile?.credentials.kind) {
      case "identity_center": {
        const { role_name } = profile.credentials;
        return {
          ...user,
          arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_${role_name}_0a1b2c3d4e5f6071/jane`,
          name: `${role_name} · jane`,
          through: "through IAM Identity Center",
          expires_at: in_(this.switches.has("expiring") ? 4 : this.switches.has("renews") ? 50 : 42),
          renews: this.switches.has("renews"),
          can_sign_out: true,
        };
      }
      case "assume_role":
        return {
          ...user,
          name: "Deployer · jane",
          arn: `arn:aws:sts::${account}:assumed-role/Deployer/jane`,
          through: "with access keys, in role Deployer",
          expires_at: in_(59),
          can_sign_out: true,
        };
      default:
        return user;
    }
  }

  giveCode(profile: string, code: string): void {
    if (code === "000000")
      refuse([{ field: "code", message: "The code was wrong, or it has been used already." }]);
    this.#codes.add(profile);
  }

  approve(profile: string): void {
    this.#approved.add(profile);
  }

  unlock(): void {
    if (this.switches.has("stays-locked"))
      throw {
        ...LOCKED,
        message: "The keychain is still locked.",
        hint: "Its prompt was closed, or the password was wrong.",
      };
    this.#unlocked = true;
  }

  signOut(id: string): void {
    this.#codes.delete(id);
    this.signIns.signOut();
  }
}
