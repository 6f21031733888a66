// The states of a response as a tree: each has a name, the fake's switches, and how a person gets there.

import { call, said } from "./steps.mjs";

const bar = (page) => page.getByRole("group", { name: "Form of the response" });
const row = (page, name) => page.getByRole("treeitem", { name });

async function tree(page) {
  await call(page, "orders");
  await said(page, "Succeeded");
  if (await bar(page).isVisible()) return bar(page).getByRole("button", { name: "Tree" }).click();
  await page.getByRole("button", { name: /^Form of the response/ }).click();
  await page.getByRole("menuitemradio", { name: "Tree" }).click();
}
/** Opens or closes rows by their beginnings. */
async function press(page, ...names) {
  for (const name of names) await row(page, new RegExp(`^${name}:`)).click();
}

export const TREE_STATES = [
  ["response-tree", "", tree],
  [
    "response-tree-strings",
    "",
    async (page) => {
      await tree(page);
      await press(page, "headers", "body", "note");
      await page.getByRole("tree", { name: "Response as a tree" }).press("ArrowDown");
    },
  ],
  [
    "response-tree-base64",
    "",
    async (page) => {
      await tree(page);
      await press(page, "headers", "strange key", "barcode", "token", "scope", "digest");
      await row(page, /^barcode:/).scrollIntoViewIfNeeded();
    },
  ],
  [
    "response-tree-bytes",
    "",
    async (page) => {
      await tree(page);
      await press(page, "headers", "strange key", "digest");
      await row(page, /^spoof:/).scrollIntoViewIfNeeded();
    },
  ],
  [
    "response-tree-menu",
    "",
    async (page) => {
      await tree(page);
      await row(page, /^token:/).click({ button: "right" });
    },
  ],
  [
    "response-tree-copied",
    "",
    async (page) => {
      await tree(page);
      await press(page, "statusCode");
      await page.keyboard.press("Control+c");
      await page.getByText("opied").last().waitFor();
    },
  ],
  [
    "response-forms-menu",
    "",
    async (page) => {
      await tree(page);
      const menu = page.getByRole("button", { name: /^Form of the response/ });
      if (await menu.isVisible()) await menu.click();
    },
  ],
];
