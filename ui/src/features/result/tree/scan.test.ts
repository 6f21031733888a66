import { describe, expect, it } from "vitest";
import { keyOf, kindOf, memberOf, scan, type Scanned, stringOf, writtenOf } from "./scan";

/** What was scanned, built again from its offsets alone. */
function rebuilt(scanned: Scanned, node = 0): string {
  const parts: string[] = [];
  for (let child = node + 1; child < scanned.after[node]!; child = scanned.after[child]!) {
    const key = keyOf(scanned, child);
    parts.push((key === null ? "" : `${JSON.stringify(key)}:`) + rebuilt(scanned, child));
  }
  const kind = kindOf(scanned, node);
  expect(scanned.size[node]).toBe(parts.length);
  if (kind === "object") return `{${parts.join()}}`;
  if (kind === "array") return `[${parts.join()}]`;
  return kind === "string" ? JSON.stringify(stringOf(scanned, node)) : writtenOf(scanned, node);
}
const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("scanning", () => {
  it.each([
    "null",
    " true ",
    "-0.5",
    '"a \\u00fc \\n \\" b"',
    "{}",
    "[]",
    "[[],{},[{}]]",
    '{"a":1,"b":[1,2,{"c":null}],"":""}',
  ])("finds every value of %s", (text) => {
    expect(rebuilt(scan(text)!)).toBe(JSON.stringify(JSON.parse(text)));
  });

  it("leaves numbers as they are written, and keys as often and in the order they come", () => {
    const text = '{"10":12345678901234567890,"2":1.10,"10":1e400,"z":-0}';
    expect(rebuilt(scan(text)!)).toBe(text);
    expect(writtenOf(scan(text)!, memberOf(scan(text)!, 0, "10"))).toBe("1e400");
  });

  it("knows where each value stands", () => {
    const found = scan('\ufeff{ "a" : [ 1 , 22 ] , "b" : 3 }')!;
    expect([...found.parent]).toEqual([-1, 0, 1, 1, 0]);
    expect([...found.level]).toEqual([1, 2, 3, 3, 2]);
    expect([...found.place]).toEqual([0, 0, 0, 1, 1]);
    expect([...found.after]).toEqual([5, 4, 3, 4, 5]);
    expect(writtenOf(found, 1)).toBe("[ 1 , 22 ]");
  });

  it.each([
    "",
    " ",
    "[1,]",
    '{"a":1,}',
    "{a:1}",
    "01",
    "1.",
    ".5",
    "+1",
    "1e",
    "- 1",
    "nul",
    '"\t"',
    '"\\x"',
    '"\\u12"',
    '"',
    "[",
    "[1}",
    "1 2",
    '{"a"}',
    "[1 2]",
    "]",
    "NaN",
    "[\u00a01]",
    "/**/1",
  ])("refuses %j", (text) => {
    expect(isJson(text)).toBe(false);
    expect(scan(text)).toBeNull();
  });

  it("agrees with the platform about what is JSON, whatever is changed in it", () => {
    const whole = '{"a":[1,-2.5e+3,"x\\u0041\\n",true,null,{}],"b":{"c":[[],false]}}';
    const letters = '{}[],:"\\0123456789.eE+-truefalsn ux\n';
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    let valid = 0;
    for (let round = 0; round < 20_000; round += 1) {
      let text = whole;
      for (let change = random(4); change >= 0; change -= 1) {
        const at = random(text.length);
        const to = at + random(3);
        text = text.slice(0, at) + letters.charAt(random(letters.length)).repeat(random(2)) + text.slice(to);
      }
      const scanned = scan(text);
      if ((scanned !== null) !== isJson(text)) expect.fail(`They differ about ${text}`);
      if (scanned) valid += 1;
    }
    expect(valid).toBeGreaterThan(500);
  });

  it("bears a million levels", () => {
    const deep = 1_000_000;
    const found = scan("[".repeat(deep) + "]".repeat(deep))!;
    expect(found.count).toBe(deep);
    expect(found.level[deep - 1]).toBe(deep);
    expect(scan("[".repeat(deep))).toBeNull();
    expect(scan('{"a":'.repeat(deep))).toBeNull();
  });
});
