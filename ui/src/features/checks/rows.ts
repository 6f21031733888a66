// A check as a row of fields, and back: what it is about, how it is compared, and with what.

import type { Check } from "../../lib/bindings/Check";
import type { ExpectedOutcome } from "../../lib/bindings/ExpectedOutcome";

export type Subject = Check["kind"];

export interface CheckRow {
  /** Stays the same while the row is edited. */
  id: number;
  subject: Subject;
  /** Of a response: the JMESPath expression. */
  expression: string;
  /** One of the comparisons of its subject. */
  comparison: string;
  /** What is compared with: of an outcome, the error's code or type. */
  value: string;
}

interface Comparison {
  value: string;
  title: string;
  /** What the field for the value shows as long as it is empty; null when there is none. */
  example: string | null;
}

export const SUBJECTS: readonly { value: Subject; title: string }[] = [
  { value: "outcome", title: "Outcome" },
  { value: "response", title: "Response" },
  { value: "duration", title: "Duration" },
  { value: "log", title: "Log" },
];

export const COMPARISONS: Record<Subject, readonly Comparison[]> = {
  outcome: [
    { value: "succeeded", title: "is succeeded", example: null },
    { value: "function_error", title: "is a function error", example: "Any type, or KeyError" },
    { value: "rejected", title: "is rejected", example: "Any code, or TooManyRequestsException" },
    { value: "no_answer", title: "is no answer", example: null },
  ],
  response: [
    { value: "equals", title: "equals", example: '46, "ACCEPTED" or any JSON' },
    { value: "matches", title: "matches", example: "^o-[0-9]+$" },
    { value: "exists", title: "exists", example: null },
    { value: "missing", title: "does not exist", example: null },
    { value: "below", title: "is below", example: "50" },
    { value: "above", title: "is above", example: "0" },
  ],
  duration: [{ value: "below", title: "is below", example: "2 s" }],
  log: [
    { value: "contains", title: "contains", example: "order created" },
    { value: "lacks", title: "does not contain", example: "ERROR" },
    { value: "matches", title: "matches", example: "took [0-9]+ ms" },
  ],
};

let made = 0;

export function newRow(subject: Subject): CheckRow {
  return { id: ++made, subject, expression: "", comparison: COMPARISONS[subject][0]!.value, value: "" };
}

export function rowOf(check: Check): CheckRow {
  const row = newRow(check.kind);
  switch (check.kind) {
    case "outcome":
      return { ...row, comparison: check.is, value: check.code ?? "" };
    case "duration":
      return { ...row, value: check.below };
    case "log": {
      const { test } = check;
      return { ...row, comparison: test.kind, value: test.kind === "matches" ? test.pattern : test.text };
    }
    case "response": {
      const { expression, test } = check;
      const value =
        test.kind === "equals"
          ? test.json
          : test.kind === "matches"
            ? test.pattern
            : test.kind === "below" || test.kind === "above"
              ? test.number
              : "";
      return { ...row, expression, comparison: test.kind, value };
    }
  }
}

export function checkOf({ subject, expression, comparison, value }: CheckRow): Check {
  switch (subject) {
    case "outcome": {
      const is = comparison as ExpectedOutcome;
      const named = is === "function_error" || is === "rejected";
      return { kind: "outcome", is, code: named ? value.trim() || null : null };
    }
    case "duration":
      return { kind: "duration", below: value };
    case "log":
      return comparison === "matches"
        ? { kind: "log", test: { kind: "matches", pattern: value } }
        : { kind: "log", test: { kind: comparison as "contains" | "lacks", text: value } };
    case "response":
      switch (comparison) {
        case "equals":
          return { kind: "response", expression, test: { kind: "equals", json: value } };
        case "matches":
          return { kind: "response", expression, test: { kind: "matches", pattern: value } };
        case "below":
        case "above":
          return { kind: "response", expression, test: { kind: comparison, number: value } };
        default:
          return { kind: "response", expression, test: { kind: comparison as "exists" | "missing" } };
      }
  }
}

/** The row about something else: what was written stays where it can. */
export function about(row: CheckRow, subject: Subject): CheckRow {
  const known = COMPARISONS[subject].some(({ value }) => value === row.comparison);
  return { ...row, subject, comparison: known ? row.comparison : COMPARISONS[subject][0]!.value };
}
