// The states of two results that are compared, and how a person gets there.

import { call, fill, invoke, openExample, said } from "./steps.mjs";

const ORDER = {
  meta: { requestId: "57f231fb-1730-4395-85cb-4f71bd2b87b8", etag: "W/1" },
  order: { id: "ORD-2026-0012345", state: "PENDING", note: "leave it at the door" },
  items: [
    { sku: "BK-7714", qty: 2, price: 18.5, updated: "2026-11-23T10:27:03Z" },
    { sku: "MG-0032", qty: 1, price: 9, updated: "2026-11-23T10:27:04Z" },
  ],
  customer: { addresses: { delivery: { verifiedByThirdPartyAddressService: { confidence: "low" } } } },
};
const LATER = {
  meta: { requestId: "0b7e55f4-93ab-4c1e-a1f3-9d2f6a1c7e11", etag: "W/2" },
  order: { id: "ORD-2026-0012345", state: "ACCEPTED", total: { amount: 46, currency: "EUR" } },
  items: [
    { sku: "BK-7714", qty: 3, price: 18.5, updated: "2026-11-23T10:42:11Z" },
    { sku: "MG-0032", qty: 1, price: 9, updated: "2026-11-23T10:42:12Z" },
    { sku: "TS-1001", qty: 1, price: 24.9, description: "A shirt of which much can be said. ".repeat(5) },
  ],
  customer: { addresses: { delivery: { verifiedByThirdPartyAddressService: { confidence: "high" } } } },
};
const json = (value) => JSON.stringify(value, null, 2);

async function twice(page, one, other, name = "echo") {
  await call(page, name, one);
  await said(page, "Succeeded");
  await page.waitForTimeout(120);
  await fill(page, "Payload", other);
  await invoke(page);
  await page.waitForTimeout(250);
  await page.getByRole("tab", { name: "Compare", exact: true }).click();
  await page.getByRole("tablist", { name: "What is compared" }).waitFor();
}
const orders = async (page) => {
  await twice(page, json(ORDER), json(LATER));
  await page.getByRole("list", { name: "Differences" }).waitFor();
};
const ignore = async (page, paths) => {
  await page.getByRole("textbox", { name: "Ignore" }).fill(paths);
  await page.keyboard.press("Enter");
  await page.waitForTimeout(150);
};
const text = (page) => page.getByRole("button", { name: "Text", exact: true }).click();
const history = async (page) => {
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("option").first().waitFor();
};
const row = (page, words) => page.getByRole("option").filter({ hasText: words }).first();

export const COMPARE_STATES = [
  ["compare-structure", "", orders],
  [
    "compare-opened",
    "",
    async (page) => {
      await orders(page);
      await page
        .getByRole("button", { name: /Added items\[2\]/ })
        .first()
        .click();
      await page.waitForTimeout(120);
    },
  ],
  [
    "compare-ignored",
    "",
    async (page) => {
      await orders(page);
      await ignore(page, "meta.requestId, items[*].updated, **.etag");
    },
  ],
  [
    "compare-ignored-problem",
    "",
    async (page) => {
      await orders(page);
      await ignore(page, "items[*].updated, meta..requestId");
    },
  ],
  ["compare-identical", "", (page) => twice(page, json(ORDER), json(ORDER))],
  ["compare-alike", "", (page) => twice(page, '{"a": 1, "b": [2]}', '{"b": [2], "a": 1}')],
  [
    "compare-text",
    "",
    async (page) => {
      await orders(page);
      await text(page);
      await page.locator(".cm-changedText").first().waitFor();
    },
  ],
  [
    "compare-log",
    "",
    async (page) => {
      await orders(page);
      await page.getByRole("tab", { name: "Log", exact: true }).click();
      await page.getByText("Both are the same").waitFor();
    },
  ],
  [
    "compare-unlike",
    "",
    async (page) => {
      await call(page, "text");
      await said(page, "Succeeded");
      await call(page, "echo", json(ORDER));
      await page.waitForTimeout(250);
      await page.getByRole("tab", { name: "Compare", exact: true }).click();
      await page.getByText("is no JSON").waitFor();
    },
  ],
  [
    "compare-binary",
    "",
    async (page) => {
      await call(page, "binary");
      await said(page, "Succeeded");
      await call(page, "echo", json(ORDER));
      await page.waitForTimeout(250);
      await page.getByRole("tab", { name: "Compare", exact: true }).click();
      await page.getByText("neither JSON nor text").waitFor();
    },
  ],
  [
    "compare-many",
    "",
    async (page) => {
      await twice(page, '{ "bytes": 100000 }', '{ "bytes": 320400 }', "large");
      await page.getByText("and 1,204 more").waitFor();
    },
  ],
  [
    "compare-empty",
    "",
    async (page) => {
      await invoke(page);
      await said(page, "Succeeded");
      await page.getByRole("tab", { name: "Compare", exact: true }).click();
      await page.getByText("Nothing to compare with yet").waitFor();
    },
  ],
  [
    "compare-looking",
    "slow-same",
    async (page) => {
      await invoke(page);
      await said(page, "Succeeded");
      await page.getByRole("tab", { name: "Compare", exact: true }).click();
      await page.getByText("Looking for other results").waitFor();
    },
  ],
  [
    "compare-not-known",
    "no-same",
    async (page) => {
      await invoke(page);
      await said(page, "Succeeded");
      await page.getByRole("tab", { name: "Compare", exact: true }).click();
      await page.getByRole("button", { name: "Try again" }).waitFor();
    },
  ],
  [
    "compare-tab-only",
    "no-same",
    async (page) => {
      await openExample(page, "Function that fails");
      await invoke(page);
      await said(page, "Function error");
      await orders(page);
      await page.getByRole("button", { name: "Try again" }).waitFor();
    },
  ],
  [
    "compare-slow",
    "slow-compare",
    async (page) => {
      await twice(page, json(ORDER), json(LATER));
      await page.getByText("Comparing…").waitFor();
    },
  ],
  [
    "compare-chooser",
    "",
    async (page) => {
      await openExample(page, "Function that fails");
      await invoke(page);
      await said(page, "Function error");
      await orders(page);
      await page.getByRole("button", { name: /^Compare with/ }).click();
      await page.getByRole("menu", { name: "Compare with" }).waitFor();
    },
  ],
  [
    "compare-from-history",
    "history",
    async (page) => {
      await orders(page);
      await page.getByRole("button", { name: /^Compare with/ }).click();
      await page.getByRole("menuitem", { name: "Any from the history…" }).click();
      await page.getByText("Choose another to compare").waitFor();
    },
  ],
  [
    "compare-last-success",
    "history",
    async (page) => {
      await history(page);
      await row(page, "missing customer").click();
      await page.getByText("Last success with this request").waitFor();
    },
  ],
  [
    "compare-with-success",
    "history",
    async (page) => {
      await history(page);
      await row(page, "missing customer").click();
      await page.getByRole("button", { name: "Compare with it" }).click();
      await page.getByRole("list", { name: "Differences" }).waitFor();
    },
  ],
  [
    "compare-never-succeeded",
    "",
    async (page) => {
      await openExample(page, "Function that fails");
      await invoke(page);
      await page.getByText("The history has no success").waitFor();
    },
  ],
];
