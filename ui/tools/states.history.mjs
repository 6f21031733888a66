// The history's pictures, and how a person gets there.

import { fill } from "./steps.mjs";

const history = async (page) => {
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("listbox", { name: /Invocations/ }).waitFor();
  await page.getByRole("option").first().waitFor();
};
const row = (page, words) => page.getByRole("option").filter({ hasText: words }).first();
/** Two invocations beside each other, by their payloads. */
async function compare(page) {
  await history(page);
  await row(page, "Create order, EU").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Compare…" }).click();
  await row(page, "missing customer").click();
  await page.getByRole("dialog").getByRole("tab", { name: "Payload" }).click();
}

export const HISTORY_STATES = [
  ["history", "history", history],
  [
    "history-empty",
    "",
    async (page) => {
      await page.getByRole("tab", { name: "History" }).click();
      await page.getByText("No invocations yet").waitFor();
    },
  ],
  [
    "history-search",
    "history",
    async (page) => {
      await history(page);
      await fill(page, "Search the history", "0012345");
      await page.getByRole("option").filter({ hasText: "Payload" }).first().waitFor();
      await page.getByRole("button", { name: "Filters" }).click();
    },
  ],
  [
    "history-open",
    "history",
    async (page) => {
      await history(page);
      await row(page, "missing customer").click();
      await page.getByText("From the history", { exact: true }).waitFor();
    },
  ],
  [
    "history-masked",
    "history",
    async (page) => {
      await history(page);
      await page.getByRole("option").filter({ hasText: "Create order, EU" }).nth(1).click();
      await page.getByText("Put it back in the request").waitFor();
    },
  ],
  [
    "history-interrupted",
    "history",
    async (page) => {
      await history(page);
      await row(page, "Ship order").click();
      await page.getByText("Lambdesk ended while it waited").waitFor();
    },
  ],
  [
    "history-menu",
    "history",
    async (page) => {
      await history(page);
      await row(page, "orders-refund").click({ button: "right" });
      await page.getByRole("menu", { name: /What to do with/ }).waitFor();
    },
  ],
  [
    "history-compare",
    "history",
    async (page) => {
      await compare(page);
      await page.getByRole("list", { name: "Differences" }).waitFor();
    },
  ],
  [
    "history-compare-text",
    "history",
    async (page) => {
      await compare(page);
      await page.getByRole("button", { name: "Text", exact: true }).click();
      await page.locator(".cm-changedText").first().waitFor();
    },
  ],
  [
    "history-clear",
    "history",
    async (page) => {
      await history(page);
      await page.getByRole("button", { name: "More of the history" }).click();
      await page.getByRole("menuitem", { name: "Clear the history…" }).click();
      await page.getByText("cannot be undone").waitFor();
    },
  ],
  [
    "history-much",
    "much-history",
    async (page) => {
      await history(page);
      await page.getByRole("listbox", { name: /Invocations/ }).hover();
      await page.mouse.wheel(0, 2600);
      await page.waitForTimeout(300);
    },
  ],
  [
    "history-none",
    "no-history",
    async (page) => {
      await page.getByRole("tab", { name: "History" }).click();
      await page.getByRole("note").first().waitFor();
    },
  ],
];
