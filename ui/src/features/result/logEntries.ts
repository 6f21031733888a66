// Which lines of a log belong together: an error, and the stack trace that was written below it. Pure.

import type { LogLine } from "../../lib/bindings/LogLine";

const TRACEBACK = /^Traceback\b/;
const TRACE = /^\s|^at |^Traceback\b|^Caused by:|^\.\.\. \d+ more/;

/** For each line the one that it continues, or itself. */
export function continues(lines: readonly LogLine[]): number[] {
  let head: number | null = null;
  /** Python ends a traceback with the error, which is not indented. */
  let inTraceback = false;
  return lines.map(({ kind, text }, at) => {
    const traceback = TRACEBACK.test(text);
    if (kind === "plain" && head !== null && (inTraceback || TRACE.test(text))) {
      inTraceback = traceback || (inTraceback && /^\s/.test(text));
      return head;
    }
    inTraceback = traceback;
    head = kind === "error" || traceback ? at : null;
    return at;
  });
}
