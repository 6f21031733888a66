// The states of the history in words, tones and shapes, and its times as people read them. Pure.

import type { HistoryRow } from "../../lib/bindings/HistoryRow";
import type { HistoryState } from "../../lib/bindings/HistoryState";
import { roughSpan } from "../../lib/measure";
import { OUTCOME_TONE, OUTCOME_WORDS } from "../../lib/outcome";

export const STATE_WORDS: Record<HistoryState, string> = {
  ...OUTCOME_WORDS,
  running: "Running",
  interrupted: "Interrupted, may have run",
};

/** The shape before a row: of the four outcomes as everywhere, and two of its own. */
export const STATE_TONE: Record<HistoryState, "ok" | "err" | "warn" | "quiet" | "running" | "half"> = {
  ...OUTCOME_TONE,
  running: "running",
  interrupted: "half",
};

/** In the order in which they are offered. */
export const STATES: readonly HistoryState[] = [
  "succeeded",
  "function_error",
  "rejected",
  "no_answer",
  "interrupted",
];

/** What it came to: Lambda answers 202 to what it queued and 204 to a dry run, and neither ran. */
export function stateWords({ state, status }: Pick<HistoryRow, "state" | "status">): string {
  if (state === "succeeded" && status === 202) return "Queued";
  if (state === "succeeded" && status === 204) return "Allowed";
  return STATE_WORDS[state];
}

export const timeOf = (millis: number) =>
  new Date(millis).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });

/** `Today`, `Yesterday`, `Monday, 23 November`; with the year when it is another. */
export function dayOf(millis: number, now: number): string {
  const day = new Date(millis);
  const today = new Date(now);
  const apart = Math.round((midnight(today) - midnight(day)) / 86_400_000);
  if (apart === 0) return "Today";
  if (apart === 1) return "Yesterday";
  const year = day.getFullYear() === today.getFullYear() ? {} : { year: "numeric" as const };
  return day.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", ...year });
}

export const midnight = (day: Date) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();

/** Day and time: `Today, 10:42`. */
export const momentOf = (millis: number, now: number) => `${dayOf(millis, now)}, ${timeOf(millis)}`;

/** What a row is called: the request's name, or else the function without what stands before its name in an ARN. */
export function nameOf({ name, function: of }: Pick<HistoryRow, "name" | "function">): string {
  return short(name) || short(of) || "No function";
}

const short = (text: string) => text.trim().split(":function:").at(-1) ?? "";

/** What stands under it: the function when the name is another, and what went wrong. */
export function detailOf(row: HistoryRow): string {
  const of = short(row.function);
  return [of === nameOf(row) ? null : of, row.label, row.profile_name].filter(Boolean).join(" · ");
}

/** All that a row says, for those who listen and for the pointer that rests. */
export function sentenceOf(row: HistoryRow, now: number): string {
  const { qualifier, duration } = row;
  const took = duration === null ? "" : ` in ${roughSpan(duration)}`;
  const to = qualifier ? `${short(row.function)}:${qualifier}` : short(row.function);
  return [
    `${nameOf(row)}: ${stateWords(row)}${took}`,
    row.label && (row.message ? `${row.label}: ${row.message}` : row.label),
    momentOf(row.started_at, now),
    [to, row.profile_name, row.region, row.environment].filter(Boolean).join(", "),
    row.pinned && "Pinned",
  ]
    .filter(Boolean)
    .join("\n");
}
