// How long to wait when nobody said.

import { readSpan, span } from "../../lib/measure";

/** Time for the way there and back, a cold start, and a retry; the same on top of every timeout. */
const MARGIN_SECONDS = 30;
/** Lambda's longest run. */
const LONGEST_RUN_SECONDS = 15 * 60;

/** The function's own timeout and a margin; more than Lambda's longest run when the timeout is not known. */
export function defaultWait(timeoutSeconds: number | undefined): string {
  return span(((timeoutSeconds ?? LONGEST_RUN_SECONDS) + MARGIN_SECONDS) * 1000);
}

/** What is odd about a wait that ends before the function must; null when nothing is. */
export function waitCaution(wait: string, timeoutSeconds: number | undefined): string | null {
  const chosen = readSpan(wait);
  if (chosen === null || timeoutSeconds === undefined || chosen >= timeoutSeconds * 1000) return null;
  return `The function may run for ${span(timeoutSeconds * 1000)}. This stops waiting before that.`;
}
