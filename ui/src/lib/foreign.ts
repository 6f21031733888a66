// Text that comes from a function or from the network is hostile until shown otherwise. It is only ever set as text;
// this makes its invisible characters visible, so that a log line cannot pretend to be another.

// C0 and C1 controls without tab, zero-width characters, bidirectional controls, line separators, the byte order mark.
const INVISIBLE =
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff]/g;

function name(character: string): string {
  const code = character.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
}

/** One line of foreign text: controls become visible signs, a tab becomes two spaces. */
export function oneLine(text: string): string {
  return text.replace(/\t/g, "  ").replace(INVISIBLE, name);
}

/** Foreign text of several lines: line breaks stay, everything else as in `oneLine`. */
export function lines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => oneLine(line))
    .join("\n");
}
