import { describe, expect, it } from "vitest";
import { jsonStart, layOut } from "./jsonLayout";

const written = (text: string, most?: number) => {
  const { rows, whole } = layOut(text, jsonStart(text), most);
  const lines = rows.map(
    ({ depth, tokens }) => "  ".repeat(depth) + tokens.map(({ from, to }) => text.slice(from, to)).join(""),
  );
  return { lines, whole };
};

describe("where JSON begins", () => {
  it.each([
    ['{"a":1}', 0],
    ['{"a":1} ', 0],
    ["{}", 0],
    ['INFO\t{"a":1}', 5],
    ["{ not json }", -1],
    ['{"a":1} and more', -1],
    ["plain", -1],
    ["", -1],
    ['[{"a":1}]', -1],
  ])("%s", (text, at) => expect(jsonStart(text)).toBe(at));
});

describe("the layout", () => {
  it("keeps every scalar as it was written, and keys that stand twice", () => {
    const text = '{"n":1.10e+2, "n":12345678901234567890,"s":"\\u00e9\\"{,","e":{},"l":[true,null,[]]}';
    expect(written(text).lines).toEqual([
      "{",
      '  "n":1.10e+2,',
      '  "n":12345678901234567890,',
      '  "s":"\\u00e9\\"{,",',
      '  "e":{},',
      '  "l":[',
      "    true,",
      "    null,",
      "    []",
      "  ]",
      "}",
    ]);
  });

  it("tells keys from strings", () => {
    const { rows } = layOut('{"a":"b"}', 0);
    expect(rows[1]!.tokens.map(({ look }) => look)).toEqual(["key", "sign", "string"]);
  });

  it("loses nothing but blanks, however deep or long", () => {
    const deep = '{"a":'.repeat(3000) + "1" + "}".repeat(3000);
    expect(written(deep).lines).toHaveLength(6001);
    const long = JSON.stringify({ a: "\\x".repeat(1_000_000) });
    expect(written(long).lines.join("").replace(/ /g, "")).toBe(long);
  });

  it("stops where it is told to", () => {
    expect(written('{"a":1,"b":2}', 2)).toEqual({ lines: ["{", '  "a":1,'], whole: false });
    expect(written('{"a":1}', 3).whole).toBe(true);
  });
});
