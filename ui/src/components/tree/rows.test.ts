import { describe, expect, it } from "vitest";
import { findByLetters, rowsOf, type TreeNode, windowOf } from "./rows";

const leaf = (id: string): TreeNode => ({ id, label: id, children: null });
const folder = (id: string, ...children: TreeNode[]): TreeNode => ({ id, label: id, children });
const TREE = [folder("a", folder("b", leaf("c")), leaf("d")), folder("e"), leaf("f")];

describe("the rows of a tree", () => {
  it("leave out what is folded", () => {
    expect(rowsOf(TREE, () => false).map(({ node }) => node.id)).toEqual(["a", "e", "f"]);
    expect(rowsOf(TREE, ({ id }) => id === "a").map(({ node }) => node.id)).toEqual([
      "a",
      "b",
      "d",
      "e",
      "f",
    ]);
    expect(rowsOf(TREE, () => true).map(({ node }) => node.id)).toEqual(["a", "b", "c", "d", "e", "f"]);
  });
  it("know their level, their place and their parent", () => {
    const rows = rowsOf(TREE, () => true);
    expect(rows.map(({ level, place, size, parent }) => [level, place, size, parent])).toEqual([
      [1, 1, 3, -1],
      [2, 1, 2, 0],
      [3, 1, 1, 1],
      [2, 2, 2, 0],
      [1, 2, 3, -1],
      [1, 3, 3, -1],
    ]);
    expect(rows.map(({ open }) => open)).toEqual([true, true, null, null, true, null]);
  });
  it("can be nested deeper than calls can", () => {
    let deep: TreeNode = leaf("end");
    for (let n = 0; n < 50_000; n += 1) deep = folder(`n${n}`, deep);
    expect(rowsOf([deep], () => true).at(-1)!.level).toBe(50_001);
  });
});

describe("what is drawn", () => {
  it("is what is in sight, and a few more", () => {
    expect(windowOf(10_000, 28, 0, 560, 10)).toEqual([0, 30]);
    expect(windowOf(10_000, 28, 28_000, 560, 10)).toEqual([990, 1030]);
  });
  it("never leaves the list", () => {
    expect(windowOf(5, 28, 0, 560, 10)).toEqual([0, 5]);
    expect(windowOf(5, 28, 28_000, 560, 10)).toEqual([5, 5]);
    expect(windowOf(0, 28, 0, 560, 10)).toEqual([0, 0]);
  });
});

describe("finding by letters", () => {
  const labels = ["Create order", "Cancel", "Refund", "Create refund"];
  it("takes several as the beginning of a name", () => {
    expect(findByLetters(labels, 0, "cr")).toBe(0);
    expect(findByLetters(labels, 1, "cr")).toBe(3);
    expect(findByLetters(labels, 0, "refu")).toBe(2);
    expect(findByLetters(labels, 0, "x")).toBe(-1);
    expect(findByLetters([], -1, "x")).toBe(-1);
  });
  it("goes on to the next with the same letter", () => {
    expect(findByLetters(labels, 0, "c")).toBe(1);
    expect(findByLetters(labels, 1, "cc")).toBe(3);
    expect(findByLetters(labels, 3, "ccc")).toBe(0);
  });
});
