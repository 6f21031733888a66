import { describe, expect, it } from "vitest";
import { clock, readSpan, roughSpan, size, span } from "./measure";

describe("spans", () => {
  it.each([
    [0.4, "0.4 ms"],
    [79.67, "79.67 ms"],
    [80, "80 ms"],
    [1000, "1 s"],
    [1449, "1.4 s"],
    [9999, "9.9 s"],
    [45_000, "45 s"],
    [118_000, "1 min 58 s"],
    [900_000, "15 min"],
    [930_000, "15 min 30 s"],
    [3_723_000, "1 h 2 min"],
  ])("%d ms reads %s", (ms, text) => expect(span(ms)).toBe(text));

  it("drops what nobody needs of a total", () => expect(roughSpan(112.483)).toBe("112 ms"));

  it.each([
    ["1 min", 60_000],
    ["15 min 30 s", 930_000],
    ["90", 90_000],
    ["2m30s", 150_000],
    ["1h", 3_600_000],
    ["0.5", 500],
  ])("reads %s", (text, ms) => expect(readSpan(text)).toBe(ms));

  it.each(["", "soon", "15 lightyears", "-1"])("does not guess at %j", (text) =>
    expect(readSpan(text)).toBeNull(),
  );
});

it.each([
  [0, "0:00"],
  [7_900, "0:07"],
  [167_000, "2:47"],
  [3_723_000, "1:02:03"],
])("the clock at %d ms shows %s", (ms, text) => expect(clock(ms)).toBe(text));

it.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [17, "17 bytes"],
  [614, "0.6 KB"],
  [4096, "4 KB"],
  [2_202_010, "2.1 MB"],
  [6_291_456, "6 MB"],
])("%d bytes read %s", (bytes, text) => expect(size(bytes)).toBe(text));
