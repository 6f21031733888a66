// What is said beneath the verdict: what the response says of itself, how an alias split, what was corrected. Each in a
// sentence, and none of it an outcome. Pure.

import type { PayloadVerdict } from "../../lib/bindings/PayloadVerdict";
import { oneLine } from "../../lib/foreign";
import { shortMessage } from "./short";
import type { Finished } from "./run.svelte";
import { split, versionWords } from "./version";

export interface Remark {
  tone: "warn" | "quiet";
  text: string;
}

/** The first status of HTTP that is an error. */
const FIRST_ERROR = 400;

/** What a response says against its own invocation; null when it says nothing of the kind. */
export function objection(verdict: PayloadVerdict | null): string | null {
  switch (verdict?.kind) {
    case "proxy_status":
      if (verdict.status < FIRST_ERROR) return null;
      return `The function succeeded, but its response says status ${verdict.status}.`;
    case "error_message":
      return `The function succeeded, but its response carries an error message: “${oneLine(shortMessage(verdict.message))}”.`;
    case "batch_failures":
      if (!verdict.failed) return null;
      return `The function succeeded, but its response names ${verdict.failed} failed ${verdict.failed === 1 ? "item" : "items"}.`;
    case undefined:
      return null;
  }
}

export function remarksOf({ invocation, target }: Pick<Finished, "invocation" | "target">): Remark[] {
  const said = objection(invocation.verdict);
  const shares = split(target.alias, target.qualifier);
  const version = shares && versionWords(invocation.answer, target);
  return [
    ...(said ? [{ tone: "warn" as const, text: said }] : []),
    ...[...(version ? [`${version}.`] : []), ...invocation.corrections].map((text) => ({
      tone: "quiet" as const,
      text,
    })),
  ];
}

/** What an answer without a body means, by its HTTP status: only a synchronous invocation has anything to return. */
export function emptyWords(status: number): string {
  switch (status) {
    case 202:
      return "Lambda has queued it. The function runs by itself, and its response does not come back here.";
    case 204:
      return "It was a dry run: you may invoke this function, and nothing ran.";
    default:
      return "The function returned nothing (no bytes).";
  }
}
