// A response as a tree, on the fake backend: what is read in it, opened and copied, by keys and by the mouse.

import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import ResultPane from "../src/features/result/ResultPane.svelte";
import { Runs } from "../src/features/result/run.svelte";
import { FakeBackend } from "../src/lib/backend.fake";
import { inputOf } from "../src/lib/fake/input";
import { target } from "./samples";

const user = userEvent.setup();
const input = (returned: string) =>
  returned === "null" ? inputOf("nothing") : inputOf("echo", { payload: returned });

let copied: string[];
let runs: Runs;
/** A function that answers with this. */
async function answer(body: string) {
  const backend = new FakeBackend();
  backend.speed = 50;
  runs = new Runs(backend);
  await runs.invoke(input(body), target());
  const none = () => {};
  const rest = { sandboxRuns: true, modifier: "Ctrl", onsecret: none, onshare: none, onposition: none };
  render(ResultPane, { props: { runs, target: target(), ...rest } });
}
const form = (name: string) =>
  user.click(
    within(screen.getByRole("group", { name: "Form of the response" })).getByRole("button", { name }),
  );
const tree = () => screen.findByRole("tree", { name: "Response as a tree" });
async function asTree(body: string | object) {
  await answer(typeof body === "string" ? body : JSON.stringify(body));
  await form("Tree");
  (await tree()).focus();
}
const items = () => screen.getAllByRole("treeitem");
/** The rows from top to bottom, as they are read. */
const read = () => items().map((item) => item.textContent.replace(/\s+/g, " ").trim());
const row = (name: string) =>
  items().find((item) => item.textContent.replace(/\s+/g, " ").trim().startsWith(name))!;
const press = async (...keys: string[]) => {
  for (const key of keys) await user.keyboard(key);
};
/** The row that has the keys. */
const active = () => {
  const id = screen.getByRole("tree", { name: "Response as a tree" }).getAttribute("aria-activedescendant");
  return document.getElementById(id!)!;
};
const at = () => active().textContent.replace(/\s+/g, " ").trim();
async function choose(action: string) {
  await press("{Shift>}{F10}{/Shift}");
  await user.click(screen.getByRole("menuitem", { name: action }));
}
const base64 = (bytes: number[]) => btoa(String.fromCharCode(...bytes));
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAGAAAABAAgMAAACYWpqdAAAADFBMVEUZHCH1hTZMw4pssv9C1VyqAAAAM0lEQVR42mNgAIJQIFgFBP+BAMZnGJUYEAlsgiD+qMTASGATBPNHJQZEAqsgCIxKDIQEAFqO/R8Z/4RlAAAAAElFTkSuQmCC";

beforeEach(() => {
  localStorage.clear();
  copied = [];
  vi.spyOn(navigator.clipboard, "writeText").mockImplementation(async (text) => void copied.push(text));
});
afterEach(cleanup);

describe("a response as a tree", () => {
  it("shows every value as it was written, with the root and its first level open", async () => {
    await asTree('{"id":12345678901234567890,"price":1.10,"id":1e400,"a":[{"b":{}}],"none":null,"s":"x"}');
    expect(read()).toEqual([
      "{} 6 keys",
      "id: 12345678901234567890",
      "price: 1.10",
      "id: 1e400",
      "a: [] 1 item",
      "0: {} 1 key",
      "none: null",
      's: "x"',
    ]);
  });

  it("says of each row where it stands", async () => {
    await asTree({ a: [1, 2], b: {} });
    const told = items().map((item) =>
      ["level", "posinset", "setsize", "expanded"].map((it) => item.getAttribute(`aria-${it}`)),
    );
    expect(told).toEqual([
      ["1", "1", "1", "true"],
      ["2", "1", "2", "true"],
      ["3", "1", "2", null],
      ["3", "2", "2", null],
      ["2", "2", "2", null],
    ]);
  });

  it.each(["null", "17", '"word"', "{}", "[]"])("may be nothing but %s", async (body) => {
    await asTree(body);
    expect(items()).toHaveLength(1);
    expect(at()).toContain(body);
  });

  it("is walked with the keys of a tree", async () => {
    await asTree({ a: { b: { c: 1 } }, d: { e: 2 }, f: 3 });
    await press("{ArrowDown}", "{ArrowRight}");
    expect(at()).toBe("b: {} 1 key");
    await press("{ArrowRight}", "{ArrowRight}");
    expect(at()).toBe("c: 1");
    await press("{ArrowLeft}", "{ArrowLeft}");
    expect(active().getAttribute("aria-expanded")).toBe("false");
    await press("{ArrowLeft}");
    expect(at()).toBe("a: {} 1 key");
    await press("{Enter}");
    expect(read()).not.toContain("b: {} 1 key");
    await press(" ", "{End}");
    expect(at()).toBe("f: 3");
    await press("{Home}");
    expect(at()).toBe("{} 3 keys");
    await press("{PageDown}");
    expect(at()).toBe("f: 3");
    await press("{PageUp}");
    expect(at()).toBe("{} 3 keys");
  });

  it("opens all siblings with a star", async () => {
    await asTree([{ a: { x: 1 }, b: { y: [2] }, c: 3 }]);
    await press("{ArrowDown}", "{ArrowDown}", "*");
    expect(read()).toEqual(expect.arrayContaining(["x: 1", "y: [] 1 item"]));
    expect(at()).toBe("a: {} 1 key");
  });

  it("moves the keys to what was closed around them", async () => {
    await asTree({ a: [1, 2, 3], b: 4 });
    await press("{ArrowDown}", "{ArrowDown}", "{ArrowDown}");
    await user.click(row("a:"));
    expect(at()).toBe("a: [] 3 items");
    expect(read()).toEqual(["{} 2 keys", "a: [] 3 items", "b: 4"]);
  });

  it("has only the rows in sight in the page, of 600,000", async () => {
    await asTree(`[${"0,".repeat(599_999)}1]`);
    expect(items().length).toBeLessThan(80);
    await press("{End}");
    expect(at()).toBe("599999: 1");
    expect(active().getAttribute("aria-setsize")).toBe("600000");
    await press("{ArrowLeft}");
    expect(at()).toBe("[] 600,000 items");
  });

  it("bears a body that is nested a hundred thousand times", async () => {
    const runsDeep = "[".repeat(100_000) + "]".repeat(100_000);
    const { ResponseTree } = await import("../src/features/result/tree/responseTree.svelte");
    const deep = ResponseTree.of(runsDeep)!;
    for (let level = 1; level < 60; level += 1) deep.fold(level, true);
    expect(deep.row(59)).toMatchObject({ level: 60, deep: true });
    expect(deep.row(59).indent).toBeLessThan(300);
    expect(deep.pathOf(59).path).toBe("[0]".repeat(59));
  });

  it("is kept with what is open and where one was, as long as the result is", async () => {
    await asTree({ a: { b: { c: 1 } } });
    await press("{ArrowDown}", "{ArrowDown}", "{ArrowRight}");
    await user.click(screen.getByRole("tab", { name: "Timeline" }));
    await user.click(screen.getByRole("tab", { name: "Response" }));
    await tree();
    expect(read()).toContain("c: 1");
    expect(at()).toBe("b: {} 1 key");
  });

  it("is how the next result is looked at, too", async () => {
    await asTree({ a: 1 });
    cleanup();
    await answer('{"b":2}');
    await tree();
    expect(read()).toEqual(["{} 1 key", "b: 2"]);
  });

  it("leaves it to the copy button to copy the text, laid out", async () => {
    await asTree('{"a":1}');
    await user.click(await screen.findByRole("button", { name: "Copy" }));
    await waitFor(() => expect(copied).toEqual(['{\n  "a": 1\n}']));
  });

  it("makes visible what would spoil a line", async () => {
    await asTree({ "a\u202eb": "x\u202ey\nz" });
    expect(read()[1]).toMatch(/^a⟨U\+202E⟩b: "x⟨U\+202E⟩y␊z"/);
  });
});

describe("copying from the tree", () => {
  const BODY = '{"orders":[{"strange key":"line\\n\\"two\\"","n":1.10}]}';

  it("takes the value by keys, and says so", async () => {
    await asTree(BODY);
    await press("{ArrowDown}", "{ArrowRight}", "{ArrowRight}", "{ArrowRight}", "{Control>}c{/Control}");
    expect(await screen.findByText("Value copied.")).toBeTruthy();
    await press("{ArrowDown}", "{Control>}c{/Control}", "{ArrowLeft}", "{Control>}c{/Control}");
    expect(copied.at(0)).toBe('line\n"two"');
    expect(copied.at(-1)).toBe('{"strange key":"line\\n\\"two\\"","n":1.10}');
  });

  it("takes the JSON and the path from the menu, which gives the keys back", async () => {
    await asTree(BODY);
    await press("{ArrowDown}", "{ArrowRight}", "{ArrowRight}", "{ArrowRight}");
    await choose("Copy path");
    await choose("Copy as JSON");
    await waitFor(() => expect(copied).toEqual(['orders[0]."strange key"', '"line\\n\\"two\\""']));
    expect(document.activeElement).toBe(await tree());
  });
});

describe("a string that holds something", () => {
  it("opens as the JSON that it is, which may hold more", async () => {
    const inner = JSON.stringify({ id: 1, more: JSON.stringify([true]) });
    await asTree(`{"statusCode":200,"body":${JSON.stringify(inner)}}`);
    expect(row("body:").textContent).toContain("JSON in a string");
    await press("{End}", "{ArrowRight}", "{ArrowRight}");
    expect(at()).toBe("id: 1");
    expect(active().getAttribute("aria-level")).toBe("3");
    await press("{ArrowDown}", "{ArrowRight}", "{ArrowRight}");
    expect(at()).toBe("0: true");
    await choose("Copy path within the string");
    await waitFor(() => expect(copied).toEqual(["[0]"]));
    await press("{ArrowLeft}", "{ArrowLeft}", "{ArrowLeft}");
    expect(at()).toMatch(/^body:/);
  });

  it("can be shown as plain text instead", async () => {
    await asTree({ body: `[${"1, ".repeat(30)}1]` });
    await press("{End}", "{ArrowRight}");
    expect(row("30:")).toBeTruthy();
    await choose("Show as plain text");
    expect(row("30:")).toBeUndefined();
    expect(read().at(-1)).toMatch(/1\]$/);
    await choose("Show what it holds");
    expect(row("30:")).toBeTruthy();
  });

  it("folds to one line when it is long, and opens to lines of which only those in sight are in the page", async () => {
    const long = "word ".repeat(1_000_000);
    await asTree({ long });
    expect(document.body.textContent.length).toBeLessThan(20_000);
    expect(row("long:").textContent).toContain("5,000,000 characters");
    await press("{End}", "{ArrowRight}", "{ArrowRight}");
    expect(at()).toMatch(/^word word/);
    expect(items().length).toBeLessThan(80);
    await press("{Control>}c{/Control}");
    expect(copied[0]).toBe(long);
  });

  it("is decoded where it is base64 of JSON, text or bytes", async () => {
    const bytes = base64(Array.from({ length: 64 }, (_, n) => (n * 37 + 129) & 255));
    await asTree({
      json: btoa('{"sub":"ada","n":1}'),
      text: btoa("Hello there, this is text."),
      bytes,
      digest: "d41d8cd98f00b204e9800998ecf8427e",
      word: "InternalServerErrors",
    });
    const remarks = ["Base64 of JSON", "Base64 of text", "Base64 of 64 bytes"];
    for (const [n, name] of ["json:", "text:", "bytes:"].entries()) {
      expect(row(name).textContent).toContain(remarks[n]);
      await user.click(row(name));
    }
    expect(row("sub:").textContent).toContain('"ada"');
    expect(read()).toContain("Hello there, this is text.");
    expect(row("0030").textContent).toMatch(/71 96 bb/);
    for (const name of ["digest:", "word:"]) expect(row(name).getAttribute("aria-expanded")).toBeNull();
    await fireEvent.contextMenu(row("text:"));
    await user.click(screen.getByRole("menuitem", { name: "Copy decoded" }));
    expect(copied).toEqual(["Hello there, this is text."]);
  });

  it("is decoded, short as it is, where an API's answer says that it is base64", async () => {
    await asTree({ isBase64Encoded: true, body: btoa("hi") });
    await press("{End}", "{ArrowRight}", "{ArrowRight}");
    expect(at()).toBe("hi");
  });

  it("shows a picture by its bytes, and nothing that could run", async () => {
    const svg = btoa('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>');
    await asTree({
      png: PNG,
      url: `data:image/jpeg;base64,${PNG}`,
      svg: `data:image/svg+xml;base64,${svg}`,
      posing: `data:image/png;base64,${svg}`,
      html: "<img src=x onerror=alert(1)>",
    });
    for (const name of ["png:", "url:", "svg:", "posing:"]) await user.click(row(name));
    const pictures = screen.getAllByRole<HTMLImageElement>("img", { name: /PNG picture, 96 × 64$/ });
    expect(pictures.map((it) => it.src)).toEqual([1, 2].map(() => `data:image/png;base64,${PNG}`));
    expect(document.querySelectorAll("[role=tree] img")).toHaveLength(2);
    expect(document.querySelector("[role=tree] [onerror], [role=tree] [onload]")).toBeNull();
    // One step passes a picture, however high it is.
    await user.click(row("png:"));
    await user.click(row("png:"));
    await press("{ArrowDown}", "{ArrowDown}");
    expect(at()).toMatch(/^url:/);
    await press("{ArrowUp}", "{ArrowUp}");
    expect(at()).toMatch(/^png:/);
  });

  it("draws no picture that would unpack to gigabytes", async () => {
    const huge = Uint8Array.from(atob(PNG), (letter) => letter.charCodeAt(0));
    huge.set([0, 1, 0, 0, 0, 1, 0, 0], 16);
    await asTree({ huge: base64([...huge]) });
    await press("{End}", "{ArrowRight}");
    expect(document.querySelector("[role=tree] img")).toBeNull();
    expect(row("0000").textContent).toMatch(/89 50 4e 47/);
  });
});
