// Pictures of functions and test events.

import { call, chooseProfile, fill } from "./steps.mjs";

const panel = async (page) => {
  await chooseProfile(page, "Payments staging");
  await page.getByRole("tab", { name: "Functions" }).click();
};
const row = (page, name) => page.locator("[data-row] .open").filter({ hasText: name }).first();
const testEvents = async (page) => {
  await page.getByRole("button", { name: "More for this request" }).click();
  await page.getByRole("menuitem", { name: "Test events…" }).click();
  await page.waitForTimeout(300);
};

export const FUNCTION_STATES = [
  [
    "functions",
    "profiles",
    async (page) => {
      await panel(page);
      await row(page, "orders-create").click();
      await page.waitForTimeout(300);
    },
  ],
  [
    "functions-thousands",
    "profiles,functions",
    async (page) => {
      await panel(page);
      await page.waitForTimeout(1500);
      await fill(page, "Search functions", "create");
      await page.waitForTimeout(200);
    },
  ],
  [
    "functions-denied",
    "profiles,no-list",
    async (page) => {
      await panel(page);
      await page.waitForTimeout(300);
    },
  ],
  [
    "functions-kept",
    "profiles,kept-list,slow-list",
    async (page) => {
      await panel(page);
      await page.waitForTimeout(300);
    },
  ],
  [
    "function-details",
    "profiles",
    async (page) => {
      await panel(page);
      await page
        .getByRole("button", { name: "Details of orders-create", exact: true })
        .click({ force: true });
      await page.waitForTimeout(400);
    },
  ],
  [
    "function-suggestions",
    "profiles",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await page.getByRole("button", { name: "New request" }).first().click();
      await page.waitForTimeout(400);
      await fill(page, "Function", "orders");
      await page.keyboard.press("ArrowDown");
      await page.waitForTimeout(200);
    },
  ],
  [
    "qualifier-list",
    "profiles",
    async (page) => {
      await panel(page);
      await row(page, "orders-create").click();
      await page.getByRole("combobox", { name: "Qualifier" }).focus();
      await page.keyboard.press("ArrowDown");
      await page.waitForTimeout(400);
    },
  ],
  ["test-events", "test-events", testEvents],
  ["test-events-none", "", testEvents],
  [
    "test-events-replace",
    "test-events",
    async (page) => {
      await testEvents(page);
      await fill(page, "Publish this request’s payload as", "nightly");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(200);
    },
  ],
  [
    "more-menu",
    "",
    async (page) => {
      await call(page, "echo");
      await page.getByRole("button", { name: "More for this request" }).click();
      await page.waitForTimeout(200);
    },
  ],
];
