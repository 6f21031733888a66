// The states of a response that is large, and of one that leaves for a file: each has a name, the fake's switches, and how
// a person gets there.

import { call, invoke, openExample, said } from "./steps.mjs";

async function large(page) {
  await call(page, "records");
  await said(page, "Succeeded");
  await page.getByText(/^Bytes 1 to/).waitFor();
}
async function search(page, text, mode = "Text") {
  await large(page);
  await page.getByRole("button", { name: "Search the whole response" }).click();
  await page.getByText(mode, { exact: true }).click();
  await page.getByRole("textbox", { name: "Find in the whole response" }).fill(text);
}
const more = (page) => page.getByRole("button", { name: "More for this response" }).click();
const item = (page, name) => page.getByRole("menuitem", { name }).click();

async function small(page) {
  await openExample(page, "Large response");
  await invoke(page);
  await said(page, "Succeeded");
  await more(page);
}

export const LARGE_STATES = [
  ["large-pages", "", large],
  [
    "large-search-open",
    "",
    async (page) => {
      await large(page);
      await page.getByRole("button", { name: "Search the whole response" }).click();
    },
  ],
  [
    "large-search-running",
    "slow-find",
    async (page) => {
      await search(page, "refund");
      await page.getByText(/so far/).waitFor();
      await page.waitForTimeout(200);
    },
  ],
  [
    "large-search-found",
    "",
    async (page) => {
      await search(page, "damaged");
      await page.getByText(/found$/).waitFor();
      for (let at = 0; at < 30; at += 1) await page.keyboard.press("Enter");
      await page.getByText(/^Bytes [2-9],/).waitFor();
      await page.locator(".cm-searchMatch").waitFor();
      await page.waitForTimeout(500);
    },
  ],
  [
    "large-search-many",
    "",
    async (page) => {
      await search(page, "reserved");
      await page.getByText(/the first 5,000 listed$/).waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    },
  ],
  [
    "large-search-nothing",
    "",
    async (page) => {
      await search(page, "no such words");
      await page.getByText("Nothing found").waitFor();
    },
  ],
  [
    "large-search-wrong",
    "",
    async (page) => {
      await search(page, "ord_(", "Regex");
      await page.getByRole("alert").waitFor();
    },
  ],
  [
    "large-search-expression",
    "",
    async (page) => {
      await search(page, "refund", "Expression");
      await page.getByText(/no JSON$/).waitFor();
      await page.keyboard.press("Enter");
    },
  ],
  [
    "large-filtered",
    "",
    async (page) => {
      await search(page, "");
      await page.getByRole("button", { name: "Filter as JSON" }).click();
      await page.getByRole("combobox", { name: "JMESPath" }).fill("order");
      await page.getByText("The response is no JSON").waitFor();
    },
  ],
  ["response-more", "", small],
  [
    "response-more-binary",
    "",
    async (page) => {
      await call(page, "binary");
      await said(page, "Succeeded");
      await more(page);
    },
  ],
  [
    "response-saved",
    "",
    async (page) => {
      await small(page);
      await item(page, /^Save as/);
      await page.getByText(/^Saved to/).waitFor();
    },
  ],
  [
    "response-save-failed",
    "unwritable",
    async (page) => {
      await small(page);
      await item(page, /^Save as/);
      await page.getByText(/no room left/).waitFor();
    },
  ],
  [
    "response-no-dialog",
    "no-save-dialog",
    async (page) => {
      await small(page);
      await item(page, /^Save as/);
      await page.getByRole("textbox", { name: "File" }).waitFor();
    },
  ],
];
