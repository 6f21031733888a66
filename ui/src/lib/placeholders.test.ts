import { describe, expect, it } from "vitest";
import { exchangePlaceholders, hidePlaceholders, placeholdersIn } from "./placeholders";

const PAYLOAD = '{"id":"{{ uuid() }}","n":{{ random_int(1, 6) }},"who":"{{ env("USER") }}","{{k}}":1}';

describe("placeholders", () => {
  it("are found with their braces, each on one line", () => {
    expect(placeholdersIn("a {{ b }} {{c}}")).toEqual([
      { from: 2, to: 9 },
      { from: 10, to: 15 },
    ]);
    expect(placeholdersIn("{{ a\n }} {{ never")).toEqual([]);
    expect(placeholdersIn("{{ {{ a }}")).toEqual([{ from: 3, to: 10 }]);
    expect(placeholdersIn('{"a":{"b":1}}')).toEqual([]);
  });

  it("are hidden so that the rest is JSON and every place stays", () => {
    const hidden = hidePlaceholders(PAYLOAD);
    expect(hidden).toHaveLength(PAYLOAD.length);
    expect(hidden.indexOf('"who"')).toBe(PAYLOAD.indexOf('"who"'));
    expect(Object.keys(JSON.parse(hidden))).toHaveLength(4);
  });

  it("come back when the text was laid out anew", () => {
    const { plain, restore } = exchangePlaceholders(PAYLOAD)!;
    expect(restore(plain)).toBe(PAYLOAD);
    const laid = restore(JSON.stringify(JSON.parse(plain), null, 2));
    expect(laid).toContain('"n": {{ random_int(1, 6) }},\n');
    expect(laid).toContain('"{{ env("USER") }}"');
  });

  it("are not mistaken for what stands beside them", () => {
    const text = `[777, ${Array.from({ length: 12 }, (_, n) => `{{ v${n} }}`).join(", ")}, 888]`;
    const { plain, restore } = exchangePlaceholders(text)!;
    expect(restore(plain)).toBe(text);
    expect(exchangePlaceholders("{{ x }}".repeat(400))).toBeNull();
  });

  it("hide nothing in a text without them", () => {
    expect(hidePlaceholders('{"a": 1}')).toBe('{"a": 1}');
  });

  it("do not mistake a quote for another", () => {
    const text = '{"a":"say \\"{{ x }}\\"","b":{{ yyy }}}';
    expect(JSON.parse(hidePlaceholders(text))).toHaveProperty("b");
  });
});
