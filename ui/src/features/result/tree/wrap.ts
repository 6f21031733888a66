// A long text as lines of a width, by offsets, so that only the lines in sight need to be cut out. Pure.

/** Where each line begins, and at the end where the last one ends. A column is a letter's width of the code's font. */
export function wrap(text: string, columns: number): Int32Array {
  let starts = new Int32Array(16);
  let count = 1;
  let begun = 0;
  let width = 0;
  /** After the last space of the line. */
  let space = 0;
  const begin = (at: number) => {
    if (count === starts.length) {
      const longer = new Int32Array(count * 2);
      longer.set(starts);
      starts = longer;
    }
    starts[count] = at;
    count += 1;
    begun = at;
    space = at;
    width = 0;
  };
  for (let at = 0; at < text.length;) {
    const code = text.codePointAt(at)!;
    const wide = columnsOf(code);
    if (width + wide > columns && at > begun) {
      // At a space, unless that would waste half of the line.
      const better = space - begun > columns / 2 ? space : at;
      at = better;
      begin(better);
      continue;
    }
    width += wide;
    at += code > 0xffff ? 2 : 1;
    if (code === 0x0a) begin(at);
    else if (code === 0x20) space = at;
  }
  if (begun < text.length) begin(text.length);
  return starts.slice(0, count);
}

/** How wide a character is as `oneLine` shows it. */
function columnsOf(code: number): number {
  if (code < 0x7f) return code === 0x09 ? 2 : 1;
  if (
    code < 0xa0 ||
    code === 0xad ||
    code === 0x61c ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  )
    return 8;
  return code < 0x1100 || (code >= 0x2000 && code < 0x2e80) ? 1 : 2;
}
