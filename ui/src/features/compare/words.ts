// What a comparison comes to, in words. Pure.

import type { Change } from "../../lib/bindings/Change";
import type { Comparison } from "../../lib/bindings/Comparison";
import { size } from "../../lib/measure";
import type { ComparedResult } from "./comparedResult";

export type Part = "payload" | "response" | "log";

export const PARTS: readonly { id: Part; title: string }[] = [
  { id: "payload", title: "Payload" },
  { id: "response", title: "Response" },
  { id: "log", title: "Log" },
];

export const CHANGES: Record<Change, { sign: string; word: string }> = {
  added: { sign: "+", word: "Added" },
  removed: { sign: "−", word: "Removed" },
  changed: { sign: "≠", word: "Changed" },
};

export const SAME = "Both are the same.";
export const ALIKE =
  "They say the same. Only the order of keys, the layout or how numbers are written differs.";
/** Where only the beginnings could be looked at for more. */
export const SAYS_THE_SAME = "They say the same.";

const counted = (count: number, noun: string) =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

/** `3 differences; 2 more under ignored paths.` `otherwise`: what is said when nothing differs. */
export function summaryOf(comparison: Comparison, otherwise: string): string {
  const { differences, more, ignored } = comparison;
  const all = differences.length + more;
  if (all) {
    const under = ignored ? `; ${ignored.toLocaleString("en")} more under ignored paths` : "";
    return `${counted(all, "difference")}${under}.`;
  }
  return ignored ? `No difference but ${ignored.toLocaleString("en")} under ignored paths.` : otherwise;
}

/** The path under which the same place of every item of a list is ignored: `items[3].updated`, `items[*].updated`. */
export function ignoredPathOf(path: string): string {
  return path.replace(/"(?:[^"\\]|\\.)*"|\[\d+\]/g, (part) => (part.startsWith("[") ? "[*]" : part));
}

/** The paths in what was typed; a comma within a quoted name is part of it. */
export function pathsOf(typed: string): string[] {
  return (typed.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/g) ?? []).map((path) => path.trim()).filter(Boolean);
}

/** Where one of them has nothing to show, which and why. */
export function lackOf(part: Part, one: ComparedResult, other: ComparedResult): string | null {
  const lacks = part === "response" ? lacksResponse : part === "log" ? lacksLog : () => false;
  const [left, right] = [lacks(one), lacks(other)];
  if (left && right) return NOTHING[part];
  if (!left && !right) return null;
  return `The ${left ? "older" : "newer"} one has no ${part}.`;
}
const lacksResponse = ({ response }: ComparedResult) => response === null || response === "empty";
const lacksLog = ({ log }: ComparedResult) => !log?.text;

export const NOTHING: Record<Part, string> = {
  payload: "Neither had a payload.",
  response: "Neither has a response.",
  log: "Neither has a log.",
};

/** Why two responses cannot be compared at all: one is no text. */
export function binaryWords(one: ComparedResult, other: ComparedResult): string | null {
  const whose = { one: one.response === "binary", other: other.response === "binary" };
  const bytes = ({ responseBytes }: ComparedResult) => size(responseBytes);
  if (whose.one && whose.other)
    return `Both responses are neither JSON nor text: ${bytes(one)} and ${bytes(other)}.`;
  if (whose.one) return `The older response is ${bytes(one)} that are neither JSON nor text.`;
  if (whose.other) return `The newer response is ${bytes(other)} that are neither JSON nor text.`;
  return null;
}

/** What of a response is missing, because only its beginning was kept. */
export function leftOutWords(one: ComparedResult, other: ComparedResult): string | null {
  if (!one.leftOut && !other.leftOut) return null;
  const whose =
    one.leftOut && other.leftOut ? "both responses" : `the ${one.leftOut ? "older" : "newer"} response`;
  return `Only the beginning of ${whose} was kept in the history.`;
}
