// The fake backend's log lines: what each is, and which secrets it holds. Rust knows far more of both.

import type { HiddenSpan } from "../bindings/HiddenSpan";
import type { LogKind } from "../bindings/LogKind";
import type { LogLine } from "../bindings/LogLine";

const KINDS: readonly [LogKind, RegExp][] = [
  ["platform", /^(START|END|REPORT|INIT_START)\b|"type":"platform\./],
  ["error", /\b(ERROR|FATAL)\b/],
  ["warn", /\bWARN(ING)?\b/],
  ["info", /\bINFO\b/],
  ["debug", /\b(DEBUG|TRACE)\b/],
];
const SECRETS: readonly [string, RegExp][] = [
  ["AWS session token", /(?<=AWS_SESSION_TOKEN=)[^\s"]+/g],
  ["password", /(?<="password":")[^"]+/g],
  ["bearer token", /(?<=Bearer )[\w.-]+/g],
];

const hiddenIn = (text: string): HiddenSpan[] =>
  SECRETS.flatMap(([label, sign]) =>
    [...text.matchAll(sign)].map(({ index, 0: { length } }) => ({ from: index, to: index + length, label })),
  ).sort((one, other) => one.from - other.from);

export function logLine(text: string): LogLine {
  const hidden = hiddenIn(text);
  const kind = KINDS.find(([, sign]) => sign.test(text))?.[0] ?? "plain";
  return { kind, text, ...(hidden.length ? { hidden } : {}) };
}
