// What is said while an invocation runs. Pure.

import { size, span } from "../../lib/measure";
import type { Running } from "./run.svelte";

export function doing({ cancelling, stage, target, received, total }: Running): string {
  if (cancelling) return "Stopping";
  switch (stage) {
    case "connecting":
      return "Connecting";
    case "sending":
      return "Sending";
    case "waiting":
      return `Waiting for ${target.functionName} to answer`;
    case "receiving":
      return received
        ? `Receiving ${size(received)}${total ? ` of ${size(total)}` : ""}`
        : "The answer begins";
    case "pausing":
      return "Pausing before the next attempt";
  }
}

export interface Limit {
  ms: number;
  words: string;
}

/** What ends the attempt under way first; null when no limit is known. */
export function limitOf({
  target,
  stage,
  startedAt,
  attemptStartedAt,
}: Pick<Running, "target" | "stage" | "startedAt" | "attemptStartedAt">): Limit | null {
  const { timeoutMs, waitMs, totalMs } = target;
  const limits: Limit[] = [];
  if (timeoutMs !== null)
    limits.push({ ms: timeoutMs, words: `the function’s own limit, ${span(timeoutMs)}` });
  // It is over once the answer begins.
  if (waitMs !== null && stage !== "receiving")
    limits.push({ ms: waitMs, words: `waiting ends after ${span(waitMs)}` });
  if (totalMs !== null && totalMs !== undefined)
    limits.push({
      ms: Math.max(1, totalMs - (attemptStartedAt - startedAt)),
      words: `all attempts end after ${span(totalMs)}, pauses included`,
    });
  return limits.reduce<Limit | null>((least, limit) => (least && least.ms <= limit.ms ? least : limit), null);
}
