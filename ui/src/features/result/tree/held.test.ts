import { describe, expect, it } from "vitest";
import { isBase64, looksLikeBase64 } from "./base64";
import { heldBy } from "./held";
import { pictureOf } from "./image";
import { pathOf } from "./path";
import { scan } from "./scan";
import { wrap } from "./wrap";

const linesOf = (text: string, columns: number) => {
  const starts = wrap(text, columns);
  return Array.from({ length: starts.length - 1 }, (_, n) => text.slice(starts[n], starts[n + 1]));
};
const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...part].map((it) => it.charCodeAt(0)) : part)),
  );

describe("base64", () => {
  it.each(["aGk=", "aGVsbG8h", "+/+/", "AA=="])("%s is it", (text) => expect(isBase64(text)).toBe(true));
  it.each(["", "aGk", "a=b=", "aGk-", "aG k", "===="])("%j is not", (text) =>
    expect(isBase64(text)).toBe(false),
  );
  it.each([
    "d41d8cd98f00b204e9800998ecf8427e",
    "internalservererrorshere",
    "12345678901234567890",
    "aGVsbG8h",
    "AKIAIOSFODNN7EXAMPLE",
  ])("%s hardly is", (text) => expect(looksLikeBase64(text)).toBe(false));
});

describe("what a string holds", () => {
  it.each([
    ["short", "nothing"],
    ["two\nlines", "text"],
    ["x".repeat(81), "text"],
    ["123", "nothing"],
    ["{}", "nothing"],
    ["[not json]", "nothing"],
    [' {"a":1} ', "json"],
    ["data:text/html;base64,PGI+", "nothing"],
  ])("%j is %s", (text, kind) => expect(heldBy(text).kind).toBe(kind));

  it("is not guessed from a base64 that could as well be a word", () => {
    expect(heldBy("SomeIdentifierWith123456").kind).toBe("nothing");
    expect(heldBy("SomeIdentifierWith123456", true).kind).toBe("bytes");
  });
});

describe("pictures", () => {
  it.each([
    ["gif", bytes("GIF89a", [3, 0, 2, 1])],
    ["jpeg", bytes([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xc2, 0, 11, 8, 1, 2, 0, 3, 1])],
    ["webp", bytes("RIFF", [0, 0, 0, 0], "WEBPVP8X", [10, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 1, 1, 0])],
    ["webp", bytes("RIFF", [0, 0, 0, 0], "WEBPVP8L", [0, 0, 0, 0, 0x2f, 2, 0x40, 0x40, 0])],
    ["webp", bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 ", [0, 0, 0, 0, 0, 0, 0, 0x9d, 1, 0x2a, 3, 0, 2, 1])],
  ])("tell their size: %s", (type, of) => {
    expect(pictureOf(of)).toEqual({ type, width: 3, height: 258 });
    for (let end = 0; end < of.length - 1; end += 1)
      expect(() => pictureOf(of.subarray(0, end))).not.toThrow();
    expect(pictureOf(of.subarray(0, 8))).toBeNull();
  });
});

describe("a path", () => {
  it.each([
    ["@", 0],
    ["a", 1],
    ["a[0]", 2],
    ['a[0]."b c"', 3],
    ['a[0]."1"', 4],
    ['"\\"é"', 5],
  ])("is %s", (path, node) => {
    expect(pathOf(scan('{"a":[{"b c":1,"1":2}],"\\"é":3}')!, node)).toBe(path);
  });
});

describe("lines of a text", () => {
  it.each<[string, number, string[]]>([
    ["", 10, []],
    ["abc", 10, ["abc"]],
    ["abc\n\nd\n", 10, ["abc\n", "\n", "d\n"]],
    ["aaaa bbbb cccc", 10, ["aaaa bbbb ", "cccc"]],
    ["a bbbbbbbbbbbbbb", 10, ["a bbbbbbbb", "bbbbbb"]],
    ["世界世界", 4, ["世界", "世界"]],
    ["😀😀😀", 4, ["😀😀", "😀"]],
    ["\u202eab", 8, ["\u202e", "ab"]],
  ])("of %j in %i columns", (text, columns, lines) => expect(linesOf(text, columns)).toEqual(lines));
});
