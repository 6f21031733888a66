import { expect, it } from "vitest";
import { lines, oneLine } from "./foreign";

it("shows controls instead of obeying them", () => {
  expect(oneLine("\u001b[31mred\u0007")).toBe("␛[31mred␇");
  expect(oneLine("safe\u202egpj.exe")).toBe("safe⟨U+202E⟩gpj.exe");
  expect(oneLine("a\u200bb\u0085c")).toBe("a⟨U+200B⟩b⟨U+0085⟩c");
});

it("shows the tabs of a REPORT line as spaces", () => {
  expect(oneLine("REPORT RequestId: 1\tDuration: 2 ms")).toBe("REPORT RequestId: 1  Duration: 2 ms");
});

it("keeps letters of every script, and line breaks where lines are wanted", () => {
  expect(oneLine("Grüße, 世界 🎉 שלום")).toBe("Grüße, 世界 🎉 שלום");
  expect(lines("a\r\nb\nc")).toBe("a\nb\nc");
  expect(oneLine("a\nb")).toBe("a␊b");
});
