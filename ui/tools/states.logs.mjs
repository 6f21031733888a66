// The states of a result's log: each has a name, the fake's switches, and how a person gets there.

import { call, said } from "./steps.mjs";

async function run(page) {
  await call(page, "levels");
  await said(page, "Succeeded");
}
async function logs(page) {
  await run(page);
  await page.getByRole("tab", { name: "Logs" }).click();
}
const button = (page, name) => page.getByRole("button", { name, exact: true });
const filter = (page, text) => page.getByRole("textbox", { name: "Filter the log" }).fill(text);

export const LOG_STATES = [
  ["log-strip-secrets", "", run],
  ["log-levels", "", logs],
  [
    "log-json",
    "",
    async (page) => {
      await logs(page);
      await button(page, "JSON of line 4").click();
      await button(page, "JSON of line 5").click();
    },
  ],
  [
    "log-secrets-shown",
    "",
    async (page) => {
      await logs(page);
      await button(page, "JSON of line 4").click();
      await button(page, "Show all").click();
    },
  ],
  [
    "log-filtered",
    "",
    async (page) => {
      await logs(page);
      await button(page, "Error 1").click();
      await button(page, "Warn 1").click();
    },
  ],
  [
    "log-nothing-found",
    "",
    async (page) => {
      await logs(page);
      await filter(page, "no such words");
    },
  ],
];
