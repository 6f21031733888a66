// The states of checks and of runs of folders: each has a name, the fake's switches, and how a person gets there.

import { chooseProfile, fill, invoke, said } from "./steps.mjs";

const tree = (page) => page.getByRole("tree", { name: "Collections" });
const row = (page, name) => tree(page).getByRole("treeitem", { name });
const tab = (page, list, name) => page.getByRole("tablist", { name: list }).getByRole("tab", { name });

async function order(page) {
  await row(page, /^Orders/).click();
  await row(page, /^Create order, EU/).click();
  await page.getByRole("tab", { name: "Create order, EU customer" }).waitFor();
}
async function inStaging(page) {
  await order(page);
  await page.getByRole("button", { name: /^Environment/ }).click();
  await page.getByRole("menuitemradio", { name: /^staging-eu/ }).click();
}
async function run(page) {
  await row(page, /^Orders/).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Run folder…" }).click();
  await page.getByRole("region", { name: "Run of Orders" }).waitFor();
}
const start = (page) => page.getByRole("button", { name: "Run", exact: true }).click();

export const RUN_STATES = [
  ["checks", "collection", async (page) => (await order(page), tab(page, "Request", "Checks").click())],
  ["checks-none", "", async (page) => tab(page, "Request", "Checks").click()],
  [
    "checks-results",
    "collection",
    async (page) => {
      await inStaging(page);
      await fill(page, "Function", "echo");
      await invoke(page);
      await said(page, "Succeeded");
      await tab(page, "Request", "Checks").click();
      await tab(page, "Result", "Checks").click();
    },
  ],
  ["run-options", "collection", run],
  [
    "run-ended",
    "collection",
    async (page) => {
      await run(page);
      await start(page);
      await page
        .getByText(/passed/)
        .first()
        .waitFor();
      await page.waitForTimeout(500);
    },
  ],
  [
    "run-repeated",
    "collection",
    async (page) => {
      await run(page);
      await page.getByRole("textbox", { name: "Run each request" }).fill("12");
      await start(page);
      await page.waitForTimeout(2500);
    },
  ],
  [
    "run-production",
    "collection,production",
    async (page) => {
      await chooseProfile(page, /^payments-admin/);
      await run(page);
      await start(page);
      await page.getByRole("dialog").waitFor();
    },
  ],
];
