// A response that is searched as a whole, and one that leaves for a file or an editor, on the fake backend.

import { EditorView } from "@codemirror/view";
import { cleanup, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PAGE, Pages } from "../src/features/result/pages.svelte";
import { fileName } from "../src/features/result/responseFile.svelte";
import { ResponseSearch } from "../src/features/result/responseSearch.svelte";
import { FakeBackend } from "../src/lib/backend.fake";
import type { FindStep } from "../src/lib/bindings/FindStep";
import type { FindSummary } from "../src/lib/bindings/FindSummary";
import { button, field, openPage, user } from "./page";

let backend: FakeBackend;
/** What is large takes a busy machine a while. */
const PATIENCE = { timeout: 20_000 };
const called = (name: string) => backend.calls.filter(([it]) => it === name).map(([, what]) => what);

/** Sends to a function of the fake, and waits for its answer. */
async function result(name: string, query = "", payload = "{}") {
  backend = await openPage(query);
  await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
  const text = EditorView.findFromDOM(field("Payload"))!;
  text.dispatch({ changes: { from: 0, to: text.state.doc.length, insert: payload } });
  await user.type(field("Function"), name);
  await user.click(button("Invoke"));
  await screen.findByRole("button", { name: "More for this response" }, PATIENCE);
}
beforeEach(() => localStorage.clear());
afterEach(cleanup);

describe("the search of a large response", { timeout: 60_000 }, () => {
  const find = () => field("Find in the whole response");
  const editor = () => screen.getByRole("textbox", { name: "Response body, one page of it" });
  const selected = () => {
    const { state } = EditorView.findFromDOM(editor())!;
    return state.sliceDoc(state.selection.main.from, state.selection.main.to);
  };
  const rows = () => within(screen.getByRole("list", { name: "Lines that were found" }));

  async function large(query = "") {
    await result("records", query);
    await screen.findByText(/^Bytes 1 to/, {}, PATIENCE);
  }
  async function searched(text: string, mode = "Text", query = "") {
    await large(query);
    await user.click(button("Search the whole response"));
    await user.click(screen.getByRole("radio", { name: mode }));
    await user.type(find(), text);
  }

  it("is opened by its sign or by Ctrl+F in the text, and gives the focus back", async () => {
    await large();
    await user.click(button("Search the whole response"));
    expect(document.activeElement).toBe(find());
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("search")).toBeNull();
    expect(document.activeElement).toBe(editor());
    await user.keyboard("{Control>}f{/Control}");
    await waitFor(() => expect(document.activeElement).toBe(find()));
    expect(document.querySelector(".cm-find")).toBeNull();
  });

  it("lists the lines, and goes from one to the other through the pages", async () => {
    await searched("DAMAGED");
    expect(await screen.findByText("74 found")).toBeTruthy();
    expect(rows().getAllByRole("button")[0]!.textContent).toMatch(/^Line\s900.*"damaged","by":"世界"/);
    await user.keyboard("{Enter}");
    expect(await screen.findByText("1 of 74 found")).toBeTruthy();
    await waitFor(() => expect(selected()).toBe("damaged"));
    await user.keyboard("{Shift>}{Enter}{/Shift}");
    expect(await screen.findByText("74 of 74 found")).toBeTruthy();
    await screen.findByText(/^Bytes 8,388,\d+ to/);
    await waitFor(() => expect(selected()).toBe("damaged"));
    await user.keyboard("{Enter}");
    await screen.findByText("1 of 74 found");
    await screen.findByText(/^Bytes 1 to/);
  });

  it("is walked by arrows, and a line is chosen by Enter", async () => {
    await searched("reason");
    await screen.findByText("74 found");
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(await screen.findByText("2 of 74 found")).toBeTruthy();
    const chosen = rows().getByRole("button", { current: true });
    expect(chosen.textContent).toMatch(/^Line\s1800/);
    expect(document.activeElement).toBe(chosen);
    await user.keyboard("{ArrowUp}{ArrowUp}");
    expect(document.activeElement).toBe(find());
  });

  it("goes to the first as soon as there is one, when Enter did not wait", async () => {
    await searched("damaged{Enter}");
    expect(await screen.findByText("1 of 74 found")).toBeTruthy();
    await waitFor(() => expect(selected()).toBe("damaged"));
  });

  it("counts all and lists the first 5,000", async () => {
    await searched("reserved");
    expect(await screen.findByText(/^66,\d+ found, the first 5,000 listed$/)).toBeTruthy();
  });

  it("tells capital from small letters only when asked", async () => {
    await searched("DAMAGED");
    await screen.findByText("74 found");
    await user.click(button("Match case"));
    expect(await screen.findByText("Nothing found")).toBeTruthy();
    expect(screen.queryByRole("list", { name: "Lines that were found" })).toBeNull();
  });

  it("says what is wrong with a pattern, at the field", async () => {
    await searched("ord_(", "Regex");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("cannot be read");
    expect(alert.textContent).toContain("backslash");
    expect(find().getAttribute("aria-invalid")).toBe("true");
    expect(find().getAttribute("aria-describedby")).toBe(alert.id);
    await user.type(find(), "\\d+7)");
    expect(await screen.findByText(/found/)).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("applies an expression to each line, and shows what it gives", async () => {
    await searched("refund.reason", "Expression");
    expect(await screen.findByText("74 found, 3 lines are no JSON")).toBeTruthy();
    expect(rows().getAllByRole("button")[0]!.textContent).toMatch(/^Line\s900\s*"damaged"$/);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(selected()).toMatch(/^\{"row":900,.*\}$/));
    expect((button("Match case") as HTMLButtonElement).disabled).toBe(true);
  });

  it("says how far it is, and stops", async () => {
    await searched("refund", "Text", "fake=slow-find");
    expect(await screen.findByText(/^\d+ so far, \d+%$/)).toBeTruthy();
    await user.click(button("Stop"));
    expect(await screen.findByText(/^\d+ found, stopped at \d+%$/)).toBeTruthy();
    expect(document.activeElement).toBe(find());
    const [{ search }] = called("findInResponse") as [{ search: string }];
    expect(called("cancel")).toContain(search);
  });

  it("goes on with the next response", async () => {
    await searched("damaged");
    await screen.findByText("74 found");
    await user.click(button("Invoke"));
    await waitFor(() => expect(called("findInResponse")).toHaveLength(2));
    expect(await screen.findByText("74 found")).toBeTruthy();
    expect(find().value).toBe("damaged");
    const ids = (called("findInResponse") as { id: string }[]).map(({ id }) => id);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it("leaves for the filter of the whole, which Rust may refuse", async () => {
    await large();
    await user.click(button("Search the whole response"));
    await user.click(button("Filter as JSON"));
    expect(screen.queryByRole("search")).toBeNull();
    await user.type(field("JMESPath"), "order");
    expect(await screen.findByText("The response is no JSON.")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("combobox", { name: "JMESPath" })).toBeNull();
    expect(document.activeElement).toBe(button("Search the whole response"));
  });
});

describe("a search", () => {
  const place = (offset: number) => ({ offset, length: 1, line: 1, before: "", text: "x", after: "" });
  const done = (count: number): FindSummary => ({ count, read: 10, not_json: 0, stopped: false });

  /** A search whose answers are given by hand. */
  function search() {
    const asked: {
      id: string;
      step: (step: FindStep) => void;
      end: (summary: FindSummary) => void;
    }[] = [];
    const cancelled: string[] = [];
    const fake = new FakeBackend();
    vi.spyOn(fake, "findInResponse").mockImplementation(
      (id, _, __, step) => new Promise((end) => asked.push({ id, step, end })),
    );
    vi.spyOn(fake, "cancel").mockImplementation(async (id) => void cancelled.push(id));
    const shown: number[] = [];
    const it = new ResponseSearch(fake, "one", 10, (offset) => shown.push(offset));
    return { it, asked, cancelled, shown };
  }

  it("waits for a pause, ends the one before, and takes nothing late from it", async () => {
    vi.useFakeTimers();
    const { it, asked, cancelled } = search();
    it.text = "a";
    it.typed();
    it.text = "ab";
    it.typed();
    await vi.advanceTimersByTimeAsync(260);
    expect(asked).toHaveLength(1);
    it.text = "abc";
    it.typed();
    await vi.advanceTimersByTimeAsync(260);
    expect(cancelled).toEqual([asked[0]!.id]);
    asked[0]!.step({ found: [place(1)], read: 9 });
    asked[0]!.end(done(1));
    await vi.advanceTimersByTimeAsync(1);
    expect([it.found.length, it.summary, it.running]).toEqual([0, null, true]);
    asked[1]!.step({ found: [place(2)], read: 5 });
    expect(it.words).toBe("1 so far, 50%");
    vi.useRealTimers();
  });

  it("takes places that come behind the end, and no more than 5,000", async () => {
    const { it, asked } = search();
    it.text = "a";
    void it.look();
    asked[0]!.end(done(6000));
    await vi.waitFor(() => expect(it.running).toBe(false));
    asked[0]!.step({ found: Array.from({ length: 5100 }, (_, n) => place(n)), read: 10 });
    expect(it.found).toHaveLength(5000);
    expect(it.words).toBe("6,000 found, the first 5,000 listed");
  });

  it("is ended when it is closed, or its response goes, and looks again when it is opened", () => {
    const { it, asked, cancelled } = search();
    it.text = "a";
    it.show();
    void it.look();
    it.close();
    expect(cancelled).toEqual([asked[0]!.id]);
    it.show();
    expect(asked).toHaveLength(2);
    it.destroy();
    expect(cancelled).toContain(asked[1]!.id);
  });
});

describe("what is found in a page", () => {
  async function shown(text: string, offset: number, length: number) {
    const bytes = new TextEncoder().encode(text);
    const pages = new Pages(async (from, count) => bytes.subarray(from, from + count), bytes.length);
    await pages.show(offset, length);
    const { state } = pages.session()!.view;
    const { from, to } = state.selection.main;
    const found = { page: pages.shown!.number, text: state.sliceDoc(from, to) };
    pages.destroy();
    return found;
  }
  const filled = "世".repeat(Math.ceil(PAGE / 3));
  const before = 3 * Math.ceil(PAGE / 3);

  it("is marked by its bytes, whatever stands before", async () => {
    expect(await shown(`${filled}äöü needle 世`, before + 7, 6)).toEqual({ page: 1, text: "needle" });
    expect(await shown(`Grüße\r\n世界\r\nneedle\r\n${filled}`, 17, 6)).toEqual({ page: 0, text: "needle" });
  });

  it("is marked as far as it is in the page", async () => {
    const cut = await shown(`${"a".repeat(PAGE - 3)}needle${"b".repeat(9)}`, PAGE - 3, 6);
    expect(cut).toEqual({ page: 0, text: "nee" });
  });
});

describe("a response that leaves", () => {
  const choose = async (name: RegExp) => {
    await user.click(button("More for this response"));
    await user.click(screen.getByRole("menuitem", { name }));
  };

  it("is saved in the form that is looked at, and it is said where", async () => {
    await result("orders");
    await choose(/^Save as/);
    expect(await screen.findByText("Saved to /disk/ada/orders-response.json")).toBeTruthy();
    expect(called("chooseResponse")).toEqual(["orders-response.json"]);
    await user.click(button("Raw"));
    await choose(/^Save as/);
    await waitFor(() => expect(called("saveResponse")).toHaveLength(2));
    expect((called("saveResponse") as { form: string }[]).map(({ form }) => form)).toEqual([
      "formatted",
      "received",
    ]);
  });

  it("is not saved when the dialog is closed", async () => {
    await result("orders");
    vi.spyOn(backend, "chooseResponse").mockResolvedValue(null);
    await choose(/^Save as/);
    expect(called("saveResponse")).toEqual([]);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is one at a time, and says so", async () => {
    await result("orders");
    let written = () => {};
    vi.spyOn(backend, "saveResponse").mockReturnValue(new Promise((resolve) => (written = resolve)));
    await choose(/^Save as/);
    expect(await screen.findByText("Saving…")).toBeTruthy();
    await user.click(button("More for this response"));
    for (const item of screen.getAllByRole("menuitem"))
      expect(item.getAttribute("aria-disabled")).toBe("true");
    written();
    expect(await screen.findByText(/^Saved to/)).toBeTruthy();
  });

  it("says why it could not be saved, until that is dismissed", async () => {
    await result("orders", "fake=unwritable");
    await choose(/^Save as/);
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("no room left");
    expect(alert.textContent).toContain("another disk");
    await user.click(button("Dismiss"));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("goes to a typed path where the system does not ask", async () => {
    await result("orders", "fake=no-save-dialog");
    await choose(/^Save as/);
    await user.type(await screen.findByRole("textbox", { name: "File" }), "orders.json{Enter}");
    expect(await screen.findByText("Type the whole path of a file.")).toBeTruthy();
    await user.clear(field("File"));
    await user.type(field("File"), "/disk/orders.json{Enter}");
    expect(await screen.findByText("Saved to /disk/orders.json")).toBeTruthy();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is opened as what it is", async () => {
    await result("orders");
    await choose(/^Open in an editor/);
    expect(await screen.findByText(/^Opened a copy/)).toBeTruthy();
    expect(called("openResponse")).toMatchObject([{ form: "formatted", ending: "json" }]);
  });

  it("is only saved when it is binary, and goes nowhere when it is empty", async () => {
    await result("binary");
    await user.click(button("More for this response"));
    expect(screen.getAllByRole("menuitem").map((item) => item.textContent)).toEqual(["Save as…"]);
    await user.click(screen.getByRole("menuitem"));
    expect(await screen.findByText("Saved to /disk/ada/binary-response.bin")).toBeTruthy();
    cleanup();
    await openPage();
    await user.click(screen.getAllByRole("button", { name: "New request" })[0]!);
    await user.type(field("Function"), "empty");
    await user.click(button("Invoke"));
    await screen.findByText("Succeeded");
    expect(screen.queryByRole("button", { name: "More for this response" })).toBeNull();
  });

  it("has a name that every system takes", () => {
    expect(fileName("orders-create", "json")).toBe("orders-create-response.json");
    expect(fileName("arn:aws:lambda:eu-west-1:123456789012:function:orders_create:live", "text")).toBe(
      "orders-create-response.txt",
    );
    expect(fileName("123456789012:function:orders", "binary")).toBe("orders-response.bin");
    expect(fileName("orders:live", "json")).toBe("orders-response.json");
    expect(fileName("{{ name }}/../x", "json")).toBe("name-x-response.json");
    expect(fileName("…", "json")).toBe("response.json");
  });
});
