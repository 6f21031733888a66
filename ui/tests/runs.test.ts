// Checks and runs in the window, on the fake backend.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { about, checkOf, newRow, rowOf } from "../src/features/checks/rows";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { Check } from "../src/lib/bindings/Check";
import type { InvokeInput } from "../src/lib/bindings/InvokeInput";
import { button, chooseProfile, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
async function open(query = "fake=collection") {
  backend = await openPage(query);
}
const sent = () =>
  backend.calls.filter(([name]) => name === "invoke").map(([, input]) => input as InvokeInput);
const checksTab = () =>
  within(screen.getByRole("tablist", { name: "Request" })).getByRole("tab", { name: "Checks" });
const result = () => within(screen.getByRole("region", { name: "Result" }));
/** As choosing and typing do, without a key for each letter. */
const choose = (name: string, to: string) =>
  fireEvent.change(screen.getByRole("combobox", { name }), { target: { value: to } });
const write = (name: string, value: string) => fireEvent.input(field(name), { target: { value } });
const press = (name: string | RegExp) => fireEvent.click(button(name));
async function row(name: RegExp) {
  const tree = await screen.findByRole("tree", { name: "Collections" });
  return within(tree).findByRole("treeitem", { name });
}
async function openRun(): Promise<ReturnType<typeof within>> {
  await fireEvent.contextMenu(await row(/^Orders/));
  await fireEvent.click(await screen.findByRole("menuitem", { name: "Run folder…" }));
  return within(await screen.findByRole("region", { name: "Run of Orders" }));
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("a check as a row", () => {
  const all: Check[] = [
    { kind: "outcome", is: "succeeded", code: null },
    { kind: "outcome", is: "rejected", code: "TooManyRequestsException" },
    { kind: "response", expression: "a", test: { kind: "equals", json: "12345678901234567890" } },
    { kind: "response", expression: "a", test: { kind: "matches", pattern: "^a" } },
    { kind: "response", expression: "a", test: { kind: "exists" } },
    { kind: "response", expression: "a", test: { kind: "missing" } },
    { kind: "response", expression: "a", test: { kind: "below", number: "1.10" } },
    { kind: "response", expression: "a", test: { kind: "above", number: "0" } },
    { kind: "duration", below: "2 s" },
    { kind: "log", test: { kind: "contains", text: "done" } },
    { kind: "log", test: { kind: "lacks", text: "lost" } },
    { kind: "log", test: { kind: "matches", pattern: "x" } },
  ];

  it("is the same check again", () => {
    expect(all.map(rowOf).map(checkOf)).toEqual(all);
  });

  it("keeps what was written when it becomes about something else", () => {
    const log = about({ ...newRow("response"), comparison: "matches", value: "x" }, "log");
    expect(checkOf(log)).toEqual({ kind: "log", test: { kind: "matches", pattern: "x" } });
    expect(checkOf(about(log, "outcome"))).toEqual({ kind: "outcome", is: "succeeded", code: null });
  });
});

describe("checks", () => {
  it("are added, sent with the invocation, and their results shown beside them and with the result", async () => {
    await open("");
    await user.click(checksTab());
    expect(screen.getByText(/Say what you expect/)).toBeTruthy();
    await press("Add check");
    await write("Expression of check 1", "wrong");
    await choose("Comparison of check 1", "exists");
    await choose("What the new check is about", "duration");
    await press("Add check");
    await write("Value of check 2", "2 s");
    await press("Invoke");
    await waitFor(() => expect(result().getByRole("tab", { name: "Checks 1 of 2 failed" })).toBeTruthy());
    expect(sent()[0]!.checks).toEqual([
      { kind: "response", expression: "wrong", test: { kind: "exists" } },
      { kind: "duration", below: "2 s" },
    ]);
    const rows = within(screen.getByRole("region", { name: "Checks" })).getAllByRole("listitem");
    expect(rows[0]!.textContent).toMatch(/Failed\..*expected something/);
    await user.click(result().getByRole("tab", { name: /^Checks/ }));
    const told = within(screen.getByRole("list", { name: "Results of the checks" })).getAllByRole("listitem");
    expect(told.map((it) => it.textContent)).toEqual([
      expect.stringMatching(/Failed: wrong exists.*Found nothing/),
      expect.stringMatching(/Passed: It duration/),
    ]);
  });

  it("are moved and removed by keys, and a broken one is told once it was left", async () => {
    await open("");
    await user.click(checksTab());
    await press("Add check");
    await write("Expression of check 1", "first[");
    field("Expression of check 1").focus();
    await press("Add check");
    expect(await screen.findByText("The expression cannot be read.")).toBeTruthy();
    expect(field("Expression of check 1").getAttribute("aria-invalid")).toBe("true");
    await write("Expression of check 2", "second");
    await fireEvent.keyDown(field("Expression of check 2"), { key: "ArrowUp", altKey: true });
    await waitFor(() => expect(field("Expression of check 1").value).toBe("second"));
    await press("Remove check 2");
    await waitFor(() => expect(screen.queryByRole("textbox", { name: "Expression of check 2" })).toBeNull());
    expect(checksTab().textContent).toContain("1");
  });

  it("of a saved request are shown with their number, and make it unsaved when they change", async () => {
    await open();
    await user.click(await row(/^Orders/));
    await user.click(await row(/^Create order, EU customer/));
    await waitFor(() => expect(checksTab().textContent).toContain("3"));
    await user.click(checksTab());
    await press("Remove check 3");
    await waitFor(() => expect(checksTab().textContent).toContain("2"));
    const kept = screen.getByRole("tab", { name: /^Create order, EU customer/ });
    await waitFor(() => expect(kept.getAttribute("aria-describedby")).toBe("tab-unsaved"));
  });
});

describe("a run of a folder", () => {
  it("shows each result, the figures, and opens the request with its result", async () => {
    await open();
    const panel = await openRun();
    await fireEvent.click(panel.getByRole("button", { name: "Run" }));
    await waitFor(() => expect(panel.getByText(/9 invocations in/)).toBeTruthy(), { timeout: 4000 });
    expect(panel.getByText("8 passed")).toBeTruthy();
    expect(panel.getByText("1 failed")).toBeTruthy();
    expect(panel.getByText("95th percentile")).toBeTruthy();
    expect(
      panel.getByRole("img", { name: /Durations of 9 invocations: from .* 1 cold start\./ }),
    ).toBeTruthy();
    await user.click(panel.getByRole("checkbox", { name: "Only what did not pass" }));
    const row = panel.getByRole("row", { name: /Failed Create order, missing customer/ });
    expect(row.textContent).toMatch(/KeyError.*1 of 2/);
    await user.click(row);
    expect(await screen.findByRole("tab", { name: /Create order, missing customer/ })).toBeTruthy();
    await waitFor(() => expect(result().getByText("Function error")).toBeTruthy());
    expect(result().getByRole("tab", { name: "Checks 1 of 2 failed" })).toBeTruthy();
    await user.click(button("Show the run"));
    expect(screen.getByRole("region", { name: "Run of Orders" })).toBeTruthy();
  });

  it("is repeated, stopped at once, and reported", async () => {
    await open();
    const panel = await openRun();
    await write("Run each request", "20000");
    await fireEvent.click(panel.getByRole("button", { name: "Run" }));
    expect(await panel.findByText("Run each request 1 to 10,000 times.")).toBeTruthy();
    await write("Run each request", "50");
    await fireEvent.click(panel.getByRole("button", { name: "Run" }));
    await waitFor(() => expect(panel.getAllByRole("row").length).toBeGreaterThan(2));
    await fireEvent.click(panel.getByRole("button", { name: "Stop" }));
    await waitFor(() => expect(panel.getByText(/\d+ not begun/)).toBeTruthy());
    expect(panel.getByText("1 stopped")).toBeTruthy();
    await fireEvent.click(panel.getByRole("button", { name: "Save report…" }));
    await ofDialog("Choose…");
    await ofDialog("Save report");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(backend.folderRuns.reports).toEqual(["/disk/ada/Orders run.html"]);
  });

  it("asks once in production, with the number of invocations", async () => {
    await open("fake=collection,production");
    await chooseProfile(/^payments-admin/);
    const panel = await openRun();
    await fireEvent.click(panel.getByRole("button", { name: "Run" }));
    const dialog = await screen.findByRole("dialog", { name: "Invoke 9 times in production?" });
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
    expect(await panel.findByText("Nothing was run: you did not confirm it.")).toBeTruthy();
    await fireEvent.click(panel.getByRole("button", { name: "Run" }));
    await screen.findByRole("dialog", { name: "Invoke 9 times in production?" });
    await new Promise((over) => setTimeout(over, 450));
    await ofDialog("Run");
    await waitFor(() => expect(panel.getByText(/9 invocations in/)).toBeTruthy(), { timeout: 4000 });
    const runs = backend.calls.filter(([name]) => name === "runFolder").map(([, input]) => input);
    const confirmed = runs.map((input) => (input as { confirmed: number | null }).confirmed);
    expect(confirmed.at(-1)).toBe(9);
    expect(confirmed.slice(0, -1).every((it) => it === null)).toBe(true);
  });
});
