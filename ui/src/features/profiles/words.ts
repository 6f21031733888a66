// Profiles in words: what tells one from another, and where they come from.

import type { Profile } from "../../lib/bindings/Profile";
import { grouped } from "../../lib/account";
import type { Standing } from "./identities.svelte";

/** Whether it is one of the AWS files or the environment: Lambdesk notes a name and a mark for it, and no more. */
export function isForeign({ credentials: { kind } }: Profile): boolean {
  return kind === "aws_files" || kind === "environment";
}

/** The last part of a role's ARN. */
export const roleName = (arn: string): string => arn.split("/").at(-1) ?? arn;

/** The account, as STS said or as the profile itself says; null when neither does. */
export function accountOf(profile: Profile, standing: Standing | null): string | null {
  return (standing?.state === "known" && standing.identity.account) || profile.account;
}

/** How it comes to credentials, in a few words. */
export function source({ credentials }: Profile): string {
  switch (credentials.kind) {
    case "access_keys":
      return `key …${credentials.access_key_id.slice(-4)}`;
    case "identity_center":
      return `${credentials.account_name || grouped(credentials.account_id)}, ${credentials.role_name}`;
    case "assume_role":
      return `Role ${roleName(credentials.role_arn)}`;
    default:
      return credentials.summary;
  }
}

/** What tells two profiles apart at a glance: the endpoint's host, the account, or how it comes to credentials. */
export function remark(profile: Profile, standing: Standing | null = null): string {
  if (profile.endpoint) {
    try {
      return new URL(profile.endpoint).host;
    } catch {
      return profile.endpoint;
    }
  }
  const account = accountOf(profile, standing);
  return account ? grouped(account) : source(profile);
}

export interface Group {
  title: string;
  profiles: Profile[];
}

/** The profiles by where they come from, and those alone that a filter names. */
export function groupsOf(profiles: readonly Profile[], filter: string): Group[] {
  const wanted = filter.trim().toLowerCase().replace(/ /g, "");
  const named = (profile: Profile) =>
    [profile.name, profile.account ?? "", profile.region, source(profile)].some((text) =>
      text.toLowerCase().replace(/ /g, "").includes(wanted),
    );
  const of = (title: string, belongs: (kind: Profile["credentials"]["kind"]) => boolean): Group => ({
    title,
    profiles: profiles.filter((profile) => belongs(profile.credentials.kind) && named(profile)),
  });
  return [
    of("Saved", (kind) => kind !== "aws_files" && kind !== "environment"),
    of("From the AWS files", (kind) => kind === "aws_files"),
    of("Environment", (kind) => kind === "environment"),
  ].filter((group) => group.profiles.length > 0);
}
