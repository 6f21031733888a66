// The log of a result, on the fake backend: its secrets, its levels, its JSON, and what is copied of it.

import { cleanup, fireEvent, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import ResultPane from "../src/features/result/ResultPane.svelte";
import { Runs } from "../src/features/result/run.svelte";
import { FakeBackend } from "../src/lib/backend.fake";
import { inputOf } from "../src/lib/fake/input";
import { target } from "./samples";

const user = userEvent.setup();
const TOKEN = "IQoJb3JpZ2luX2VjEXAMPLETOKEN";
const PASSWORD = "correct horse";

let runs: Runs;
/** What is seen once an invocation has ended. */
async function result(name = "levels", payload = "{}") {
  const backend = new FakeBackend();
  backend.speed = 50;
  runs = new Runs(backend);
  await runs.invoke(inputOf(name, { payload }), target());
  const rest = { sandboxRuns: true, modifier: "Ctrl", onsecret: () => {}, onshare: () => {} };
  render(ResultPane, { props: { runs, target: target(), ...rest } });
}
async function logs(name?: string, payload?: string) {
  await result(name, payload);
  await user.click(screen.getByRole("tab", { name: /^Logs/ }));
}
const page = () => document.body.innerHTML;
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const chip = (label: string) => button(`Hidden: ${label}. Show it`);
const lines = () => [...document.querySelectorAll('[data-line=""]')];
/** What the copy button copies. */
async function copied(): Promise<string> {
  const writeText = vi.fn();
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
  await user.click(button(/^Cop(y|ied)$/));
  return writeText.mock.calls[0]![0] as string;
}
/** What copying a selection hands out. */
function copiedOf(from: Node, to: Node): string {
  getSelection()!.setBaseAndExtent(from, 0, to, to.childNodes.length);
  const setData = vi.fn();
  fireEvent.copy(from as Element, { clipboardData: { setData } });
  return setData.mock.calls[0]![1] as string;
}

beforeEach(() => localStorage.clear());
afterEach(() => {
  getSelection()?.removeAllRanges();
  cleanup();
});

describe("a secret in the log", () => {
  it("is not in the page, neither in the strip nor in the tab, until it is asked for", async () => {
    await result();
    expect(screen.getByText("2 secrets hidden", { exact: false })).toBeTruthy();
    expect(chip("AWS session token").textContent).toBe("hidden");
    expect(page()).not.toContain(TOKEN);
    await user.click(screen.getByRole("tab", { name: /^Logs/ }));
    expect(page()).not.toContain(TOKEN);
    expect(page()).not.toContain(PASSWORD);
  });

  it("is shown and hidden again by the same button, by keys too", async () => {
    await logs();
    const one = chip("AWS session token");
    one.focus();
    await user.keyboard("{Enter}");
    expect(screen.getByText(TOKEN)).toBeTruthy();
    expect(screen.getByText("1 secret hidden", { exact: false })).toBeTruthy();
    expect(document.activeElement).toBe(button("Hide the AWS session token again"));
    await user.keyboard("{Enter}");
    expect(page()).not.toContain(TOKEN);
  });

  it("is shown with all others, in every tab, and for this result only", async () => {
    await result();
    await user.click(button("Show all"));
    await user.click(screen.getByRole("tab", { name: /^Logs/ }));
    expect(page()).toContain(TOKEN);
    expect(page()).toContain(PASSWORD);
    await runs.invoke(inputOf("levels"), target());
    expect(await screen.findByText("2 secrets hidden", { exact: false })).toBeTruthy();
    expect(page()).not.toContain(TOKEN);
    await user.click(button("Show all"));
    await user.click(button("Hide all"));
    expect(page()).not.toContain(PASSWORD);
  });

  it("is copied only when it is shown", async () => {
    await logs();
    expect(await copied()).toContain("AWS_SESSION_TOKEN=[AWS session token hidden] passed");
    await user.click(chip("AWS session token"));
    const text = await copied();
    expect(text).toContain(`AWS_SESSION_TOKEN=${TOKEN} passed`);
    expect(text).toContain('"password":"[password hidden]"');
  });

  it("is not handed out by a selection either", async () => {
    await logs();
    const [first, , third] = lines();
    expect(copiedOf(first!, third!).split("\n")).toEqual([
      expect.stringMatching(/^\{"time"/),
      expect.stringMatching(/^\[INFO\]/),
      "[WARN]  AWS_SESSION_TOKEN=[AWS session token hidden] passed to child process",
    ]);
    await user.click(chip("AWS session token"));
    expect(copiedOf(third!, third!)).toBe(`[WARN]  AWS_SESSION_TOKEN=${TOKEN} passed to child process`);
  });

  it("is not found by looking for it while it is hidden", async () => {
    await logs();
    await user.type(screen.getByRole("textbox", { name: "Filter the log" }), "EXAMPLETOKEN");
    expect(screen.getByText("0 of 13 lines")).toBeTruthy();
  });
});

describe("the levels", () => {
  it("are those that the log has, each with its count", async () => {
    await logs();
    const levels = within(screen.getByRole("group", { name: "Levels" })).getAllByRole("button");
    expect(levels.map(({ textContent }) => textContent)).toEqual([
      "Error 1",
      "Warn 1",
      "Info 2",
      "Debug 1",
      "Lambda 2",
      "Other 2",
    ]);
    cleanup();
    await logs("talkative");
    expect(screen.queryByRole("button", { name: /^Error/ })).toBeNull();
  });

  it("filter, and a stack trace stays with its error", async () => {
    await logs();
    await user.click(button("Error 1"));
    expect(button("Error 1").getAttribute("aria-pressed")).toBe("true");
    expect(screen.getByText("5 of 13 lines")).toBeTruthy();
    expect(await copied()).toMatch(
      /^\[ERROR\].*\nTraceback.*\n {2}File.*\n.*\nStockError: no stock for BK-7714$/,
    );
    await user.click(button("Warn 1"));
    expect(screen.getByText("6 of 13 lines")).toBeTruthy();
    await user.click(button("Error 1"));
    expect(lines()).toHaveLength(1);
  });

  it("and the text filter work together, and an empty result has a way out", async () => {
    await logs();
    const filter = screen.getByRole("textbox", { name: "Filter the log" });
    await user.type(filter, "STOCK.RESERVE");
    expect(screen.getByText("5 of 13 lines")).toBeTruthy();
    await user.click(button("Info 2"));
    expect(screen.getByText("0 of 13 lines")).toBeTruthy();
    await user.click(button("Show every line"));
    expect(screen.getByText("13 lines")).toBeTruthy();
    expect(document.activeElement).toBe(filter);
  });

  it("stay chosen while another tab is looked at", async () => {
    await logs();
    await user.click(button("Error 1"));
    await user.click(screen.getByRole("tab", { name: "Headers" }));
    await user.click(screen.getByRole("tab", { name: /^Logs/ }));
    expect(screen.getByText("5 of 13 lines")).toBeTruthy();
  });
});

describe("a line that is JSON", () => {
  it("is laid out below it, byte for byte, its secrets still masked", async () => {
    await logs();
    const turn = button("JSON of line 4");
    await user.click(turn);
    expect(turn.getAttribute("aria-expanded")).toBe("true");
    const json = screen.getByRole("group", { name: "JSON of line 4, laid out" });
    const rows = [...json.querySelectorAll("[data-line]")].map(({ textContent }) => textContent);
    expect(rows).toContain('"order": 12345678901234567890,');
    expect(rows).toContain('"rate": 1.10,');
    expect(rows).toContain('"tags": []');
    expect(rows).toContain('"password": "hidden",');
    expect(page()).not.toContain(PASSWORD);
    await user.click(within(json).getByRole("button", { name: "Hidden: password. Show it" }));
    expect(within(json).getByText(PASSWORD)).toBeTruthy();
    await user.click(turn);
    expect(screen.queryByRole("group", { name: "JSON of line 4, laid out" })).toBeNull();
  });

  it("is found after what a runtime puts in front, and only where there is some", async () => {
    await logs();
    expect(screen.getAllByRole("button", { name: /^JSON of line/ })).toHaveLength(4);
    await user.click(button("JSON of line 5"));
    expect(screen.getByRole("group", { name: "JSON of line 5, laid out" }).textContent).toContain('"miss"');
  });

  it("is copied with its indentation", async () => {
    await logs();
    await user.click(button("JSON of line 5"));
    const json = screen.getByRole("group", { name: "JSON of line 5, laid out" });
    expect(copiedOf(json, json)).toBe('{\n  "cache": "miss",\n  "items": [\n    0,\n    1\n  ]\n}');
  });

  it("has its type in front when it is an event of Lambda's own", async () => {
    await logs();
    expect(screen.getByText("platform.start", { selector: "b" })).toBeTruthy();
    expect(await copied()).toMatch(/^\{"time"/);
  });
});

it("a long log is drawn where it comes near, and stays", async () => {
  const observers: ((entries: { isIntersecting: boolean }[]) => void)[] = [];
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(found: (entries: { isIntersecting: boolean }[]) => void) {
        observers.push(found);
      }
      observe() {}
      disconnect() {}
    },
  );
  await logs("long-log", '{"lines": 250}');
  expect(lines()).toHaveLength(0);
  observers.at(-1)!([{ isIntersecting: true }]);
  await vi.waitFor(() => expect(lines()).toHaveLength(50));
  expect((await copied()).split("\n")).toHaveLength(250);
  vi.unstubAllGlobals();
});
