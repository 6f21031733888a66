// What an answer is when the invocation ended without one: it must never pass for the function's whole answer. Pure.

import type { Invocation } from "../../lib/bindings/Invocation";
import { size } from "../../lib/measure";

/**
 * `part`: the answer broke off. `cancelled`: the user stopped it on its way. `gateway`: something in between answered.
 * `earlier`: it is the answer of an attempt after which the user cancelled.
 */
export type Remnant = "part" | "cancelled" | "gateway" | "earlier";

/** Null for an answer that is what it seems, and when there is none. */
export function remnantOf({ outcome, answer, attempts }: Invocation): Remnant | null {
  if (outcome.kind !== "no_answer" || !answer) return null;
  if (outcome.cause === "gateway") return "gateway";
  if (attempts.at(-1)?.next) return "earlier";
  return outcome.cause === "cancelled" ? "cancelled" : "part";
}

export const REMNANT_HEADERS: Record<Remnant, string> = {
  part: "The answer broke off. These headers came before that.",
  cancelled: "You cancelled before the whole answer was here.",
  gateway: "These headers are a gateway’s, not Lambda’s.",
  earlier: "These headers are of the attempt before the pause.",
};

export const REMNANT_BODY: Record<Remnant, (bytes: number) => string> = {
  part: (bytes) => `Incomplete: the answer broke off after ${size(bytes)}.`,
  cancelled: (bytes) => `Incomplete: you cancelled after ${size(bytes)}.`,
  gateway: (bytes) =>
    bytes ? "The gateway’s answer, not the function’s:" : "The gateway’s answer is empty.",
  earlier: (bytes) =>
    bytes
      ? "The answer to the attempt before the pause:"
      : "The attempt before the pause got an empty answer.",
};
