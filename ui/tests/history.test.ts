// The history as a person uses it, on the fake backend.

import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { heightOf, inSight, layOut } from "../src/features/history/days";
import { dayOf, detailOf, nameOf, stateWords } from "../src/features/history/words";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { HistoryRow } from "../src/lib/bindings/HistoryRow";
import { button, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
async function open(query = "") {
  backend = await openPage(query);
  await user.click(screen.getByRole("tab", { name: "History" }));
}
const list = () => screen.getByRole("listbox", { name: "Invocations, the newest first" });
const rows = () => within(list()).queryAllByRole("option");
const names = () => rows().map((row) => row.querySelector(".name")?.textContent);
const result = () => within(screen.getByRole("region", { name: "Result" }));
async function menuOf(row: HTMLElement, item: string | RegExp) {
  await fireEvent.contextMenu(row);
  await user.click(screen.getByRole("menuitem", { name: item }));
}
const sent = () => backend.calls.filter(([name]) => name === "invoke").map(([, input]) => input);

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the list", () => {
  it("teaches when it is empty, and lists what is invoked from then on", async () => {
    await open();
    expect(await screen.findByText("No invocations yet")).toBeTruthy();
    await user.click(button("Invoke"));
    await waitFor(() => expect(rows()).toHaveLength(1));
    await waitFor(() => expect(rows()[0]!.textContent).toContain("Succeeded"));
    expect(within(list()).getByText("Today")).toBeTruthy();
  });

  it("is grouped by day, the newest first, with shape, words, time and duration", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    expect(names()[0]).toBe("Create order, EU customer");
    expect(within(list()).getByText("Yesterday")).toBeTruthy();
    const failed = rows().find((row) => row.textContent?.includes("missing customer"))!;
    expect(failed.textContent).toContain("Function error.");
    expect(failed.textContent).toContain("KeyError");
    expect(failed.textContent).toContain("98 ms");
    expect(failed.title).toContain("KeyError: 'customer'");
    const interrupted = rows().find((row) => row.textContent?.includes("Ship order"))!;
    expect(interrupted.textContent).toContain("Interrupted, may have run");
  });

  it("finds words wherever they are, and says where", async () => {
    await open("fake=history");
    await user.type(field("Search the history"), "0012345 accepted");
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(rows()[0]!.textContent).toContain("Payload");
    expect(rows()[0]!.textContent).toContain("ORD-2026-0012345");
    await user.clear(field("Search the history"));
    await user.type(field("Search the history"), "nowhere at all");
    expect(await screen.findByText("Nothing found")).toBeTruthy();
    await user.click(button("Show everything"));
    await waitFor(() => expect(rows()).toHaveLength(6));
  });

  it("is filtered by outcome, function, time and pins, together", async () => {
    await open("fake=history");
    await user.click(button("Filters"));
    const filters = within(screen.getByRole("complementary", { name: "Requests" }));
    await user.selectOptions(filters.getByRole("combobox", { name: "Function" }), "orders-create");
    await waitFor(() => expect(rows()).toHaveLength(3));
    await user.selectOptions(screen.getByRole("combobox", { name: "Outcome" }), "Function error");
    await waitFor(() => expect(names()).toEqual(["Create order, missing customer"]));
    await user.click(button("Reset"));
    await user.selectOptions(screen.getByRole("combobox", { name: "Time" }), "Last 7 days");
    await waitFor(() => expect(rows()).toHaveLength(5));
    await user.selectOptions(screen.getByRole("combobox", { name: "Time" }), "Any");
    await user.click(screen.getByRole("checkbox", { name: "Only pinned" }));
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(button("Filters, 1 set")).toBeTruthy();
  });

  it("draws only what is in sight, and asks for more as it is scrolled", async () => {
    await open("fake=much-history");
    await waitFor(() => expect(rows().length).toBeGreaterThan(10));
    expect(rows().length).toBeLessThan(80);
    const pages = () => backend.calls.filter(([name]) => name === "historyPage").length;
    const before = pages();
    list().scrollTop = 4000;
    await fireEvent.scroll(list());
    await waitFor(() => expect(pages()).toBeGreaterThan(before));
  });

  it("says why there is none, and that something is missing, once", async () => {
    await open("fake=no-history");
    expect((await screen.findAllByText(/cannot be kept in this run/)).length).toBeGreaterThan(0);
    expect(screen.getByRole("region", { name: "Notices" }).textContent).toContain("cannot be kept");
    await user.click(button("Invoke"));
    await waitFor(() => expect(screen.getByRole("status", { name: "" }).textContent).toMatch(/Succeeded/));
    cleanup();
    await open("fake=full-disk");
    expect(await screen.findByText(/disk is full/)).toBeTruthy();
    await user.click(button("Dismiss"));
    await user.click(button("Invoke"));
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(screen.queryByText(/disk is full/)).toBeNull();
  });
});

describe("an invocation of the history", () => {
  it("opens as it was: what was sent, what came back, and of when it is", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await user.click(rows()[0]!);
    expect(await result().findByText("From the history")).toBeTruthy();
    expect(field("Function").value).toBe("orders-create");
    expect(field("Payload").textContent).toContain("ORD-2026-0012345");
    expect((await result().findByRole("textbox", { name: "Response body" })).textContent).toContain(
      "ACCEPTED",
    );
    const tabs = screen.getAllByRole("tab").length;
    await user.click(rows()[0]!);
    await waitFor(() => expect(screen.getAllByRole("tab")).toHaveLength(tabs));
    expect(rows()[0]!.getAttribute("aria-selected")).toBe("true");
  });

  it("says that what was interrupted may have run", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await user.click(rows().find((row) => row.textContent?.includes("Ship order"))!);
    expect(await result().findByText(/Lambdesk ended while it waited/)).toBeTruthy();
    expect(result().getByText(/may have run/)).toBeTruthy();
  });

  it("runs again as it was sent", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await menuOf(rows()[0]!, "Run again");
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]).toMatchObject({ function: "orders-create", profile: "sandbox" });
    await waitFor(() => expect(rows()).toHaveLength(7));
    expect(result().queryByText("From the history")).toBeNull();
  });

  it("is not sent again with a mask in place of a secret", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await menuOf(
      rows().find((row) => row.title.includes("Create order, EU") && row !== rows()[0])!,
      "Run again",
    );
    expect(await result().findByText(/Put it back in the request/)).toBeTruthy();
    expect(sent()).toHaveLength(0);
  });

  it("lies beside another", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await menuOf(rows()[0]!, "Compare…");
    expect(screen.getByText(/Choose another to compare/)).toBeTruthy();
    await user.click(rows().find((row) => row.textContent?.includes("missing customer"))!);
    const dialog = within(await screen.findByRole("dialog", { name: "Compare two invocations" }));
    await user.click(dialog.getByRole("tab", { name: "Payload" }));
    await waitFor(() =>
      expect(dialog.getByRole("list", { name: "Differences" }).textContent).toContain("orderId"),
    );
    // Enter in the dialog's field is no way to close it.
    await user.type(dialog.getByRole("textbox", { name: "Ignore" }), "orderId{Enter}");
    expect(await dialog.findByText(/1 more under ignored paths/)).toBeTruthy();
    await user.click(dialog.getByRole("button", { name: "Text" }));
    await waitFor(() => {
      expect(dialog.getByRole("textbox", { name: "Payload, the newer" }).textContent).toContain("0012345");
      expect(dialog.getByRole("textbox", { name: "Payload, the older" }).textContent).toContain("0012344");
    });
    await ofDialog("Close");
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("is pinned, deleted, brought back", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await menuOf(rows()[0]!, "Pin");
    await waitFor(() => expect(rows()[0]!.textContent).toContain("Pinned"));
    await menuOf(rows()[1]!, /^Delete/);
    await waitFor(() => expect(rows()).toHaveLength(5));
    await user.click(button("Undo"));
    await waitFor(() => expect(rows()).toHaveLength(6));
  });

  it("is reached by keys alone", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await user.click(field("Search the history"));
    await user.keyboard("{ArrowDown}");
    expect(document.activeElement).toBe(list());
    await user.keyboard("{ArrowDown}{End}{Home}{ArrowDown}");
    expect(list().getAttribute("aria-activedescendant")).toBe(rows()[1]!.id);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(field("Function").value).toBe("orders-refund"));
    list().focus();
    await user.keyboard("{Delete}");
    await waitFor(() => expect(rows()).toHaveLength(5));
    await user.keyboard("{Shift>}{F10}{/Shift}");
    expect(screen.getByRole("menu", { name: /What to do with/ })).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu", { name: /What to do with/ })).toBeNull();
    expect(document.activeElement).toBe(list());
  });
});

describe("tidying up", () => {
  it("clears all that is not pinned, after asking", async () => {
    await open("fake=history");
    await waitFor(() => expect(rows()).toHaveLength(6));
    await user.click(button("More of the history"));
    await user.click(screen.getByRole("menuitem", { name: "Clear the history…" }));
    expect(await screen.findByText(/All 6 invocations/)).toBeTruthy();
    await ofDialog("Keep it");
    expect(rows()).toHaveLength(6);
    await user.click(button("More of the history"));
    await user.click(screen.getByRole("menuitem", { name: "Clear the history…" }));
    await ofDialog("Clear the history");
    await waitFor(() => expect(rows()).toHaveLength(1));
  });

  it("follows the settings: how old, how large, and whether at all", async () => {
    await open();
    await user.click(button("More of the history"));
    await user.click(screen.getByRole("menuitem", { name: "How much is kept…" }));
    await user.clear(field("At most as old as"));
    await user.type(field("At most as old as"), "soon");
    await ofDialog("Save settings");
    expect(await screen.findByText(/Write an age such as 90 days/)).toBeTruthy();
    await user.clear(field("At most as old as"));
    await user.type(field("At most as old as"), "30 days");
    await user.click(screen.getByRole("checkbox", { name: "Keep what was invoked" }));
    await ofDialog("Save settings");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(backend.settings.history).toEqual({ keep: false, age: "30 days", size: "1 GB" });
    expect(await screen.findByText("The history is off")).toBeTruthy();
    await user.click(button("Invoke"));
    await waitFor(() => expect(sent()).toHaveLength(1));
    expect(screen.getByText("The history is off")).toBeTruthy();
  });
});

describe("how it is laid out", () => {
  const row = (place: number, started_at: number): HistoryRow => ({
    place,
    id: `${place}`,
    started_at,
    duration: 1,
    state: "succeeded",
    status: 200,
    version: null,
    billed: null,
    cold: false,
    label: null,
    message: null,
    name: "",
    function: "arn:aws:lambda:eu-west-1:123456789012:function:orders",
    qualifier: "",
    profile: "p",
    profile_name: "Staging",
    region: "eu-west-1",
    environment: null,
    pinned: false,
    found: null,
  });
  const now = new Date(2026, 10, 26, 12).getTime();

  it("has a heading for each day and draws what is in sight", () => {
    const rowsOf = Array.from({ length: 1000 }, (_, at) => row(1000 - at, now - at * 3_600_000));
    const items = layOut(rowsOf, now);
    expect(items.filter(({ kind }) => kind === "day")).toHaveLength(43);
    expect(heightOf(items)).toBe(1000 * 46 + 43 * 30);
    const drawn = inSight(items, 20_000, 20_600, 0);
    expect(drawn[0]!.top).toBeLessThanOrEqual(20_000);
    expect(drawn.at(-1)!.top + drawn.at(-1)!.height).toBeGreaterThanOrEqual(20_600);
    expect(drawn.length).toBeLessThan(20);
    expect(inSight([], 0, 100)).toEqual([]);
  });

  it("names days and rows as people do", () => {
    expect(dayOf(now, now)).toBe("Today");
    expect(dayOf(new Date(2026, 10, 25, 23, 59).getTime(), now)).toBe("Yesterday");
    expect(dayOf(new Date(2026, 10, 23).getTime(), now)).toBe("Monday 23 November");
    expect(dayOf(new Date(2025, 10, 23).getTime(), now)).toContain("2025");
    expect(nameOf(row(1, now))).toBe("orders");
    expect(detailOf(row(1, now))).toBe("Staging");
    expect(stateWords({ state: "succeeded", status: 202 })).toBe("Queued");
  });
});
