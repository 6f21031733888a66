// The cost of a result, the prices behind it, and how long the same request took before.

import { call, chooseProfile, fill, invoke, mod, said } from "./steps.mjs";

async function result(page) {
  await invoke(page);
  await said(page, "Succeeded");
}
const cost = (page) => page.getByRole("button", { name: /^Estimated cost/ });
/** By the figure, or by the button that has what is out of sight. */
async function explain(page) {
  const more = page.getByRole("button", { name: "More figures" });
  await page.waitForTimeout(150);
  if (!(await cost(page).isVisible())) await more.click();
  await cost(page).last().click();
  await page.getByText("An estimate, not your bill.").waitFor();
}
async function prices(page) {
  await result(page);
  await explain(page);
  await page.getByRole("button", { name: "Edit prices…" }).click();
  await page.getByRole("option", { name: /eu-west-1/ }).waitFor();
}
async function own(page) {
  await prices(page);
  await fill(page, "x86_64, per GB-second", "0.0000111");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("has your own price").waitFor();
}
async function past(page) {
  await result(page);
  await page.getByRole("tab", { name: "Timeline" }).click();
  await page.getByRole("listbox", { name: /invocations/ }).waitFor();
}

export const FIGURE_STATES = [
  ["cost-verdict", "", result],
  [
    "cost-more-figures",
    "",
    async (page) => {
      await result(page);
      await page.waitForTimeout(150);
      const more = page.getByRole("button", { name: "More figures" });
      if (await more.isVisible()) await more.click();
    },
  ],
  [
    "cost-explained",
    "",
    async (page) => {
      await result(page);
      await explain(page);
    },
  ],
  [
    "cost-assumed",
    "profiles",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await call(page, "throttled");
      await said(page, "Succeeded");
      await explain(page);
    },
  ],
  [
    "cost-own-price",
    "",
    async (page) => {
      await own(page);
      await page.getByRole("button", { name: "Close" }).click();
      await explain(page);
    },
  ],
  ["prices-list", "", prices],
  ["prices-own", "", own],
  [
    "prices-problem",
    "",
    async (page) => {
      await prices(page);
      await fill(page, "arm64, per GB-second", "0,0000133");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("alert").waitFor();
    },
  ],
  [
    "prices-add",
    "",
    async (page) => {
      await page.keyboard.press(`${mod}+,`);
      await page.getByRole("button", { name: "Prices…" }).click();
      await fill(page, "Filter regions", "mx-central-1");
      await page.getByRole("button", { name: "Add “mx-central-1”" }).click();
    },
  ],
  ["past-durations", "past-runs", past],
  [
    "past-by-keys",
    "past-runs",
    async (page) => {
      await past(page);
      await page.getByRole("listbox", { name: /invocations/ }).focus();
      for (let step = 0; step < 14; step += 1) await page.keyboard.press("ArrowLeft");
    },
  ],
  [
    "past-opened",
    "history",
    async (page) => {
      await page.getByRole("tab", { name: "History" }).click();
      await page.getByRole("option").filter({ hasText: "Create order, EU" }).first().click();
      await page.getByText("From the history", { exact: true }).waitFor();
      await page.getByRole("tab", { name: "Timeline" }).click();
      await page.getByRole("listbox", { name: /invocations/ }).waitFor();
    },
  ],
];
