import { describe, expect, it } from "vitest";
import { hidePlaceholders, placeholdersIn } from "./placeholders";

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
    const { hidden } = hidePlaceholders(PAYLOAD);
    expect(hidden).toHaveLength(PAYLOAD.length);
    expect(hidden.indexOf('"who"')).toBe(PAYLOAD.indexOf('"who"'));
    expect(Object.keys(JSON.parse(hidden))).toHaveLength(4);
  });

  it("come back, also when the text was laid out anew", () => {
    const { hidden, restore } = hidePlaceholders(PAYLOAD);
    expect(restore(hidden)).toBe(PAYLOAD);
    const laid = restore(hidden.replace(/,/g, ",\n  "));
    expect(laid).toContain('"n":{{ random_int(1, 6) }},\n');
    expect(laid).toContain('"{{ env("USER") }}"');
  });

  it("hide nothing in a text without them", () => {
    expect(hidePlaceholders('{"a": 1}').hidden).toBe('{"a": 1}');
  });

  it("do not mistake a quote for another", () => {
    const text = '{"a":"say \\"{{ x }}\\"","b":{{ yyy }}}';
    expect(JSON.parse(hidePlaceholders(text).hidden)).toHaveProperty("b");
  });

  it("leave a text alone that they could not be put back into", () => {
    const many = `[${Array.from({ length: 120 }, () => "{{x}}").join(",")}]`;
    const { hidden, restore } = hidePlaceholders(many);
    expect(hidden).toHaveLength(many.length);
    expect(restore(hidden)).toBe(many);
  });
});
