// Where a place that Lambda names is in the text of an editor.

/** The mark for a place: Lambda's parser names the end of a word that it does not know, and the word is at fault. */
export function wordAt(text: string, offset: number): number {
  if (/[\w.+-]/.test(text.charAt(offset))) return offset;
  return offset - (/[\w.+-]+$/.exec(text.slice(Math.max(0, offset - 80), offset))?.[0].length ?? 0);
}

/**
 * The offset in UTF-16 units of a line and a column, both 1-based. Lambda's parser counts columns in bytes of UTF-8.
 * A place outside the text becomes the nearest one inside.
 */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf("\n", start);
    if (end === -1) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  const content = text.slice(start, end === -1 ? undefined : end);
  const before = new TextEncoder().encode(content).slice(0, Math.max(0, column - 1));
  // A place within a character is that character's.
  return start + new TextDecoder().decode(before, { stream: true }).length;
}
