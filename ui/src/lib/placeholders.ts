// Where `{{ … }}` stands in a text, and what the text is like as JSON while nobody has filled it in. Rust fills it in; this
// only finds it, for colours, completion, and for checking what stands around it.

export interface PlaceholderRange {
  from: number;
  /** After the closing braces. */
  to: number;
}

/** Longer than any expression that people write: an opening that nobody closed does not swallow the text. */
const LONGEST = 500;
/** Each is looked for in the whole text: more would take seconds in one of 6 MB. */
const MOST_RESTORED = 300;

/** All `{{ … }}` between two places of a text, each on one line. */
export function placeholdersIn(text: string, offset = 0): PlaceholderRange[] {
  const found: PlaceholderRange[] = [];
  let at = text.indexOf("{{");
  while (at !== -1) {
    const end = text.indexOf("}}", at + 2);
    if (end === -1) break;
    const inside = text.slice(at + 2, end);
    if (inside.length > LONGEST || inside.includes("\n") || inside.includes("{{")) {
      at = text.indexOf("{{", at + 2);
      continue;
    }
    found.push({ from: offset + at, to: offset + end + 2 });
    at = text.indexOf("{{", end + 2);
  }
  return found;
}

/**
 * The text with each `{{ … }}` replaced by JSON of the same length, so that places stay: letters within a string, a number
 * elsewhere.
 */
export function hidePlaceholders(text: string): string {
  return replaced(text, ({ from, to }, inString) => (inString ? "_" : "1").repeat(to - from));
}

/**
 * The text with a number of its own for each `{{ … }}`, to be laid out anew; `restore` puts them back. Null when there are
 * too many to find again.
 */
export function exchangePlaceholders(
  text: string,
): { plain: string; restore: (laid: string) => string } | null {
  const ranges = placeholdersIn(text);
  if (ranges.length > MOST_RESTORED) return null;
  // Digits that stand nowhere in the text, so that they are found again.
  let seed = 7;
  while (text.includes(String(seed).repeat(3))) seed += 1;
  // All numbers are equally long, so that none is the beginning of another.
  const digits = String(ranges.length).length;
  const originals = new Map<string, string>();
  const plain = replaced(text, ({ from, to }) => {
    const number = String(seed).repeat(3) + String(originals.size).padStart(digits, "0");
    originals.set(number, text.slice(from, to));
    return number;
  });
  const restore = (laid: string) => {
    let restored = laid;
    for (const [number, original] of originals) restored = restored.replace(number, () => original);
    return restored;
  };
  return { plain, restore };
}

/** The text with something else for each `{{ … }}`. */
function replaced(text: string, by: (range: PlaceholderRange, inString: boolean) => string): string {
  let made = "";
  let last = 0;
  let inString = false;
  for (const range of placeholdersIn(text)) {
    const between = text.slice(last, range.from);
    inString = stringAfter(between, inString);
    made += between + by(range, inString);
    last = range.to;
  }
  return made + text.slice(last);
}

/** Whether one is in a JSON string after this text. */
function stringAfter(text: string, before: boolean): boolean {
  let inside = before;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (inside && character === 0x5c) at += 1;
    else if (character === 0x22) inside = !inside;
    // A string ends at its line's end at the latest.
    else if (character === 0x0a) inside = false;
  }
  return inside;
}
