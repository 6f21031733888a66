// A response as a tree: which values are open, which rows that makes, and what each row says. It is kept as long as the
// result is. Rows are numbers until they are looked at: an array may have hundreds of thousands of items.

import { oneLine } from "../../../lib/foreign";
import { type Held, heldBy, heldWords, plain } from "./held";
import { pathOf } from "./path";
import { keyOf, type Kind, kindOf, memberOf, type Scanned, scan, stringOf, writtenOf } from "./scan";
import { wrap } from "./wrap";

/** A row's height in pixels; a picture takes several. */
export const ROW = 22;
const INDENT = 14;
/** Indentation takes at most this share of the width. */
const INDENTED = 0.4;
/** A letter's width in the font of code. */
const LETTER = 7.5;
/** What stands beside a row's text, in pixels. */
const MARGINS = 44;
const FEWEST_COLUMNS = 16;
const HIGHEST_PICTURE = 160;
/** Where the values right within the root have more in them than this, they are closed at first. */
const OPEN_AT_FIRST = 300;
/** An API's answer has no more members than this. */
const MOST_MEMBERS = 50;
/** As much of a key or of a string is shown beside it. */
const BEGINNING = 200;
/** Whatever has no layout, as in a test, is as wide as this. */
const UNKNOWN_WIDTH = 600;

/** A text of JSON: the response, or what a string in it holds. */
interface Part {
  readonly scanned: Scanned;
  /** The string that holds it; null for the response itself. */
  readonly host: Place | null;
  /** How many levels are above its root. */
  readonly above: number;
  /** Of each value whether it is open. */
  readonly open: Uint8Array;
  /** What its strings hold, as far as they were looked at. */
  readonly held: Map<number, Held>;
  /** The parts that its strings hold. */
  readonly inner: Map<number, number>;
  /** Strings that are shown as they are, although they hold something. */
  readonly plain: Set<number>;
  readonly lines: Map<number, { columns: number; starts: Int32Array }>;
}

/** What a row shows, whatever is open above it. */
interface Place {
  part: number;
  node: number;
  /** A line of what is in a string, from 0; -1 for the value itself. */
  line: number;
}

export interface Row {
  readonly index: number;
  /** Unique, and the same wherever the row is. */
  readonly id: string;
  readonly level: number;
  readonly size: number;
  readonly place: number;
  /** Null for what cannot be opened. */
  readonly open: boolean | null;
  /** Its key, or its number in an array; null for the root and for lines. */
  readonly name: string | null;
  /** It is an item of an array. */
  readonly item: boolean;
  readonly kind: Kind | "line" | "dump" | "picture";
  readonly text: string;
  /** What is said beside it. */
  readonly remark: string;
  readonly source: string | null;
  /** In pixels. */
  readonly height: number;
  readonly indent: number;
  /** Its depth is not seen by its indentation any more. */
  readonly deep: boolean;
}

export class ResponseTree {
  /** The row that keys are for. */
  at = $state(0);
  count = $state(0);
  /** Counts how often the rows have changed. */
  version = $state(0);
  /** Where it was scrolled to. */
  scrollTop = 0;
  #width = UNKNOWN_WIDTH;
  readonly #parts: Part[] = [];
  /** Part, value and line of each row. */
  #rows = new Int32Array(0);

  private constructor(scanned: Scanned) {
    this.#add(scanned, null, 0);
    const { open } = this.#parts[0]!;
    const first = [...within(scanned, 0, OPEN_AT_FIRST)];
    open[0] = scanned.size[0] ? 1 : 0;
    const all = first.reduce((sum, node) => sum + scanned.size[node]!, 0);
    if (all <= OPEN_AT_FIRST) for (const node of first) open[node] = scanned.size[node] ? 1 : 0;
    this.count = this.#build();
  }

  /** Null for what is not JSON. */
  static of(text: string): ResponseTree | null {
    const scanned = scan(text);
    return scanned && new ResponseTree(scanned);
  }

  #add(scanned: Scanned, host: Place | null, above: number): number {
    const open = new Uint8Array(scanned.count);
    const maps = { held: new Map(), inner: new Map(), plain: new Set<number>(), lines: new Map() };
    return this.#parts.push({ scanned, host, above, open, ...maps }) - 1;
  }

  /** The room that rows have, in pixels. */
  resize(width: number) {
    if (!width || width === this.#width) return;
    this.#width = width;
    this.#rebuild();
  }

  #rebuild() {
    const place = this.#placeAt(this.at);
    this.count = this.#build();
    const found = this.#find(place);
    this.at = found >= 0 ? found : Math.max(0, this.#find({ ...place, line: -1 }));
    this.version += 1;
  }

  /** Lays out the rows, and counts them. */
  #build(): number {
    let count = 0;
    let rows = this.#rows;
    const put = (part: number, node: number, line: number) => {
      if (count * 3 === rows.length) {
        const longer = new Int32Array(Math.max(192, rows.length * 2));
        longer.set(rows);
        rows = longer;
      }
      rows[count * 3] = part;
      rows[count * 3 + 1] = node;
      rows[count * 3 + 2] = line;
      count += 1;
    };
    // A stack of our own: strings may hold strings that hold strings.
    const pending = [{ part: 0, node: 0 }];
    for (let now = pending.at(-1); now; now = pending.at(-1)) {
      const { scanned, open, inner } = this.#parts[now.part]!;
      let into: number | undefined;
      while (now.node < scanned.count && into === undefined) {
        const { node } = now;
        put(now.part, node, -1);
        now.node = open[node] ? node + 1 : scanned.after[node]!;
        if (!open[node] || scanned.size[node]) continue;
        into = inner.get(node);
        if (into !== undefined) continue;
        const lines = this.#linesIn(now.part, node);
        for (let line = 0; line < lines; line += 1) put(now.part, node, line);
      }
      if (into === undefined) pending.pop();
      else pending.push({ part: into, node: 1 });
    }
    this.#rows = rows;
    return count;
  }

  #placeAt(index: number): Place {
    const at = index * 3;
    return { part: this.#rows[at]!, node: this.#rows[at + 1]!, line: this.#rows[at + 2]! };
  }

  /** The row of a place, looked for upwards from `from`; -1 when it is not shown. */
  #find({ part, node, line }: Place, from = this.count - 1): number {
    const rows = this.#rows;
    for (let index = from; index >= 0; index -= 1) {
      const at = index * 3;
      if (rows[at + 1] === node && rows[at] === part && rows[at + 2] === line) return index;
    }
    return -1;
  }

  #held(part: number, node: number): Held {
    const { scanned, held, plain: asIs } = this.#parts[part]!;
    let found = held.get(node);
    if (!found) {
      const text = stringOf(scanned, node);
      found = asIs.has(node) ? plain(text) : heldBy(text, this.#isMarked(scanned, node));
      held.set(node, found);
    }
    return found;
  }

  /** Whether an API's answer says that its body is base64. */
  #isMarked(scanned: Scanned, node: number): boolean {
    const object = scanned.parent[node]!;
    if (object < 0 || scanned.size[object]! > MOST_MEMBERS || keyOf(scanned, node) !== "body") return false;
    const mark = memberOf(scanned, object, "isBase64Encoded");
    return mark >= 0 && writtenOf(scanned, mark) === "true";
  }

  #levelOf({ part, node, line }: Place): number {
    const { scanned, above } = this.#parts[part]!;
    return above + scanned.level[node]! + (line < 0 ? 0 : 1);
  }

  #indents(level: number): number {
    return Math.min(level - 1, Math.max(4, Math.floor((this.#width * INDENTED) / INDENT)));
  }

  /** How many rows an open string has within it. */
  #linesIn(part: number, node: number): number {
    const held = this.#held(part, node);
    if (held.kind === "text") return this.#starts(part, node, held.text).length - 1;
    if (held.kind === "picture") return Math.ceil((drawnHeight(held.picture) + 8) / ROW);
    return held.kind === "bytes" ? held.dumped.length : 0;
  }

  #starts(part: number, node: number, text: string): Int32Array {
    const { lines } = this.#parts[part]!;
    const room = this.#width - this.#indents(this.#levelOf({ part, node, line: 0 })) * INDENT - MARGINS;
    const columns = Math.max(FEWEST_COLUMNS, Math.floor(room / LETTER));
    let found = lines.get(node);
    if (found?.columns !== columns) {
      found = { columns, starts: wrap(text, columns) };
      lines.set(node, found);
    }
    return found.starts;
  }

  /** The row that is seen at a row's height: a picture's first for any of its rows. */
  headOf(index: number): number {
    const place = this.#placeAt(index);
    if (place.line <= 0 || this.#held(place.part, place.node).kind !== "picture") return index;
    return index - place.line;
  }

  /** The row that is seen next, downwards or upwards. */
  next(index: number, by: 1 | -1): number {
    let to = index + by;
    while (by > 0 && to < this.count && this.headOf(to) !== to) to += 1;
    return to < 0 || to >= this.count ? index : this.headOf(to);
  }

  row(index: number): Row {
    const place = this.#placeAt(index);
    const { part, node, line } = place;
    const { scanned, open } = this.#parts[part]!;
    const level = this.#levelOf(place);
    const indents = this.#indents(level);
    const shared = {
      index,
      id: `${part}-${node}-${line}`,
      level,
      indent: indents * INDENT,
      deep: indents < level - 1,
      source: null,
      height: ROW,
    };
    if (line >= 0) return { ...shared, ...this.#line(place) };
    const parent = scanned.parent[node]!;
    const kind = kindOf(scanned, node);
    const key = keyOf(scanned, node);
    const size = scanned.size[node]!;
    const held = kind === "string" ? this.#held(part, node) : null;
    const opens = held ? held.kind !== "nothing" : size > 0;
    return {
      ...shared,
      size: parent < 0 ? 1 : scanned.size[parent]!,
      place: scanned.place[node]! + 1,
      open: opens ? open[node] === 1 : null,
      name: parent < 0 ? null : key === null ? String(scanned.place[node]) : oneLine(cut(key)),
      item: key === null,
      kind,
      text: this.#text(scanned, node, kind),
      remark: held
        ? heldWords(held)
        : kind === "object"
          ? count(size, "key")
          : kind === "array"
            ? count(size, "item")
            : "",
    };
  }

  #text(scanned: Scanned, node: number, kind: Kind): string {
    if (kind === "object") return "{}";
    if (kind === "array") return "[]";
    const length = scanned.end[node]! - scanned.start[node]!;
    // Of a number of a million digits not all is cut out.
    const { text: all, start } = scanned;
    if (kind !== "string") return cut(all.slice(start[node], start[node]! + Math.min(length, BEGINNING + 1)));
    const text = length > BEGINNING ? beginningOf(scanned, node) : stringOf(scanned, node);
    return `"${oneLine(text)}${length > BEGINNING ? "…" : ""}"`;
  }

  #line({ part, node, line }: Place) {
    const held = this.#held(part, node);
    const size = held.kind === "picture" ? 1 : this.#linesIn(part, node);
    const shared = { size, place: line + 1, open: null, name: null, item: false, remark: "" };
    if (held.kind === "picture")
      return {
        ...shared,
        kind: "picture" as const,
        text: heldWords(held),
        source: held.source,
        height: this.#linesIn(part, node) * ROW,
      };
    if (held.kind === "bytes") return { ...shared, kind: "dump" as const, text: held.dumped[line]! };
    if (held.kind !== "text") return { ...shared, kind: "line" as const, text: "" };
    const starts = this.#starts(part, node, held.text);
    const text = held.text.slice(starts[line], starts[line + 1]).replace(/\r?\n$/, "");
    return { ...shared, kind: "line" as const, text: oneLine(text) };
  }

  /** The row of what a row is in; -1 for the root. */
  parentOf(index: number): number {
    const { part, node, line } = this.#placeAt(index);
    const { scanned, host } = this.#parts[part]!;
    if (line >= 0) return this.#find({ part, node, line: -1 }, index);
    const parent = scanned.parent[node]!;
    if (parent < 0) return -1;
    return this.#find(parent === 0 && host ? host : { part, node: parent, line: -1 }, index);
  }

  /** Opens or closes what can be. */
  fold(index: number, open: boolean) {
    const { open: now } = this.row(index);
    if (now === null || now === open) return;
    const { part, node } = this.#placeAt(index);
    this.#set(part, node, open);
    // What is closed takes the place of what was looked at in it.
    if (!open && this.at > index && this.#isWithin(this.at, index)) this.at = index;
    this.#rebuild();
  }

  #set(part: number, node: number, open: boolean) {
    const it = this.#parts[part]!;
    it.open[node] = open ? 1 : 0;
    if (!open || it.scanned.size[node]) return;
    const held = this.#held(part, node);
    if (held.kind !== "json" || it.inner.has(node)) return;
    const place = { part, node, line: -1 };
    it.inner.set(node, this.#add(held.scanned, place, this.#levelOf(place) - 1));
  }

  #isWithin(index: number, outer: number): boolean {
    const level = this.#levelOf(this.#placeAt(outer));
    for (let at = outer + 1; at <= index; at += 1)
      if (this.#levelOf(this.#placeAt(at)) <= level) return false;
    return true;
  }

  /** Opens every object and array beside a row, itself among them. */
  openSiblings(index: number) {
    const { part, node } = this.#placeAt(index);
    const { scanned, open } = this.#parts[part]!;
    const parent = scanned.parent[node]!;
    if (parent < 0) return this.fold(index, true);
    for (let it = parent + 1; it < scanned.after[parent]!; it = scanned.after[it]!)
      if (scanned.size[it]) open[it] = 1;
    this.#rebuild();
  }

  /** Whether a string holds something that it can be shown without; null when it does not. */
  isPlain(index: number): boolean | null {
    const { part, node } = this.#placeAt(index);
    const it = this.#parts[part]!;
    if (kindOf(it.scanned, node) !== "string") return null;
    if (it.plain.has(node)) return true;
    const held = this.#held(part, node);
    return held.kind === "nothing" || (held.kind === "text" && !held.encoded) ? null : false;
  }

  /** Shows a string as it is, or again what it holds. */
  showPlain(index: number, asIs: boolean) {
    const { part, node } = this.#placeAt(index);
    const it = this.#parts[part]!;
    if (asIs) it.plain.add(node);
    else it.plain.delete(node);
    it.held.delete(node);
    it.inner.delete(node);
    it.lines.delete(node);
    this.#set(part, node, this.#held(part, node).kind !== "nothing");
    this.#rebuild();
  }

  /** The text that a string stands for, a line's whole text; anything else as it was written. */
  valueOf(index: number): string {
    const { part, node, line } = this.#placeAt(index);
    const { scanned } = this.#parts[part]!;
    if (kindOf(scanned, node) !== "string") return writtenOf(scanned, node);
    return (line >= 0 ? this.decodedOf(index) : null) ?? stringOf(scanned, node);
  }

  /** The value as it was written. */
  jsonOf(index: number): string {
    const { part, node } = this.#placeAt(index);
    return writtenOf(this.#parts[part]!.scanned, node);
  }

  /** What a string of base64 stands for, where that is text; null for any other. */
  decodedOf(index: number): string | null {
    const { part, node } = this.#placeAt(index);
    if (kindOf(this.#parts[part]!.scanned, node) !== "string") return null;
    const held = this.#held(part, node);
    if (held.kind === "text" && held.encoded) return held.text;
    return held.kind === "json" && held.encoded ? held.scanned.text : null;
  }

  /** The way to it, from the root of the response or of the string that it is in. */
  pathOf(index: number): { path: string; inString: boolean } {
    const { part, node } = this.#placeAt(index);
    return { path: pathOf(this.#parts[part]!.scanned, node), inString: part > 0 };
  }
}

/** The values right within another, up to one more than `most`. */
function* within({ after, size }: Scanned, outer: number, most: number) {
  let seen = 0;
  for (
    let node = outer + 1;
    size[outer] && node < after[outer]! && seen <= most;
    node = after[node]!, seen += 1
  )
    yield node;
}

const count = (many: number, what: string) => `${many.toLocaleString("en")} ${what}${many === 1 ? "" : "s"}`;
const cut = (text: string) => (text.length > BEGINNING ? `${text.slice(0, BEGINNING)}…` : text);
const drawnHeight = ({ height }: { height: number }) => Math.min(height, HIGHEST_PICTURE);

/** The beginning of a string that is too long to be read whole for it. */
function beginningOf({ text, start }: Scanned, node: number): string {
  const from = start[node]! + 1;
  // An escape that is cut off is left out; the longest has six characters.
  for (let to = from + BEGINNING; ; to -= 1) {
    try {
      return JSON.parse(`"${text.slice(from, to)}"`) as string;
    } catch {
      if (to <= from + BEGINNING - 6) return "";
    }
  }
}
