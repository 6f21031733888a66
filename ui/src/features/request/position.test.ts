import { describe, expect, it } from "vitest";
import { offsetOf, wordAt } from "./position";

describe("a place that Lambda names", () => {
  it("is counted in lines and bytes, both from 1", () => {
    expect(offsetOf('{\n  "a": x\n}', 2, 8)).toBe(9);
    expect(offsetOf("abc", 1, 1)).toBe(0);
    expect(offsetOf('{"ü": x}', 1, 8)).toBe(6);
  });
  it("is the nearest one when it is not in the text", () => {
    expect(offsetOf("a\nb", 9, 1)).toBe(3);
    expect(offsetOf("a\nb", 1, 99)).toBe(1);
    expect(offsetOf("", 1, 1)).toBe(0);
  });
  it("is the word that ends there", () => {
    expect(wordAt('"key": oops', 11)).toBe(7);
    expect(wordAt('"key": oops', 7)).toBe(7);
    expect(wordAt("{ }", 1)).toBe(1);
  });
  it("within a character is that character's", () => {
    expect(offsetOf("aé", 1, 3)).toBe(1);
  });
});
