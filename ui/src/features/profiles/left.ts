// How long a profile's credentials are good for, in words.

import type { Identity } from "../../lib/bindings/Identity";
import { timeLeft } from "../../lib/measure";

/** Below this it is said in another colour: there is time to finish something, not to begin it. */
const SHORT = 5 * 60_000;

export interface Left {
  words: string;
  /** Little is left, or nothing. */
  short: boolean;
  over: boolean;
  /** It goes on by itself. */
  lasts: boolean;
}

/** Null when they do not end. */
export function leftOf({ expires_at, renews }: Identity, now: number): Left | null {
  if (expires_at === null) return null;
  if (renews) return { words: "renews by itself", short: false, over: false, lasts: true };
  const ms = Date.parse(expires_at) - now;
  if (ms <= 0) return { words: "has ended", short: true, over: true, lasts: false };
  return { words: timeLeft(ms), short: ms < SHORT, over: false, lasts: false };
}
