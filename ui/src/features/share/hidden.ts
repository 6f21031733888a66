// What is hidden before something leaves, in the groups in which people think of it.

import type { FindingKind } from "../../lib/bindings/FindingKind";
import type { Findings } from "../../lib/bindings/Findings";

export interface Group {
  title: string;
  kinds: readonly FindingKind[];
}

export const GROUPS: readonly Group[] = [
  {
    title: "AWS credentials and tokens",
    kinds: ["aws_key_id", "aws_secret_key", "aws_session_token", "aws_signature"],
  },
  {
    title: "Other tokens, keys and passwords",
    kinds: ["private_key", "vendor_token", "jwt", "authorization", "cookie", "url_password", "named_secret"],
  },
  { title: "Account IDs", kinds: ["account_id"] },
  { title: "Card numbers", kinds: ["card_number"] },
  { title: "E-mail addresses", kinds: ["email"] },
];

/** What is hidden whatever is chosen: only what is on a list of the user's own, or in the keychain, is of these kinds. */
export const ALWAYS_GROUPS: readonly Group[] = [
  { title: "Secret variables", kinds: ["secret_variable"] },
  { title: "Your own words and pattern", kinds: ["own_word", "own_pattern"] },
];
export const ALWAYS: readonly FindingKind[] = ALWAYS_GROUPS.flatMap(({ kinds }) => kinds);

/** How much of some kinds was found. */
export function found(findings: Findings | null, kinds: readonly FindingKind[]): number {
  const counts = findings?.counts ?? [];
  return counts.filter(({ kind }) => kinds.includes(kind)).reduce((sum, { found }) => sum + found, 0);
}
