import { expect, it } from "vitest";
import type { LogKind } from "../../lib/bindings/LogKind";
import { continues } from "./logEntries";

const heads = (...lines: [LogKind, string][]) => continues(lines.map(([kind, text]) => ({ kind, text })));

it("a stack trace belongs to its error, whatever language it is of", () => {
  expect(
    heads(
      ["error", "ERROR order refused"],
      ["plain", "    at run (/var/task/index.js:3:11)"],
      ["plain", "Caused by: java.io.IOException: no"],
      ["plain", "\tat java.base/x"],
      ["plain", "... 3 more"],
      ["plain", "something else"],
      ["plain", "  indented, but after no error"],
    ),
  ).toEqual([0, 0, 0, 0, 0, 5, 6]);
});

it("a traceback ends with its error, and may stand alone", () => {
  expect(
    heads(
      ["plain", "Traceback (most recent call last):"],
      ["plain", '  File "app.py", line 1'],
      ["plain", "KeyError: 'customer'"],
      ["plain", "next"],
    ),
  ).toEqual([0, 0, 0, 3]);
});

it("a line with a level of its own is no continuation", () => {
  expect(heads(["error", "ERROR"], ["info", "  INFO"], ["plain", "  x"])).toEqual([0, 1, 2]);
});
