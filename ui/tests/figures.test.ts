// What a result's figures lead to, on the fake backend: its cost, the prices behind it, and its durations over time.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pastPlot, type Point, pointsOf } from "../src/features/result/past";
import type { FakeBackend } from "../src/lib/backend.fake";
import type { HistoryRow } from "../src/lib/bindings/HistoryRow";
import type { Invocation } from "../src/lib/bindings/Invocation";
import type { Price } from "../src/lib/bindings/Price";
import { shortMoment } from "../src/lib/moment";
import { button, chooseProfile, field, ofDialog, openPage, user } from "./page";

let backend: FakeBackend;
async function invoke(name?: string) {
  if (name) {
    await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
    await user.type(field("Function"), name);
  }
  await user.click(button("Invoke"));
}
const COST = /^Estimated cost/;
async function cost() {
  // By its words first: looking for a role at every change of the page is slow.
  await screen.findByText("est. cost", undefined, { timeout: 15_000 });
  return screen.findByRole("button", { name: COST });
}
const explained = () => within(screen.getByRole("dialog", { name: "Estimated cost of this invocation" }));
async function explain() {
  await user.click(await cost());
  return explained();
}
const prices = () => within(screen.getByRole("dialog", { name: "Prices" }));
const row = (region: string) => prices().getByRole("option", { name: new RegExp(`^${region}\\b`) });
async function openPrices() {
  await explain();
  await user.click(button("Edit prices…"));
  await waitFor(() => expect(row("eu-west-1").getAttribute("aria-selected")).toBe("true"));
}
async function change(name: string, value: string) {
  const typed = prices().getByRole("textbox", { name });
  await user.clear(typed);
  if (value) await user.type(typed, value);
}
const saved = () => backend.calls.filter(([name]) => name === "savePrice").map(([, price]) => price as Price);

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the estimated cost", () => {
  it("stands among the figures and is explained, with what it is made of and what is not in it", async () => {
    backend = await openPage();
    await invoke();
    expect((await cost()).textContent).toBe("≈ $0.00000037");
    const about = await explain();
    expect(about.getByText("$0.000000366667")).toBeTruthy();
    expect(about.getByText("$0.37 per million such invocations")).toBeTruthy();
    expect(about.getByText("billed 80 ms × 128 MB = 0.0100 GB‑s")).toBeTruthy();
    expect(about.getByText("× $0.0000166667 per GB‑s (x86_64)")).toBeTruthy();
    expect(about.getByText("$0.20 per million = $0.0000002")).toBeTruthy();
    expect(about.getByText("The sandbox costs nothing: this is what AWS would charge.")).toBeTruthy();
    expect(await about.findByText(/^An estimate, not your bill. List prices of November 2026/)).toBeTruthy();
    expect(about.getByText(/^Not in it: the free tier.*ephemeral storage/)).toBeTruthy();
    expect(about.queryByText(/is assumed/)).toBeNull();
    expect(about.queryByText(/last attempt/)).toBeNull();
  });

  it("is closed by Escape, which gives the focus back, and by a click elsewhere", async () => {
    backend = await openPage();
    await invoke();
    const figure = await cost();
    await explain();
    expect(figure.getAttribute("aria-expanded")).toBe("true");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(document.activeElement).toBe(figure);
    await explain();
    await user.click(screen.getByRole("tab", { name: "Headers" }));
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("says what is assumed, and that it is of the last attempt", async () => {
    backend = await openPage("fake=profiles");
    await chooseProfile(/Payments staging/);
    await invoke("throttled");
    const about = await explain();
    expect(about.getByText(/^x86_64 is assumed/)).toBeTruthy();
    expect(about.getByText(/^It is of the last attempt/)).toBeTruthy();
    expect(about.queryByText(/sandbox/)).toBeNull();
  });

  it("goes by the function's architecture, when that was known", async () => {
    backend = await openPage("fake=profiles");
    const configuration = {
      timeout_seconds: 30,
      memory_mb: 128,
      runtime: "python3.13",
      architecture: "arm64",
      state: null,
      state_reason: null,
      log_group: null,
      version: "3",
      description: null,
    };
    backend.facts.set("nothing", { configuration, alias: null, unknown: [], refreshing: false });
    await chooseProfile(/Payments staging/);
    await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
    await user.type(field("Function"), "nothing{Tab}");
    await screen.findByText(/128 MB/);
    await invoke();
    const about = await explain();
    expect(about.getByText("× $0.0000133334 per GB‑s (arm64)")).toBeTruthy();
    expect(about.queryByText(/is assumed/)).toBeNull();
  });

  it("is not there without a price, or when nothing was billed", async () => {
    backend = await openPage();
    backend.costEstimate = async () => null;
    await invoke();
    await screen.findByText("billed");
    await waitFor(() => expect(screen.queryByText("est. cost")).toBeNull());
    await invoke("no-such-function");
    await screen.findByText("Rejected");
    expect(screen.queryByText("est. cost")).toBeNull();
  });

  it("stays reachable where it has no room", async () => {
    vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(50);
    vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(210);
    backend = await openPage();
    await invoke();
    await user.click(await screen.findByRole("button", { name: "More figures" }));
    const more = within(screen.getByRole("dialog", { name: "More figures" }));
    expect(more.getByText("in all")).toBeTruthy();
    expect(more.getByText("billed")).toBeTruthy();
    expect(more.queryByText("duration")).toBeNull();
    expect(more.queryByText("memory")).toBeNull();
    await user.click(more.getByRole("button", { name: COST }));
    expect(explained().getByText("$0.000000366667")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(document.activeElement).toBe(button("More figures"));
  });
});

describe("the prices", () => {
  it("begin at the result's region; one's own is kept, marked, and estimated by at once", async () => {
    backend = await openPage();
    await invoke();
    await openPrices();
    await change("x86_64, per GB-second", "0.0000111");
    expect(row("eu-west-1").textContent).toContain("not saved");
    await ofDialog("Save");
    expect(await prices().findByText("Saved. eu-west-1 has your own price.")).toBeTruthy();
    expect(saved()).toEqual([
      {
        region: "eu-west-1",
        currency: "USD",
        x86_64: "0.0000111",
        arm64: "0.0000133334",
        million_requests: "0.20",
        own: true,
      },
    ]);
    expect(row("eu-west-1").textContent).toContain("own");
    await ofDialog("Close");
    expect(document.activeElement).toBe(await cost());
    expect((await cost()).textContent).toBe("≈ $0.00000031");
    expect((await explain()).getByText(/Your own price for eu-west-1\.$/)).toBeTruthy();
  });

  it("go back to the list's", async () => {
    backend = await openPage();
    await backend.savePrice({ ...(await listed("eu-west-1")), x86_64: "0.5" });
    await invoke();
    expect((await cost()).textContent).toBe("≈ $0.0050");
    await openPrices();
    await ofDialog("Use the list price");
    expect(await prices().findByText("eu-west-1 has its list price again.")).toBeTruthy();
    expect(prices().getByRole("textbox", { name: "x86_64, per GB-second" })).toBe(document.activeElement);
    expect(prices().queryByRole("button", { name: "Use the list price" })).toBeNull();
    await ofDialog("Close");
    expect((await cost()).textContent).toBe("≈ $0.00000037");
  });

  it("that are no amounts are refused with the reason, and nothing typed is lost", async () => {
    backend = await openPage();
    await invoke();
    await openPrices();
    await change("arm64, per GB-second", "0,0000133");
    await ofDialog("Save");
    expect((await prices().findByRole("alert")).textContent).toMatch(/“0,0000133”.*Write a decimal above 0/);
    await user.click(row("eu-west-2"));
    expect(prices().queryByRole("alert")).toBeNull();
    await user.click(row("eu-west-1"));
    expect(prices().getByRole<HTMLInputElement>("textbox", { name: "arm64, per GB-second" }).value).toBe(
      "0,0000133",
    );
    await ofDialog("Close");
    expect(prices().getByText("What you typed for eu-west-1 is not saved yet.")).toBeTruthy();
    await ofDialog("Discard it");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect((await cost()).textContent).toBe("≈ $0.00000037");
  });

  it("open above the settings, which keep what was typed; a region that has none is added", async () => {
    backend = await openPage();
    await user.click(button("Settings"));
    await user.clear(field("Connect within"));
    await user.type(field("Connect within"), "7 s");
    await ofDialog("Prices…");
    const filter = await screen.findByRole("combobox", { name: "Filter regions" });
    await prices().findByText("25");
    await user.type(filter, "mx-central-1");
    await ofDialog("Add “mx-central-1”");
    expect(document.activeElement).toBe(prices().getByRole("textbox", { name: "Region" }));
    await change("x86_64, per GB-second", "0.00002");
    await change("arm64, per GB-second", "0.00001");
    await change("Requests, per million", "0.3");
    await user.keyboard("{Enter}");
    expect(await prices().findByText("Saved. mx-central-1 has your own price.")).toBeTruthy();
    expect(row("mx-central-1").getAttribute("aria-selected")).toBe("true");
    await ofDialog("Use the list price");
    expect(await prices().findByText(/^The list has no price for mx-central-1/)).toBeTruthy();
    await ofDialog("Close");
    expect(field("Connect within").value).toBe("7 s");
    expect(document.activeElement).toBe(button("Prices…"));
  });

  it("are chosen by arrows and reached by Enter, and the file is named", async () => {
    backend = await openPage();
    await invoke();
    await openPrices();
    const filter = prices().getByRole("combobox", { name: "Filter regions" });
    expect(document.activeElement).toBe(filter);
    await user.type(filter, "us-");
    expect(prices().getByText("5 of 25")).toBeTruthy();
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(row("us-east-2").getAttribute("aria-selected")).toBe("true");
    expect(document.activeElement).toBe(prices().getByRole("textbox", { name: "x86_64, per GB-second" }));
    expect(saved()).toEqual([]);
    expect(prices().getByText("~/.config/lambdesk/prices.toml")).toBeTruthy();
    expect(prices().getByRole("button", { name: "Copy the path" })).toBeTruthy();
  });

  it("that cannot be read say why, and are read again when asked", async () => {
    backend = await openPage();
    const read = backend.prices.bind(backend);
    backend.prices = async () => {
      throw { code: "other", message: "prices.toml cannot be read: line 3 is not TOML.", hint: "Mend it." };
    };
    await user.click(button("Settings"));
    await ofDialog("Prices…");
    expect((await prices().findByRole("alert")).textContent).toBe(
      "prices.toml cannot be read: line 3 is not TOML. Mend it.",
    );
    backend.prices = read;
    await ofDialog("Try again");
    expect(await prices().findByRole("option", { name: /^eu-west-1/ })).toBeTruthy();
  });
});
const listed = async (region: string) => (await backend.prices()).prices.find((it) => it.region === region)!;

describe("the durations over time", () => {
  const plot = () => screen.findByRole("listbox", { name: /^This request’s last/ });
  const marks = async () => within(await plot()).getAllByRole("option");
  const meant = async () =>
    document
      .getElementById((await plot()).getAttribute("aria-activedescendant")!)!
      .getAttribute("aria-label");
  const look = () => user.click(screen.getByRole("tab", { name: "Timeline" }));

  it("are those of the same request, with the one that is looked at among them", async () => {
    backend = await openPage("fake=past-runs");
    await invoke();
    await cost();
    await look();
    expect((await plot()).getAttribute("aria-label")).toMatch(
      /^This request’s last 34 invocations: median \d+ ms, slowest [\d.]+ s$/,
    );
    expect(await marks()).toHaveLength(34);
    expect(within(await plot()).getByRole("option", { selected: true }).ariaLabel).toMatch(
      /^today, .* version 3 · cold start · this one$/,
    );
    expect(screen.getByText(/^0 to [\d.]+ s$/)).toBeTruthy();
    expect(screen.getByRole("article", { name: "Attempt 1" })).toBeTruthy();
  });

  it("are walked through by arrows, and Enter opens one from the history", async () => {
    backend = await openPage("fake=past-runs");
    await invoke();
    await cost();
    await look();
    (await plot()).focus();
    expect(await meant()).toMatch(/this one$/);
    await user.keyboard("{Home}");
    expect(await meant()).toMatch(/780 ms · version 3 · cold start$/);
    await user.keyboard("{End}{ArrowLeft}{PageUp}{ArrowLeft}{ArrowLeft}{ArrowLeft}");
    expect(await meant()).toMatch(/240 ms · version 3 · function error$/);
    expect(screen.getByText(/240 ms · version 3 · function error$/)).toBeTruthy();
    await user.keyboard("{Enter}");
    expect(await screen.findByText("From the history")).toBeTruthy();
    expect(screen.getByText("Function error")).toBeTruthy();
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("tab", { name: "Response" })));
  });

  it("are not there for the first invocation, nor when they cannot be had", async () => {
    backend = await openPage();
    await invoke();
    await cost();
    await look();
    expect(await screen.findByRole("article", { name: "Attempt 1" })).toBeTruthy();
    expect(screen.queryByRole("listbox", { name: /last/ })).toBeNull();
    backend.sameRequest = async () => {
      throw { code: "other", message: "No.", hint: "" };
    };
    await invoke();
    await waitFor(() => expect(backend.calls.filter(([name]) => name === "invoke")).toHaveLength(2));
    expect(await screen.findByRole("article", { name: "Attempt 1" })).toBeTruthy();
    expect(screen.queryByRole("listbox", { name: /last/ })).toBeNull();
    expect(screen.queryByText("No.")).toBeNull();
  });

  it("that come late stand below the attempts, so that nothing jumps", async () => {
    backend = await openPage("fake=past-runs");
    const same = backend.sameRequest.bind(backend);
    let answer = () => {};
    backend.sameRequest = async (id) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return same(id);
    };
    await invoke();
    await cost();
    await look();
    const attempt = await screen.findByRole("article", { name: "Attempt 1" });
    answer();
    expect(attempt.compareDocumentPosition(await plot()) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });
});

describe("a request's past", () => {
  const past = (id: string, duration: number | null, differing: Partial<HistoryRow> = {}) =>
    ({
      id,
      duration,
      state: "succeeded",
      cold: false,
      version: "3",
      started_at: 0,
      ...differing,
    }) as HistoryRow;
  const now = { id: "now", duration: 90, outcome: { kind: "succeeded" } } as Invocation;

  it("is put in order; what has no duration is left out, but for the one that is looked at", () => {
    const rows = [past("now", null, { state: "running" }), past("b", null), past("a", 100)];
    expect(pointsOf(rows, now).map(({ id, duration, state }) => [id, duration, state])).toEqual([
      ["a", 100, "succeeded"],
      ["now", 90, "succeeded"],
    ]);
  });

  it("has a median of both in the middle, and shapes that differ", () => {
    const points = [
      past("a", 100),
      past("b", 300, { cold: true }),
      past("c", 200, { state: "rejected" }),
      past("now", 1000),
    ] as Point[];
    const { marks, figures, legend } = pastPlot(points, "now", Date.now());
    expect(figures).toBe("median 250 ms, slowest 1 s");
    expect(marks.map(({ shape }) => shape)).toEqual(["dot", "diamond", "square", "dot"]);
    expect(marks.map(({ y }) => y)).toEqual([0.1, 0.3, 0.2, 1]);
    expect(legend.map(({ words }) => words)).toEqual(["succeeded", "cold start", "failed", "this one"]);
  });

  it.each([
    [new Date(2026, 10, 12, 14, 3), "today, 14:03"],
    [new Date(2026, 10, 11, 23, 59), "11 Nov, 23:59"],
    [new Date(2025, 10, 12, 4, 3), "12 Nov 2025, 04:03"],
  ])("%s is said as %s", (moment, words) =>
    expect(shortMoment(moment.getTime(), new Date(2026, 10, 12, 20).getTime())).toBe(words),
  );
});
