// An invocation's attempts laid out in time: where each stretch stands on the common scale, and the words that go with
// it. Pure; it knows nothing of how a lane is drawn.

import type { Attempt } from "../../lib/bindings/Attempt";
import type { Invocation } from "../../lib/bindings/Invocation";
import type { Phase } from "../../lib/bindings/Phase";
import type { PhaseKind } from "../../lib/bindings/PhaseKind";
import { oneLine } from "../../lib/foreign";
import { roughSpan, span } from "../../lib/measure";
import { shortName } from "./short";

/** In the order in which they happen. */
export const PHASES: readonly PhaseKind[] = ["sign", "look_up", "connect", "tls", "send", "wait", "receive"];
export const PHASE_WORDS: Record<PhaseKind, string> = {
  sign: "Sign",
  look_up: "Name look-up",
  connect: "Connect",
  tls: "TLS",
  send: "Send",
  wait: "Wait for the function",
  receive: "Receive",
};

/** A stretch of a scale, in shares from 0 to 1. */
export interface Stretch {
  left: number;
  width: number;
}
export type Segment = Phase & Stretch;
export interface Lane {
  attempt: Attempt;
  /** On the scale of all attempts. */
  whole: Stretch;
  /** On the attempt's own scale, so that a short one can be read beside a long one. */
  segments: Segment[];
  /** The pause after it, as long as it really was; null when no attempt was to follow. */
  pause: (Stretch & { duration: number; cutShort: boolean }) | null;
}
export interface Timeline {
  /** What the whole scale stands for, in milliseconds. */
  total: number;
  lanes: Lane[];
}

const endOf = (attempt: Attempt) => attempt.offset + attempt.duration;

/** The pause after an attempt. A person may cancel in it; then it ended with the invocation. */
function pauseAfter(invocation: Invocation, at: number): { duration: number; cutShort: boolean } | null {
  const attempt = invocation.attempts[at]!;
  if (!attempt.next) return null;
  const following = invocation.attempts[at + 1];
  if (following) return { duration: Math.max(0, following.offset - endOf(attempt)), cutShort: false };
  const left = Math.max(0, invocation.duration - endOf(attempt));
  return { duration: Math.min(left, attempt.next.delay), cutShort: true };
}

export function timelineOf(invocation: Invocation): Timeline {
  const pauses = invocation.attempts.map((_, at) => pauseAfter(invocation, at));
  const ends = invocation.attempts.map((attempt, at) => endOf(attempt) + (pauses[at]?.duration ?? 0));
  const total = Math.max(1, ...ends);
  const stretch = (offset: number, duration: number): Stretch => ({
    left: offset / total,
    width: duration / total,
  });
  return {
    total,
    lanes: invocation.attempts.map((attempt, at) => {
      const pause = pauses[at] ?? null;
      return {
        attempt,
        whole: stretch(attempt.offset, attempt.duration),
        segments: segmentsOf(attempt),
        pause: pause && { ...stretch(endOf(attempt), pause.duration), ...pause },
      };
    }),
  };
}

/** An attempt's phases, in shares of the attempt. */
function segmentsOf({ phases, duration }: Attempt): Segment[] {
  // Both are measured, each at its own moment: a phase may seem to end a hair after its attempt.
  const total = Math.max(duration, ...phases.map((phase) => phase.offset + phase.duration), Number.EPSILON);
  return phases.map((phase) => ({
    ...phase,
    left: phase.offset / total,
    width: phase.duration / total,
  }));
}

/** The kinds of phases that occur anywhere, for the legend. */
export function kindsOf(invocation: Invocation): PhaseKind[] {
  const seen = new Set(invocation.attempts.flatMap((attempt) => attempt.phases.map((phase) => phase.kind)));
  return PHASES.filter((kind) => seen.has(kind));
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STEPS = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30, 60, 120, 360].map((count) => count * MINUTE),
];
/** More marks than this stand on each other in a narrow window. */
const MOST_TICKS = 4;

/** The marks of a scale: round spans, its beginning included. */
export function ticks(total: number): number[] {
  const step = STEPS.find((it) => total / it <= MOST_TICKS) ?? total;
  const count = Math.floor(total / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, at) => at * step);
}

/** What an attempt is called: its error type is foreign text of any length. */
export const labelOf = ({ label }: Attempt) => oneLine(shortName(label));

/** `HTTP status 429, on a new connection` */
export function circumstances(attempt: Attempt): string {
  const connection =
    attempt.warm === null
      ? "no connection came about"
      : attempt.warm
        ? "on a warm connection"
        : "on a new connection";
  return attempt.status === null ? connection : `HTTP status ${attempt.status}, ${connection}`;
}

/** Why another attempt followed and when, or why none did; empty when nothing needs saying. */
export function afterwards({ attempt, pause }: Lane): string {
  const { next, stop } = attempt;
  if (!next) return stop ?? "";
  const asked = next.asked_by_service ? ", as the service asked" : "";
  if (pause?.cutShort)
    return `${next.reason} Another was to follow after a pause of ${roughSpan(next.delay)}${asked}.`;
  if (next.delay < 1) return `${next.reason} The next attempt followed at once.`;
  return `${next.reason} The next attempt followed after a pause of ${roughSpan(next.delay)}${asked}.`;
}

/** What was corrected on the way, without what an attempt says itself. */
export function corrections({ corrections, attempts }: Invocation): string[] {
  return corrections.filter((sentence) => !attempts.some((attempt) => attempt.next?.reason === sentence));
}

const phaseLine = ({ kind, offset, duration }: Phase) =>
  `  ${PHASE_WORDS[kind]}: ${span(duration)}, from ${span(offset)}`;

/** All of it as text, to copy. */
export function timelineText(invocation: Invocation): string {
  const attempts = timelineOf(invocation).lanes.map((lane) => {
    const { attempt } = lane;
    const begun = attempt.number > 1 ? `, began at ${roughSpan(attempt.offset)}` : "";
    return [
      `Attempt ${attempt.number}: ${labelOf(attempt)} after ${roughSpan(attempt.duration)}, ${circumstances(attempt)}${begun}`,
      ...attempt.phases.map(phaseLine),
      ...(afterwards(lane) ? [`  ${afterwards(lane)}`] : []),
    ].join("\n");
  });
  return [...corrections(invocation), ...attempts].join("\n");
}
