// How the fake backend checks a profile that is to be saved, and what it makes of it.

import type { FieldProblem } from "../bindings/FieldProblem";
import type { Profile } from "../bindings/Profile";
import type { ProfileCredentials } from "../bindings/ProfileCredentials";
import type { ProfileDraft } from "../bindings/ProfileDraft";
import { refuse } from "./failure";
import { profileOf } from "./profiles";

function problemsOf(draft: ProfileDraft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { credentials } = draft;
  const foreign = credentials.kind === "aws_files" || credentials.kind === "environment";
  if (!draft.name.trim()) problems.push({ field: "name", message: "Give the profile a name." });
  if (credentials.kind === "access_keys") {
    if (!/^[A-Z0-9]{16,128}$/.test(credentials.access_key_id.trim()))
      problems.push({
        field: "access_key_id",
        message: "An access key ID has 16 to 128 capital letters and digits.",
      });
    if (!draft.id && !credentials.secret_access_key)
      problems.push({ field: "secret_access_key", message: "Enter the secret access key." });
  }
  if (credentials.kind === "assume_role") {
    if (!credentials.source)
      problems.push({ field: "source", message: "Choose the profile that assumes the role." });
    if (!/^arn:aws[\w-]*:iam::\d{12}:role\/./.test(credentials.role_arn))
      problems.push({
        field: "role_arn",
        message: "A role's ARN looks like arn:aws:iam::123456789012:role/Developer.",
      });
    if (credentials.duration && !/^\d+ ?(min|h)$/.test(credentials.duration))
      problems.push({ field: "duration", message: "A role is assumed for 15 min to 12 h." });
  }
  if (credentials.kind === "identity_center") {
    if (!/^\d{12}$/.test(credentials.account_id))
      problems.push({ field: "account", message: "Choose an account." });
    if (!credentials.role_name) problems.push({ field: "role", message: "Choose a role." });
  }
  if (!foreign && !/^[a-z]{2,4}(-[a-z]+)+-\d{1,2}$/.test(draft.region))
    problems.push({ field: "region", message: "Choose a region, such as eu-west-1." });
  if (draft.endpoint && !/^https?:\/\/[^/]/.test(draft.endpoint))
    problems.push({
      field: "endpoint",
      message: "An endpoint looks like https://… or http://127.0.0.1:4566.",
    });
  return problems;
}

function credentialsOf(
  { credentials }: ProfileDraft,
  before: ProfileCredentials | undefined,
): ProfileCredentials {
  switch (credentials.kind) {
    case "access_keys":
      return {
        kind: "access_keys",
        access_key_id: credentials.access_key_id,
        has_session_token: Boolean(credentials.session_token),
        keep: credentials.keep,
      };
    case "identity_center":
      return credentials;
    case "assume_role":
      return {
        ...credentials,
        external_id: credentials.external_id || null,
        session_name: credentials.session_name || null,
        duration: credentials.duration || null,
        mfa_serial: credentials.mfa_serial || null,
      };
    default:
      return before ?? { kind: "environment", summary: "" };
  }
}

/** The profile as it is saved; rejects when it cannot be. */
export function savedFrom(draft: ProfileDraft, before: Profile | undefined): Profile {
  refuse(problemsOf(draft));
  const credentials = credentialsOf(draft, before?.credentials);
  const account =
    credentials.kind === "identity_center"
      ? credentials.account_id
      : credentials.kind === "assume_role"
        ? (/::(\d{12}):/.exec(credentials.role_arn)?.[1] ?? null)
        : (before?.account ?? null);
  return profileOf(draft.id ?? `p${Date.now()}`, draft.name, {
    region: draft.region || before?.region || "",
    endpoint: draft.endpoint || null,
    allow_plain_http: Boolean(draft.endpoint) && draft.allow_plain_http,
    fips: !draft.endpoint && draft.fips,
    dual_stack: !draft.endpoint && draft.dual_stack,
    production: draft.production,
    credentials,
    account,
    problem: before?.problem ?? null,
  });
}
