// Two results that are compared, as a person does it, on the fake backend.

import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { candidateIn, candidateOf, SameRequest } from "../src/app/comparison.svelte";
import type { ComparedResult } from "../src/features/compare/comparedResult";
import { Comparing } from "../src/features/compare/comparing.svelte";
import { ignoredPathOf, pathsOf, summaryOf } from "../src/features/compare/words";
import { Finished } from "../src/features/result/run.svelte";
import type { Backend } from "../src/lib/backend";
import type { Comparison } from "../src/lib/bindings/Comparison";
import type { FakeBackend } from "../src/lib/backend.fake";
import { compared } from "../src/lib/fake/compare";
import { failure } from "../src/lib/fake/failure";
import { button, field, openPage, user } from "./page";
import { target } from "./samples";

let backend: FakeBackend;
const result = () => within(screen.getByRole("region", { name: "Result" }));
const said = (words: RegExp | string) => result().findByText(words);
const tab = (name: string) => result().getByRole("tab", { name });
const rows = () => within(screen.getByRole("list", { name: "Differences" })).getAllByRole("listitem");
const chips = () => screen.queryByRole("list", { name: "Ignored paths" });
const invocations = () => backend.calls.filter(([name]) => name === "invoke").length;
const asked = (name: string) => backend.calls.filter(([called]) => called === name).map(([, what]) => what);

/** Sends a body that comes back as it is. */
async function comesBack(body: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  backend.scripts.push({ body: text, delay: 1 });
  const before = invocations();
  await user.click(button("Invoke"));
  await waitFor(() => expect(invocations()).toBe(before + 1));
  await waitFor(() => expect(result().queryByText(/Nothing yet/)).toBeNull());
  await waitFor(() => expect(screen.getByRole("region", { name: "Result" }).ariaBusy).not.toBe("true"));
  // So that the next one is newer.
  await new Promise((over) => setTimeout(over, 90));
}
async function both(one: unknown, other: unknown, query = "") {
  backend = await openPage(query);
  await comesBack(one);
  await comesBack(other);
  await user.click(tab("Compare"));
  await result().findByRole("tablist", { name: "What is compared" });
}
async function ofHistory(words: string) {
  backend = await openPage("fake=history");
  await user.click(screen.getByRole("tab", { name: "History" }));
  await user.click((await screen.findAllByRole("option")).find((it) => it.textContent?.includes(words))!);
}

beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("a result beside another", () => {
  it("is said to have nothing beside it before there is another", async () => {
    backend = await openPage();
    await comesBack({});
    await user.click(tab("Compare"));
    expect(await said("Invoke again, or open another result: then the two can be compared.")).toBeTruthy();
  });

  it("says that others are looked for when that takes a while, and nothing when it does not", async () => {
    backend = await openPage();
    await comesBack({});
    const works = backend.sameRequest.bind(backend);
    let answer = () => {};
    backend.sameRequest = async (id) => {
      await new Promise<void>((over) => (answer = over));
      return works(id);
    };
    await user.click(tab("Compare"));
    expect(result().queryByText(/^Looking for/)).toBeNull();
    expect(await said("Looking for other results of this request…")).toBeTruthy();
    answer();
    expect(await said("Nothing to compare with yet")).toBeTruthy();
    expect(result().queryByText(/^Looking for/)).toBeNull();
  });

  it("says why others cannot be looked for, and looks again when asked", async () => {
    backend = await openPage();
    await comesBack({ a: 1 });
    await comesBack({ a: 2 });
    const works = backend.sameRequest.bind(backend);
    backend.sameRequest = () =>
      Promise.reject(failure("other", "The history is locked.", "Close the other program."));
    await user.click(tab("Compare"));
    expect(await said("The history is locked.")).toBeTruthy();
    expect(await said("Close the other program.")).toBeTruthy();
    expect(result().queryByText("Nothing to compare with yet")).toBeNull();
    await user.click(button("Try again"));
    expect(await said("The history is locked.")).toBeTruthy();
    backend.sameRequest = works;
    await user.click(button("Try again"));
    expect(await said("1 difference.")).toBeTruthy();
    expect(document.activeElement).toBe(result().getByRole("button", { name: /^Compare with/ }));
  });

  it("says why the other cannot be read, and reads it again when asked", async () => {
    backend = await openPage();
    await comesBack({ a: 1 });
    await comesBack({ a: 2 });
    const works = backend.historyEntry.bind(backend);
    backend.historyEntry = () => Promise.reject(failure("other", "It cannot be read.", "Look at the disk."));
    await user.click(tab("Compare"));
    expect(await said("It cannot be read.")).toBeTruthy();
    expect(await said("Look at the disk.")).toBeTruthy();
    backend.historyEntry = works;
    await user.click(button("Try again"));
    expect(await said("1 difference.")).toBeTruthy();
  });

  it("lies beside the one before, the older at the left, and tells what became of each place", async () => {
    await both({ state: "NEW", note: "x", items: [{ qty: 2 }] }, { state: "OLD", items: [{ qty: 3 }, {}] });
    expect(await said("4 differences.")).toBeTruthy();
    expect(rows().map((row) => row.textContent?.replaceAll(/\s+/g, " ").trim())).toEqual([
      expect.stringMatching(/^≠Changed state older"NEW" ?newer"OLD" Ignore$/),
      expect.stringMatching(/^−Removed note older"x" ?– Ignore$/),
      expect.stringMatching(/^≠Changed items\[0\].qty older2 ?newer3 Ignore$/),
      expect.stringMatching(/^\+Added items\[1\] – ?newer\{\} Ignore$/),
    ]);
    const heads = [
      ...screen.getByRole("region", { name: "Older result" }).parentElement!.querySelectorAll("section"),
    ];
    expect(heads.map((it) => it.ariaLabel ?? it.getAttribute("aria-label"))).toEqual([
      "Older result",
      "Newer result",
    ]);
    expect(heads[1]!.textContent).toContain("this result");
  });

  it("is compared with the next result as it is looked at", async () => {
    await both({ a: 1 }, { a: 2 });
    expect(await said("1 difference.")).toBeTruthy();
    await comesBack({ a: 2 });
    expect(await said("Both are the same.")).toBeTruthy();
  });

  it("keeps what was chosen when the next result comes", async () => {
    backend = await openPage();
    await comesBack({ a: 1 });
    await comesBack({ a: 2 });
    await comesBack({ a: 3 });
    await user.click(tab("Compare"));
    await user.click(await result().findByRole("button", { name: /^Compare with/ }));
    await user.click(screen.getAllByRole("menuitemradio").at(-1)!);
    await waitFor(() => expect(rows()[0]!.textContent).toMatch(/older1\s*newer3/));
    await comesBack({ a: 4 });
    await waitFor(() => expect(rows()[0]!.textContent).toMatch(/older1\s*newer4/));
  });

  it("says when only the order of keys differs, and when nothing does", async () => {
    await both('{"a": 1, "b": 2}', '{"b": 2, "a": 1}');
    expect(await said(/They say the same\. Only the order of keys/)).toBeTruthy();
    cleanup();
    await both('{"a": 1}', '{"a": 1}');
    expect(await said("Both are the same.")).toBeTruthy();
  });

  it("is compared as text where one is no JSON, and where that is wanted", async () => {
    await both("plain words", '{"a": 1}');
    expect(await said(/One of them is no JSON/)).toBeTruthy();
    expect(result().getByRole("textbox", { name: "Response, the older" }).textContent).toContain(
      "plain words",
    );
    cleanup();
    await both({ a: 1 }, { a: 2 });
    await user.click(await result().findByRole("button", { name: "Text" }));
    expect((await result().findByRole("textbox", { name: "Response, the newer" })).textContent).toContain(
      '"a": 2',
    );
    await user.click(tab("Log"));
    expect(await result().findByRole("textbox", { name: "Log, the older" })).toBeTruthy();
    expect(result().queryByRole("button", { name: "Structure" })).toBeNull();
  });

  it("says what cannot be compared at all", async () => {
    backend = await openPage();
    backend.scripts.push({ body: Uint8Array.of(0xff, 0xfe, 0), delay: 1 });
    await user.click(button("Invoke"));
    await said("Succeeded");
    await new Promise((over) => setTimeout(over, 90));
    await comesBack({ a: 1 });
    await user.click(tab("Compare"));
    expect(await said("The older response is 3 bytes that are neither JSON nor text.")).toBeTruthy();
    expect(asked("comparedText")).toEqual([]);
  });

  it("can be of another tab, or of the history", async () => {
    backend = await openPage("fake=history");
    await comesBack({ a: 1 });
    await user.click(button("New request"));
    await user.type(field("Function"), "orders");
    await comesBack({ a: 5 });
    await user.click(tab("Compare"));
    await waitFor(() => expect(rows()[0]!.textContent).toMatch(/older1\s*newer5/));
    await user.click(result().getByRole("button", { name: /^Compare with/ }));
    expect(screen.getByRole("group", { name: "In other tabs" }).textContent).toContain("Echo");
    await user.click(screen.getByRole("menuitem", { name: "Any from the history…" }));
    expect(await screen.findByText(/Choose another to compare with/)).toBeTruthy();
    const list = screen.getByRole("listbox", { name: /Invocations/ });
    await waitFor(() => expect(document.activeElement).toBe(list));
    await user.click(
      (await within(list).findAllByRole("option")).find((it) =>
        it.textContent?.includes("Nightly settlement"),
      )!,
    );
    await waitFor(() => expect(rows()[0]!.textContent).toContain("settled"));
    expect(screen.queryByText(/Choose another to compare with/)).toBeNull();
    await waitFor(() => expect(document.activeElement?.textContent).toContain("Nightly settlement"));
  });

  it("is reached from the tab's menu", async () => {
    backend = await openPage();
    await comesBack({ a: 1 });
    await comesBack({ a: 2 });
    const open = within(screen.getByRole("tablist", { name: "Open requests" })).getByRole("tab");
    open.focus();
    await user.keyboard("{Shift>}{F10}{/Shift}");
    await user.click(screen.getByRole("menuitem", { name: "Compare with another result" }));
    expect(tab("Compare").ariaSelected ?? tab("Compare").getAttribute("aria-selected")).toBe("true");
  });
});

describe("what does not matter", () => {
  const ONE = { meta: { id: "1" }, items: [{ at: 1 }, { at: 2 }], total: 1 };
  const OTHER = { meta: { id: "2" }, items: [{ at: 3 }, { at: 4 }], total: 2 };

  it("is ignored in every item of a list, until that is taken back", async () => {
    await both(ONE, OTHER);
    await said("4 differences.");
    await user.click(screen.getAllByRole("button", { name: "Ignore items[*].at" })[0]!);
    expect(await said("2 differences; 2 more under ignored paths.")).toBeTruthy();
    expect(chips()!.textContent).toContain("items[*].at");
    // What comes next of the same function is looked at likewise.
    await comesBack({ ...OTHER, total: 3, items: [{ at: 5 }, { at: 6 }] });
    expect(await said(/2 more under ignored paths/)).toBeTruthy();
    await user.click(button("Compare items[*].at again"));
    expect(await said("3 differences.")).toBeTruthy();
    expect(chips()).toBeNull();
  });

  it("is typed, several at once, and what cannot be read is said there", async () => {
    await both(ONE, OTHER);
    await user.type(await result().findByRole("textbox", { name: "Ignore" }), "**.id, total{Enter}");
    expect(await said("2 differences; 2 more under ignored paths.")).toBeTruthy();
    expect(within(chips()!).getAllByRole("listitem")).toHaveLength(2);
    cleanup();
    await both(ONE, OTHER);
    await user.type(await result().findByRole("textbox", { name: "Ignore" }), "meta..id{Enter}");
    expect((await result().findByRole("alert")).textContent).toContain("“meta..id” cannot be read");
    expect(result().getByRole("textbox", { name: "Ignore" }).ariaInvalid ?? "true").toBe("true");
  });

  it("is ignored and opened by keys alone, and the focus stays in the list", async () => {
    await both(ONE, OTHER);
    await said("4 differences.");
    const heads = () => rows().map((row) => row.querySelector("button")!);
    heads()[0]!.focus();
    await user.keyboard("{ArrowDown}{Enter}");
    expect(heads()[1]!.getAttribute("aria-expanded")).toBe("true");
    await user.keyboard("{ArrowUp}{Delete}");
    await said("3 differences; 1 more under ignored paths.");
    await waitFor(() => expect(document.activeElement).toBe(heads()[0]));
    await user.keyboard("{Delete}");
    await said("1 difference; 3 more under ignored paths.");
    await waitFor(() => expect(document.activeElement).toBe(heads()[0]));
    await user.keyboard("{Delete}");
    await said("No difference but 4 under ignored paths.");
    await waitFor(() => expect(document.activeElement).toBe(within(chips()!).getAllByRole("button").at(-1)));
  });

  it("in a response may matter in a payload", async () => {
    await both(ONE, OTHER);
    await said("4 differences.");
    await user.click(button("Ignore total"));
    await said(/1 more under ignored paths/);
    await user.click(tab("Payload"));
    expect(await said("Both are the same.")).toBeTruthy();
    expect(chips()).toBeNull();
    expect(asked("compareResults").at(-1)).toMatchObject({ part: "payload", ignored: [] });
  });
});

describe("a failure", () => {
  it("leads to the last success with the same request", async () => {
    await ofHistory("missing customer");
    expect((await said(/^Last success/)).textContent).toMatch(
      /^Last success\swith this request: \d\d:\d\d, version 3\.$/,
    );
    await user.click(button("Compare with it"));
    expect(await screen.findByRole("list", { name: "Differences" })).toBeTruthy();
    expect(tab("Compare")).toBe(document.activeElement);
    expect(screen.getByRole("region", { name: "Newer result" }).textContent).toContain("Succeeded");
    expect(screen.getByRole("region", { name: "Older result" }).textContent).toContain("this result");
  });

  it("says that there was none, and nothing when that is not known", async () => {
    backend = await openPage();
    await user.click(button("Function that fails"));
    await user.click(button("Invoke"));
    expect(await said("The history has no success with this request.")).toBeTruthy();
    cleanup();
    backend = await openPage();
    backend.sameRequest = () => Promise.reject(new Error("locked"));
    await user.click(button("Function that fails"));
    await user.click(button("Invoke"));
    await said("Function error");
    await new Promise((over) => setTimeout(over, 120));
    expect(result().queryByText(/success/)).toBeNull();
    expect(screen.queryByText(/locked/)).toBeNull();
  });
});

describe("what is asked", () => {
  const side = (id: string, differing: Partial<ComparedResult> = {}): ComparedResult => ({
    id,
    title: "orders",
    state: "Succeeded",
    tone: "ok",
    label: null,
    startedAt: 1,
    when: "Today, 10:00",
    duration: 1,
    version: "3",
    profile: "Staging",
    region: "eu-west-1",
    environment: null,
    response: "json",
    responseBytes: 9,
    leftOut: 0,
    log: null,
    ...differing,
  });
  const comparison = (path: string): Comparison => ({
    differences: [{ path, change: "changed", one: "1", other: "2" }],
    more: 0,
    ignored: 0,
    problems: [],
    unlike: null,
  });

  it("is answered by the answer to the newest question, and waiting is said after a while", async () => {
    vi.useFakeTimers();
    try {
      const answers: ((found: Comparison) => void)[] = [];
      const compareResults = () => new Promise<Comparison>((answer) => answers.push(answer));
      const comparing = new Comparing({ compareResults } as unknown as Backend, side("1"), side("2"));
      void comparing.ask("response", "structure", []);
      void comparing.ask("payload", "structure", []);
      await vi.advanceTimersByTimeAsync(299);
      expect(comparing.slow).toBe(false);
      await vi.advanceTimersByTimeAsync(2);
      expect(comparing.slow).toBe(true);
      answers[0]!(comparison("stale"));
      await vi.advanceTimersByTimeAsync(1);
      expect(comparing.shown).toBeNull();
      answers[1]!(comparison("fresh"));
      await vi.advanceTimersByTimeAsync(1);
      expect(comparing.shown).toMatchObject({ kind: "structure", rows: [{ path: "fresh" }] });
      expect(comparing.slow).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  it("may fail, and may be asked again", async () => {
    await both({ a: 1 }, { a: 2 });
    await said("1 difference.");
    const works = backend.compareResults.bind(backend);
    backend.compareResults = () =>
      Promise.reject({
        code: "other",
        message: "It is gone.",
        hint: "Invoke again.",
        problems: [],
        demand: null,
      });
    await user.click(tab("Payload"));
    expect(await said("It is gone.")).toBeTruthy();
    expect(await said("Invoke again.")).toBeTruthy();
    backend.compareResults = works;
    await user.click(button("Try again"));
    expect(await said("Both are the same.")).toBeTruthy();
  });

  it("says that long texts are compared in part, and what was not kept", async () => {
    const long = new TextEncoder().encode(`${"x".repeat(2 * 1024 * 1024 - 1)}ü`).slice(0, 2 * 1024 * 1024);
    const texts: Record<string, Uint8Array> = { 1: long, 2: Uint8Array.of(120) };
    const comparedText = async (id: string) => texts[id]!.buffer as ArrayBuffer;
    const comparing = new Comparing({ comparedText } as unknown as Backend, side("1"), side("2"));
    await comparing.ask("response", "text", []);
    const { shown } = comparing;
    expect(shown).toMatchObject({ notes: ["They are long: the first 2 MB of each are compared."] });
    expect(shown?.kind === "text" && shown.one.endsWith("x")).toBe(true);
  });

  it("does not need what is not there", async () => {
    const nothing = new Comparing(
      {} as Backend,
      side("1", { response: null }),
      side("2", { response: null }),
    );
    await nothing.ask("response", "structure", []);
    expect(nothing.shown).toEqual({ kind: "nothing", words: "Neither has a response." });
    await nothing.ask("log", "text", []);
    expect(nothing.shown).toEqual({ kind: "nothing", words: "Neither has a log." });
  });
});

describe("what a result may lie beside", () => {
  it("leaves out what did not run, what runs, and itself", async () => {
    await ofHistory("missing customer");
    const page = await backend.historyPage({
      text: "",
      state: null,
      function: "orders-create",
      profile: null,
      since: null,
      until: null,
      pinned: false,
      before: null,
      limit: 10,
    });
    const [newest, failed, oldest] = page.rows;
    const all = [
      { ...newest!, id: "queued", status: 202 },
      { ...newest!, id: "running", state: "running" as const },
      failed!,
      oldest!,
    ];
    const { invocation } = await backend.historyEntry(failed!.id);
    const finished = new Finished(backend, invocation!, target(), {
      kept: { at: 0, leftOut: 0, masked: false, profileGone: false },
    });
    const same = new SameRequest({ sameRequest: async () => all } as unknown as Backend, finished);
    await same.look();
    expect(same.rows!.map(({ id }) => id)).toEqual(["queued", oldest!.id]);
    expect(same.lastSuccess!.id).toBe(oldest!.id);
    expect(candidateOf(same.rows![0]!).state).toBe("Queued");
    expect(candidateIn(finished, "Create order").state).toBe("Function error");
  });
});

describe("the words", () => {
  it("name the same place of every item, but never a part of a name", () => {
    expect(ignoredPathOf("items[3].updated")).toBe("items[*].updated");
    expect(ignoredPathOf('a."b[1]"[20][3]')).toBe('a."b[1]"[*][*]');
    expect(pathsOf(' meta.requestId, "a,b".c ,, **.etag')).toEqual(["meta.requestId", '"a,b".c', "**.etag"]);
  });

  it("count", () => {
    const found = { differences: [], more: 1204, ignored: 2, problems: [], unlike: null };
    expect(summaryOf(found, "")).toBe("1,204 differences; 2 more under ignored paths.");
    expect(summaryOf({ ...found, more: 0 }, "")).toBe("No difference but 2 under ignored paths.");
    expect(summaryOf({ ...found, more: 0, ignored: 0 }, "Both are the same.")).toBe("Both are the same.");
  });
});

describe("the fake", () => {
  it("ignores by pattern, below it too", () => {
    const one = '{"meta":{"etag":1,"a":1},"items":[{"updated":1,"x":{"etag":1}}],"b-c":1}';
    const other = '{"meta":{"etag":2,"a":2},"items":[{"updated":2,"x":{"etag":2}}],"b-c":2}';
    const left = (...ignored: string[]) => compared(one, other, ignored).differences.map(({ path }) => path);
    expect(left()).toEqual(["meta.etag", "meta.a", "items[0].updated", "items[0].x.etag", '"b-c"']);
    expect(left("**.etag")).toEqual(["meta.a", "items[0].updated", '"b-c"']);
    expect(left("meta", "items[*].*")).toEqual(['"b-c"']);
    expect(left("items[0].x", '"b-c"')).toEqual(["meta.etag", "meta.a", "items[0].updated"]);
    expect(compared(one, "no", []).unlike).toContain("no JSON");
  });
});
