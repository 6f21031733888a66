// The tree as a control: keys, names typed in place, carrying, and ten thousand rows.

import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TreeNode } from "../src/components/tree/rows";
import { user } from "./page";
import TreeProbe from "./TreeProbe.svelte";

const leaf = (id: string, label = id): TreeNode => ({ id, label, children: null });
const folder = (id: string, label: string, ...children: TreeNode[]): TreeNode => ({ id, label, children });
const ROOTS = [
  folder("folder", "Orders", leaf("a", "Create"), leaf("b", "Cancel"), leaf("c", "Refund")),
  folder("shut", "Nightly", leaf("d", "Dry run")),
  leaf("fixed", "Echo"),
];

let heard: string[];
function open(roots = ROOTS) {
  heard = [];
  render(TreeProbe, { roots, said: (what: string) => void heard.push(what) });
}
const tree = () => screen.getByRole("tree", { name: "Things" });
const names = () =>
  screen
    .getAllByRole("treeitem")
    .toSorted((a, b) => parseInt(a.style.top) - parseInt(b.style.top))
    .map((it) => it.textContent!.trim());
/** What the tree says has the keys. */
const current = () =>
  document.getElementById(tree().getAttribute("aria-activedescendant")!)?.textContent?.trim();
const press = async (keys: string) => user.keyboard(keys);

beforeEach(() => open());
afterEach(cleanup);

describe("a tree", () => {
  it("says level, place and size of each row, and what is open", () => {
    expect(names()).toEqual(["Orders", "Create", "Cancel", "Refund", "Nightly", "Echo"]);
    const [orders, create] = screen.getAllByRole("treeitem");
    expect([orders!.getAttribute("aria-level"), orders!.getAttribute("aria-expanded")]).toEqual([
      "1",
      "true",
    ]);
    expect(orders!.getAttribute("aria-setsize")).toBe("3");
    expect([create!.getAttribute("aria-posinset"), create!.getAttribute("aria-expanded")]).toEqual([
      "1",
      null,
    ]);
  });

  it("begins where one is, and goes with the arrows", async () => {
    tree().focus();
    await expect.poll(current).toBe("Refund");
    await press("{ArrowDown}");
    expect(current()).toBe("Nightly");
    await press("{ArrowRight}");
    expect(names()).toContain("Dry run");
    await press("{ArrowRight}");
    expect(current()).toBe("Dry run");
    await press("{ArrowLeft}");
    expect(current()).toBe("Nightly");
    await press("{ArrowLeft}");
    expect(names()).not.toContain("Dry run");
    await press("{Home}{ArrowUp}");
    expect(current()).toBe("Orders");
    await press("{End}{ArrowDown}");
    expect(current()).toBe("Echo");
  });

  it("finds by letters, opens, and hands on what is not its own", async () => {
    tree().focus();
    await press("{Home}ca");
    expect(current()).toBe("Cancel");
    await press("{Enter}{Delete}{Shift>}{F10}{/Shift}");
    expect(heard).toEqual(["open b", "delete b", "menu b"]);
  });

  it("opens with a click, and folds", async () => {
    await user.click(screen.getByText("Create"));
    expect(heard).toEqual(["open a"]);
    await user.click(screen.getByText("Orders"));
    expect(names()).toEqual(["Orders", "Nightly", "Echo"]);
    expect(document.activeElement).toBe(tree());
  });

  it("takes a name in its place, says what is wrong with it, and leaves it at Escape", async () => {
    tree().focus();
    await press("{Home}{ArrowDown}{F2}");
    const field = () => screen.getByRole("textbox", { name: "New name" });
    expect((field() as HTMLInputElement).value).toBe("Create");
    await press("taken{Enter}");
    expect((await screen.findByRole("alert")).textContent).toBe("There is one of this name.");
    await press("{Escape}");
    expect(screen.queryByRole("textbox")).toBeNull();
    expect(document.activeElement).toBe(tree());
    await press("{F2}Draft{Enter}");
    await expect.poll(() => heard).toEqual(["rename a to Draft"]);
    await press("{End}{F2}");
    expect(screen.queryByRole("textbox"), "what cannot be renamed").toBeNull();
  });

  it("carries a row to where it may go, and Escape lets it fall back", async () => {
    const create = screen.getByText("Create").closest("[role=treeitem]")!;
    const carry = async (y: number) => {
      await fireEvent.pointerDown(create, { button: 0, pointerId: 1, clientX: 10, clientY: 40 });
      await fireEvent.pointerMove(tree(), { pointerId: 1, clientX: 10, clientY: 60 });
      await fireEvent.pointerMove(tree(), { pointerId: 1, clientX: 10, clientY: y });
    };
    await carry(4 * 28 + 5);
    await fireEvent.pointerUp(tree(), { pointerId: 1 });
    expect(heard).toEqual(["drop a on shut"]);
    await carry(5 * 28 + 5);
    await fireEvent.pointerUp(tree(), { pointerId: 1 });
    expect(heard, "a leaf takes nothing").toHaveLength(1);
    await carry(4 * 28 + 5);
    await press("{Escape}");
    await fireEvent.pointerUp(tree(), { pointerId: 1 });
    expect(heard).toHaveLength(1);
  });

  it("draws a few of ten thousand rows", async () => {
    cleanup();
    open(Array.from({ length: 10_000 }, (_, n) => leaf(`n${n}`, `Request ${n}`)));
    expect(screen.getAllByRole("treeitem").length).toBeLessThan(80);
    expect(tree().style.height).toBe("280000px");
    tree().focus();
    await press("{End}");
    // The one that has the keys is in the page, wherever it is.
    expect(current()).toBe("Request 9999");
  });
});
