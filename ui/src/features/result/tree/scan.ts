// Where the values of a JSON text are. The text itself is never read into objects: numbers stay as they were written, and
// keys as often and in the order in which they came. Pure, and without recursion: a body may be nested a million deep.

/** The values of a text in the order in which they begin; 0 is the root. Each list has one entry per value. */
export interface Scanned {
  readonly text: string;
  readonly count: number;
  /** The offset of its first character. */
  readonly start: Int32Array;
  /** The offset after its last one. */
  readonly end: Int32Array;
  /** The offset of its key's opening quote; -1 in an array and for the root. */
  readonly key: Int32Array;
  /** What it is in; -1 for the root. */
  readonly parent: Int32Array;
  /** The first value that is not within it. */
  readonly after: Int32Array;
  /** How many values it has right within it. */
  readonly size: Int32Array;
  /** How many stand before it in its parent. */
  readonly place: Int32Array;
  /** How deep it is: 1 for the root. */
  readonly level: Int32Array;
}

export type Kind = "object" | "array" | "string" | "number" | "word";

const LISTS = ["start", "end", "key", "parent", "after", "size", "place", "level"] as const;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OBJECT, OBJECT_END, ARRAY, ARRAY_END] = [0x7b, 0x7d, 0x5b, 0x5d];
const BYTE_ORDER_MARK = 0xfeff;
const WORDS = ["true", "false", "null"];

/** Null for what is not JSON. 4.4 MB with 416,000 values took 170 to 230 ms on a busy machine, and 85 ms once it was warm. */
export function scan(text: string): Scanned | null {
  let capacity = Math.max(8, text.length >> 4);
  let lists = LISTS.map(() => new Int32Array(capacity));
  let [start, end, key, parent, after, size, place, level] = lists as Lists;
  let count = 0;
  let within = -1;
  let at = afterSpace(text, text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0);
  for (;;) {
    let keyAt = -1;
    if (within >= 0 && text.charCodeAt(start[within]!) === OBJECT) {
      if (text.charCodeAt(at) !== QUOTE) return null;
      keyAt = at;
      at = stringEnd(text, at);
      if (at < 0) return null;
      at = afterSpace(text, at);
      if (text.charCodeAt(at) !== COLON) return null;
      at = afterSpace(text, at + 1);
    }
    if (count === capacity) {
      capacity *= 2;
      lists = lists.map((list) => {
        const longer = new Int32Array(capacity);
        longer.set(list);
        return longer;
      });
      [start, end, key, parent, after, size, place, level] = lists as Lists;
    }
    const node = count;
    count += 1;
    start[node] = at;
    key[node] = keyAt;
    parent[node] = within;
    level[node] = within < 0 ? 1 : level[within]! + 1;
    if (within >= 0) {
      place[node] = size[within]!;
      size[within]! += 1;
    }
    const code = text.charCodeAt(at);
    if (code === OBJECT || code === ARRAY) {
      at = afterSpace(text, at + 1);
      within = node;
      // With something in it, that comes next.
      if (text.charCodeAt(at) !== endOf(code)) continue;
    } else {
      at = scalarEnd(text, at, code);
      if (at < 0) return null;
      end[node] = at;
      after[node] = count;
      at = afterSpace(text, at);
    }
    // As many as end here.
    while (within >= 0 && text.charCodeAt(at) === endOf(text.charCodeAt(start[within]!))) {
      at += 1;
      end[within] = at;
      after[within] = count;
      within = parent[within]!;
      at = afterSpace(text, at);
    }
    if (within < 0) break;
    if (text.charCodeAt(at) !== COMMA) return null;
    at = afterSpace(text, at + 1);
  }
  if (at !== text.length) return null;
  [start, end, key, parent, after, size, place, level] = lists.map((list) => list.slice(0, count)) as Lists;
  return { text, count, start, end, key, parent, after, size, place, level };
}

type Lists = [
  Int32Array<ArrayBuffer>,
  Int32Array<ArrayBuffer>,
  Int32Array<ArrayBuffer>,
  Int32Array<ArrayBuffer>,
  Int32Array<ArrayBuffer>,
  Int32Array<ArrayBuffer>,
  Int32Array<ArrayBuffer>,
  Int32Array<ArrayBuffer>,
];

const endOf = (opening: number) => (opening === OBJECT ? OBJECT_END : ARRAY_END);

function afterSpace(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at;
    at += 1;
  }
}

/** After the closing quote of the string that begins at `at`; -1 when there is none. */
export function stringEnd(text: string, at: number): number {
  for (let here = at + 1; ; here += 1) {
    const code = text.charCodeAt(here);
    if (code === QUOTE) return here + 1;
    // Also at the end of the text, where the code is not a number.
    if (!(code >= 0x20)) return -1;
    if (code !== BACKSLASH) continue;
    here += 1;
    const escaped = text.charAt(here);
    if (escaped === "u") {
      if (!/^[0-9a-f]{4}$/i.test(text.slice(here + 1, here + 5))) return -1;
      here += 4;
    } else if (!escaped || !'"\\/bfnrt'.includes(escaped)) return -1;
  }
}

function scalarEnd(text: string, at: number, code: number): number {
  if (code === QUOTE) return stringEnd(text, at);
  if (code === 0x2d || isDigit(code)) return numberEnd(text, at);
  const word = WORDS.find((it) => text.startsWith(it, at));
  return word ? at + word.length : -1;
}

const isDigit = (code: number) => code >= 0x30 && code <= 0x39;

function digitsEnd(text: string, at: number): number {
  while (isDigit(text.charCodeAt(at))) at += 1;
  return at;
}

function numberEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === 0x2d) at += 1;
  let end = digitsEnd(text, at);
  // Nothing follows a leading zero.
  if (end === at || (text.charCodeAt(at) === 0x30 && end > at + 1)) return -1;
  if (text.charCodeAt(end) === 0x2e) {
    at = end + 1;
    end = digitsEnd(text, at);
    if (end === at) return -1;
  }
  if ((text.charCodeAt(end) | 0x20) === 0x65) {
    at = end + 1;
    const sign = text.charCodeAt(at);
    if (sign === 0x2b || sign === 0x2d) at += 1;
    end = digitsEnd(text, at);
    if (end === at) return -1;
  }
  return end;
}

export function kindOf({ text, start }: Scanned, node: number): Kind {
  const code = text.charCodeAt(start[node]!);
  if (code === OBJECT) return "object";
  if (code === ARRAY) return "array";
  if (code === QUOTE) return "string";
  return code === 0x2d || isDigit(code) ? "number" : "word";
}

/** The value exactly as it was written. */
export const writtenOf = ({ text, start, end }: Scanned, node: number) => text.slice(start[node], end[node]);

/** The text that a string stands for. */
export const stringOf = (scanned: Scanned, node: number) => JSON.parse(writtenOf(scanned, node)) as string;

/** Its key; null for what has none. */
export function keyOf({ text, key }: Scanned, node: number): string | null {
  const at = key[node]!;
  return at < 0 ? null : (JSON.parse(text.slice(at, stringEnd(text, at))) as string);
}

/** Its value in an object; -1 when it has no such member. Of several, the last. */
export function memberOf(scanned: Scanned, object: number, name: string): number {
  let found = -1;
  for (let node = object + 1; node < scanned.after[object]!; node = scanned.after[node]!)
    if (keyOf(scanned, node) === name) found = node;
  return found;
}
