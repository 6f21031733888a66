// The fake backend's hiding in a text of a log: what is marked in its lines, and what sharing looks for.

import type { HiddenText } from "../bindings/HiddenText";
import { logLine } from "./log";
import { SIGNS } from "./share";

export function hideAll(text: string): HiddenText {
  let hidden = 0;
  const standIn = (label: string) => {
    hidden += 1;
    return `[hidden: ${label}]`;
  };
  const marked = text
    .split("\n")
    .map((line) =>
      (logLine(line).hidden ?? [])
        .toReversed()
        .reduce((left, { from, to, label }) => left.slice(0, from) + standIn(label) + left.slice(to), line),
    );
  const clean = SIGNS.filter(({ kind }) => kind !== "aws_session_token").reduce(
    (left, { label, sign }) => left.replace(sign, () => standIn(label)),
    marked.join("\n"),
  );
  return { text: clean, hidden };
}
