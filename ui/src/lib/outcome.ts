// The four outcomes in words and tone, the same wherever they appear: badge, live region, dots beside names.

import type { Invocation } from "./bindings/Invocation";
import type { Outcome } from "./bindings/Outcome";

export type OutcomeKind = Outcome["kind"];

export const OUTCOME_WORDS: Record<OutcomeKind, string> = {
  succeeded: "Succeeded",
  function_error: "Function error",
  rejected: "Rejected",
  no_answer: "No answer",
};

export const OUTCOME_TONE: Record<OutcomeKind, "ok" | "err" | "warn" | "quiet"> = {
  succeeded: "ok",
  function_error: "err",
  rejected: "warn",
  no_answer: "quiet",
};

/** What an invocation came to: Lambda answers 202 to what it queued and 204 to a dry run, and neither ran. */
export function outcomeWords({ outcome, answer }: Invocation): string {
  if (outcome.kind === "succeeded" && answer?.status === 202) return "Queued";
  if (outcome.kind === "succeeded" && answer?.status === 204) return "Allowed";
  return OUTCOME_WORDS[outcome.kind];
}
