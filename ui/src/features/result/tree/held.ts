// What a string holds besides its letters: JSON, base64 of something, a picture. Nothing of it is ever run. Pure.

import { size } from "../../../lib/measure";
import { dump } from "../dump";
import { decode, isBase64, looksLikeBase64 } from "./base64";
import { type Picture, pictureOf } from "./image";
import { type Scanned, scan } from "./scan";

export type Held =
  /** Short, and nothing but itself. */
  | { kind: "nothing" }
  | { kind: "text"; text: string; encoded: boolean }
  | { kind: "json"; scanned: Scanned; encoded: boolean }
  | { kind: "picture"; picture: Picture; source: string; encoded: boolean }
  /** Something else; `dumped` has the lines of its beginning. */
  | { kind: "bytes"; size: number; dumped: readonly string[] };

/** Longer ones do not fit beside their key. */
const LONG = 80;
/** A picture of more is not drawn: a small file may unpack to gigabytes. */
const MOST_PIXELS = 24_000_000;
const MOST_BYTES = 4 * 1024 * 1024;
/** Bytes that are nothing known are shown up to here. */
const DUMPED = 4096;
/** Bytes that nothing is known of are believed to be base64 only from here. */
const CONVINCING = 64;
const DATA_URL = /^data:image\/(?:png|jpe?g|gif|webp);base64,/i;

/** `known`: what is beside the string says that it is base64. */
export function heldBy(text: string, known = false): Held {
  return json(text, false) ?? pictureByAddress(text) ?? decoded(text, known) ?? plain(text);
}

/** The string as nothing but text. */
export function plain(text: string): Held {
  return text.length > LONG || text.includes("\n")
    ? { kind: "text", text, encoded: false }
    : { kind: "nothing" };
}

/** Objects and arrays with something in them; a number in a string is just that. */
function json(text: string, encoded: boolean): Held | null {
  if (!/^\s*[[{]/.test(text.slice(0, 256))) return null;
  const scanned = scan(text);
  return scanned && scanned.count > 1 ? { kind: "json", scanned, encoded } : null;
}

function picture(bytes: Uint8Array, base64: string, encoded: boolean): Held | null {
  const found = pictureOf(bytes);
  if (!found || bytes.length > MOST_BYTES || found.width * found.height > MOST_PIXELS) return null;
  // By what it is, not by what it says it is.
  return { kind: "picture", picture: found, source: `data:image/${found.type};base64,${base64}`, encoded };
}

function pictureByAddress(text: string): Held | null {
  const said = DATA_URL.exec(text.slice(0, 64))?.[0];
  if (!said) return null;
  const base64 = text.slice(said.length);
  return isBase64(base64) ? picture(decode(base64), base64, false) : null;
}

function decoded(text: string, known: boolean): Held | null {
  if (!(known ? isBase64(text) : looksLikeBase64(text))) return null;
  const bytes = decode(text);
  const seen = picture(bytes, text, true);
  if (seen) return seen;
  const words = readable(bytes);
  if (words !== null) return json(words, true) ?? { kind: "text", text: words, encoded: true };
  if (!known && text.length < CONVINCING) return null;
  return { kind: "bytes", size: bytes.length, dumped: dump(bytes.subarray(0, DUMPED)).split("\n") };
}

/** Bytes as text; null for what is none. */
function readable(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[\u0000-\u0008\u000e-\u001f]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

/** What is said beside a string of what is in it. */
export function heldWords(held: Held): string {
  const of = (what: string) => `Base64 of ${what}`;
  switch (held.kind) {
    case "nothing":
      return "";
    case "text":
      return held.encoded ? of("text") : `${held.text.length.toLocaleString("en")} characters`;
    case "json":
      return held.encoded ? of("JSON") : "JSON in a string";
    case "picture": {
      const { type, width, height } = held.picture;
      const what = `${type === "webp" ? "WebP" : type.toUpperCase()} picture, ${width} × ${height}`;
      return held.encoded ? of(`a ${what}`) : what;
    }
    case "bytes":
      return of(size(held.size)) + (held.size > DUMPED ? `, ${size(DUMPED)} shown` : "");
  }
}
