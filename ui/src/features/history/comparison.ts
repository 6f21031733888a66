// Two invocations of the history as they are laid side by side.

import type { Backend } from "../../lib/backend";
import type { HistoryEntry } from "../../lib/bindings/HistoryEntry";

/** What the page compares of a text; beyond it the rest is left out, and that is said. */
export const COMPARED = 1024 * 1024;

export type Part = "payload" | "response" | "log";

export interface Sides {
  one: string;
  other: string;
  language: "json" | "text";
  /** Whether only the beginnings are compared. */
  cut: boolean;
  /** Why one side has nothing to show. */
  missing: string | null;
}

/** A part of both. JSON is laid out on both sides, so that only what it says is compared; unless it is nowhere JSON. */
export async function compare(
  backend: Backend,
  one: HistoryEntry,
  other: HistoryEntry,
  part: Part,
): Promise<Sides> {
  const texts = await Promise.all([one, other].map((entry) => textOf(backend, entry, part)));
  const [left, right] = texts as [string, string];
  const cut = Math.max(left.length, right.length) > COMPARED;
  const isJson = (text: string) => /^\s*[[{"]/.test(text);
  return {
    one: left.slice(0, COMPARED),
    other: right.slice(0, COMPARED),
    language: part !== "log" && (isJson(left) || isJson(right)) ? "json" : "text",
    cut,
    missing: left || right ? null : NOTHING[part],
  };
}

const NOTHING: Record<Part, string> = {
  payload: "Neither had a payload.",
  response: "Neither has a response.",
  log: "Neither has a log.",
};

async function textOf(backend: Backend, entry: HistoryEntry, part: Part): Promise<string> {
  if (part === "payload") {
    const { payload } = entry.request;
    return backend.formatJson(payload).catch(() => payload);
  }
  const answer = entry.invocation?.answer;
  if (!answer) return "";
  if (part === "log") return answer.log?.lines.map(({ text }) => text).join("\n") ?? "";
  if (answer.body_kind === "empty") return "";
  if (answer.body_kind === "binary") return `(${answer.body_bytes} bytes that are no text)`;
  const bytes = await backend.responseBody(entry.row.id, "formatted");
  return new TextDecoder().decode(bytes);
}
