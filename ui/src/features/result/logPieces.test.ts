import { describe, expect, it } from "vitest";
import type { LogLine } from "../../lib/bindings/LogLine";
import { jsonStart, layOut } from "./jsonLayout";
import { linePieces, piecesOf, readable } from "./logPieces";

const line = (text: string, secrets: string[] = [], kind: LogLine["kind"] = "info"): LogLine => ({
  kind,
  text,
  hidden: secrets.map((secret) => {
    const from = text.indexOf(secret);
    return { from, to: from + secret.length, label: "password" };
  }),
});

describe("a line in pieces", () => {
  it("loses nothing, and has its mark and its secrets apart", () => {
    const given = line("[INFO] a=one b=two.", ["one", "two"]);
    const pieces = linePieces(given);
    expect(pieces.map(({ text }) => text).join("")).toBe(given.text);
    expect(pieces.map(({ text, look, secret }) => [text, look, secret])).toEqual([
      ["[", "text", null],
      ["INFO", "mark", null],
      ["] a=", "text", null],
      ["one", "text", 0],
      [" b=", "text", null],
      ["two", "text", 1],
      [".", "text", null],
    ]);
  });

  it("has no mark within a secret", () => {
    expect(linePieces(line("pw=info INFO", ["info"])).map(({ text, look }) => [text, look])).toEqual([
      ["pw=", "text"],
      ["info", "text"],
      [" ", "text"],
      ["INFO", "mark"],
    ]);
  });

  it("masks a secret that reaches over several tokens of JSON once, and all of it", () => {
    const given = line('{"a":"b","c":"d"}', ['b","c":"d']);
    const met = new Set<number>();
    const pieces = layOut(given.text, jsonStart(given.text)).rows.flatMap(({ tokens }) =>
      piecesOf(given, tokens, met),
    );
    expect(pieces.filter(({ secret }) => secret === null).map(({ text }) => text)).toEqual([
      "{",
      '"a"',
      ":",
      '"',
      '"',
      "}",
    ]);
    expect(pieces.filter(({ first }) => first)).toHaveLength(1);
  });
});

it("a line as text says what is hidden in it", () => {
  const given = line("a=one b=two", ["one", "two"]);
  expect(readable(given, () => false)).toBe("a=[password hidden] b=[password hidden]");
  expect(readable(given, (secret) => secret === 1)).toBe("a=[password hidden] b=two");
  expect(readable(line("plain"), () => false)).toBe("plain");
});
