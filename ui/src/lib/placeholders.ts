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
 * elsewhere. `restore` puts them back, also after the text was laid out anew.
 */
export function hidePlaceholders(text: string): { hidden: string; restore: (text: string) => string } {
  const ranges = placeholdersIn(text);
  if (!ranges.length) return { hidden: text, restore: (it) => it };
  const originals = new Map<string, string>();
  // Digits that stand nowhere in the text, so that they are found again.
  let seed = 7;
  while (text.includes(String(seed).repeat(3))) seed += 1;
  let hidden = "";
  let last = 0;
  let inString = false;
  // All numbers are equally long, so that none is the beginning of another.
  const digits = String(ranges.length).length;
  ranges.forEach(({ from, to }, index) => {
    inString = stringAfter(text.slice(last, from), inString);
    const number = String(seed).repeat(3) + String(index).padStart(digits, "0");
    const original = text.slice(from, to);
    // `{{x}}` has five characters: a short one is not found again when there are thousands, and stays as it is.
    const room = to - from;
    const stand =
      number.length <= room
        ? inString
          ? number.padEnd(room, "_")
          : number.padEnd(room, "1")
        : "1".repeat(room);
    originals.set(stand, original);
    hidden += text.slice(last, from) + stand;
    last = to;
  });
  hidden += text.slice(last);
  const distinct = originals.size === ranges.length && ranges.length <= MOST_RESTORED;
  const restore = (laid: string) => {
    if (!distinct) return text;
    let restored = laid;
    for (const [stand, original] of originals) restored = restored.replace(stand, () => original);
    return restored;
  };
  return { hidden, restore };
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
