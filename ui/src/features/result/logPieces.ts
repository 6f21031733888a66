// A line of log cut into pieces: what looks different, and the secrets in it. Pure.

import type { LogLine } from "../../lib/bindings/LogLine";
import type { JsonLook } from "./jsonLayout";

export type Look = JsonLook | "text" | "mark";
/** A stretch of a line that looks the same: from which unit to which, exclusive. */
export interface Stretch {
  from: number;
  to: number;
  look: Look;
}
export interface Piece {
  text: string;
  look: Look;
  /** Which of the line's secrets it belongs to. */
  secret: number | null;
  /** Whether it is the first piece of its secret, where the secret's button stands. */
  first: boolean;
}

/** The pieces of a line's stretches, in order. `met`: the secrets that were met in stretches before. */
export function piecesOf(
  { text, hidden = [] }: LogLine,
  stretches: Stretch[],
  met = new Set<number>(),
): Piece[] {
  const pieces: Piece[] = [];
  const add = (from: number, to: number, look: Look, secret: number | null) => {
    if (from >= to) return;
    const first = secret !== null && !met.has(secret);
    if (secret !== null) met.add(secret);
    pieces.push({ text: text.slice(from, to), look, secret, first });
  };
  for (const { from, to, look } of stretches) {
    let at = from;
    hidden.forEach((span, secret) => {
      const start = Math.max(at, span.from);
      const end = Math.min(to, span.to);
      if (start >= end) return;
      add(at, start, look, null);
      add(start, end, look, secret);
      at = end;
    });
    add(at, to, look, null);
  }
  return pieces;
}

/** The words that say what a line is. */
const MARK: Partial<Record<LogLine["kind"], RegExp>> = {
  platform: /^[A-Z_]+(?=\s)/,
  warn: /\bwarn(?:ing)?\b/i,
  info: /\binfo\b/i,
};

/** A whole line in pieces, of which one may be its mark. A mark is never looked for in a secret. */
export function linePieces(line: LogLine): Piece[] {
  const mark = MARK[line.kind]?.exec(masked(line, "\0"));
  const { length } = line.text;
  if (!mark) return piecesOf(line, [{ from: 0, to: length, look: "text" }]);
  const to = mark.index + mark[0].length;
  return piecesOf(line, [
    { from: 0, to: mark.index, look: "text" },
    { from: mark.index, to, look: "mark" },
    { from: to, to: length, look: "text" },
  ]);
}

/** The line with each unit of its secrets replaced, so that places in it stay. */
const masked = ({ text, hidden = [] }: LogLine, by: string) =>
  hidden.reduce((left, { from, to }) => left.slice(0, from) + by.repeat(to - from) + left.slice(to), text);

/** What stands for a secret wherever text leaves the window. */
export const standIn = (label: string) => `[${label} hidden]`;

/** The line as text, without those of its secrets that are not shown. */
export function readable(line: LogLine, isShown: (secret: number) => boolean): string {
  if (!line.hidden) return line.text;
  return piecesOf(line, [{ from: 0, to: line.text.length, look: "text" }])
    .map(({ text, secret }) =>
      secret === null || isShown(secret) ? text : standIn(line.hidden![secret]!.label),
    )
    .join("");
}
