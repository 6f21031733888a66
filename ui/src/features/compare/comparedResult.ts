// A result as it lies beside another: what is said of it, and what cannot be asked for by its id.

import type { BodyKind } from "../../lib/bindings/BodyKind";

export interface ComparedResult {
  /** The invocation's. */
  id: string;
  /** The request's name, or the function's. */
  title: string;
  /** How it ended, in words, and the shape that goes with them. */
  state: string;
  tone: "ok" | "err" | "warn" | "quiet" | "running" | "half";
  /** What went wrong in a word: an error's type, a code. */
  label: string | null;
  /** In milliseconds since 1970. */
  startedAt: number;
  /** The same as people read it. */
  when: string;
  duration: number | null;
  version: string | null;
  profile: string;
  region: string;
  environment: string | null;
  /** Which of the two it is, where that is known: `this result`. */
  mark?: string;
  /** What its response is; null when there was no answer. */
  response: BodyKind | null;
  responseBytes: number;
  /** Bytes of the response that were not kept. */
  leftOut: number;
  /** The log without its secrets; `truncated` when earlier lines are missing. */
  log: { text: string; truncated: boolean } | null;
}

/** The older first, as one reads. */
export function inOrder(one: ComparedResult, other: ComparedResult): [ComparedResult, ComparedResult] {
  return one.startedAt <= other.startedAt ? [one, other] : [other, one];
}
