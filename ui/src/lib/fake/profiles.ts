// The profiles that the fake backend begins with, by its switches.

import type { Profile } from "../bindings/Profile";
import type { ProfileCredentials } from "../bindings/ProfileCredentials";

export const START_URL = "https://acme.awsapps.com/start";
export const SSO_REGION = "eu-west-1";
export const DEVICE = "arn:aws:iam::482100937716:mfa/jane";
export const COMMAND =
  "/opt/acme/bin/vault-credentials --role payments-readonly --format aws-process --ttl 900";

const keys = (id = "AKIAIOSFODNN7EXAMPLE"): ProfileCredentials => ({
  kind: "access_keys",
  access_key_id: id,
  has_session_token: false,
  keep: "keychain",
});
export const center = (id: string, name: string, role: string): ProfileCredentials => ({
  kind: "identity_center",
  start_url: START_URL,
  sso_region: SSO_REGION,
  account_id: id,
  account_name: name,
  role_name: role,
});
export const profileOf = (id: string, name: string, differing: Partial<Profile> = {}): Profile => ({
  id,
  name,
  region: "eu-west-1",
  endpoint: null,
  allow_plain_http: false,
  fips: false,
  dual_stack: false,
  production: false,
  credentials: keys(),
  account: null,
  problem: null,
  ...differing,
});
const fromFiles = (name: string, summary: string, differing: Partial<Profile> = {}) =>
  profileOf(`aws:${name}`, name, {
    credentials: { kind: "aws_files", profile: name, summary },
    ...differing,
  });

/** What each switch adds, in the order of the list. */
const ADDED: Record<string, () => Profile[]> = {
  profiles: () => [
    profileOf("p1", "Payments staging"),
    profileOf("p2", "Local stack", { region: "eu-central-1", endpoint: "http://127.0.0.1:4566" }),
  ],
  sso: () => [
    profileOf("sso1", "Payments staging – Developer", {
      credentials: center("305512984471", "Payments staging", "Developer"),
      account: "305512984471",
    }),
    profileOf("sso2", "Shared services – ReadOnly", {
      credentials: center("771204458890", "Shared services", "ReadOnly"),
      account: "771204458890",
    }),
  ],
  mfa: () => [
    profileOf("role1", "Payments deployer", {
      credentials: {
        kind: "assume_role",
        source: "p1",
        role_arn: "arn:aws:iam::482100937716:role/Deployer",
        external_id: null,
        session_name: null,
        duration: null,
        mfa_serial: DEVICE,
      },
      account: "482100937716",
    }),
  ],
  production: () => [
    profileOf("prod1", "payments-admin", {
      production: true,
      credentials: center("482100937716", "Payments", "PaymentsAdmin"),
      account: "482100937716",
    }),
  ],
  "many-profiles": () =>
    Array.from({ length: 30 }, (_, n) =>
      profileOf(`many${n}`, `Team ${n + 1} ${n % 3 ? "staging" : "load tests"}`, {
        account: String(300_000_000_000 + n * 7_919_003),
        credentials: center(String(300_000_000_000 + n * 7_919_003), `Team ${n + 1}`, "Developer"),
      }),
    ),
  "long-name": () => [
    profileOf(
      "long",
      "A profile whose name somebody wrote as a whole sentence, with the cost centre 4711-0815 and the region in it",
      { account: "482100937716" },
    ),
  ],
  "aws-files": () => [
    fromFiles("default", "Access keys", { region: "us-east-1" }),
    fromFiles("acme-readonly", "Single sign-on as ReadOnly", { account: "771204458890" }),
    fromFiles("deployer", "Role Deployer, from access keys", { account: "482100937716" }),
    fromFiles("vault", "A command", { region: "" }),
    fromFiles("left-over", "cannot be used", {
      problem: "The profile “left-over” takes its credentials from “gone”, which is not in the AWS files.",
    }),
    profileOf("environment", "Environment", {
      credentials: {
        kind: "environment",
        summary: "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN",
      },
    }),
  ],
  approve: () => [fromFiles("vault", "A command")],
};

export function profilesOf(switches: ReadonlySet<string>): Profile[] {
  const all = Object.entries(ADDED).flatMap(([name, add]) => (switches.has(name) ? add() : []));
  return [...new Map(all.map((profile) => [profile.id, profile])).values()];
}
