// The states of a full log, and of a log that is copied for others: each has a name, the fake's switches, and how a person
// gets there.

import { call, chooseProfile, invoke, openExample, said } from "./steps.mjs";

const button = (page, name) => page.getByRole("button", { name, exact: true });
async function talkative(page) {
  await openExample(page, "Talkative: more than 4 KB of log");
  await invoke(page);
  await said(page, "Succeeded");
}
async function logs(page) {
  await talkative(page);
  await page.getByRole("tab", { name: "Logs" }).click();
}
async function ask(page) {
  await logs(page);
  await button(page, "Full log").click();
}
async function here(page) {
  await ask(page);
  await page.getByRole("group", { name: "Which log" }).waitFor();
}
async function none(page, name) {
  await call(page, name);
  await page.getByRole("tab", { name: "Logs" }).click();
}
async function levels(page) {
  await call(page, "levels");
  await said(page, "Succeeded");
  await page.getByRole("tab", { name: "Logs" }).click();
}
async function copyMenu(page) {
  await levels(page);
  await button(page, "Copy the log in another way").click();
}
const waiting = (page) => page.getByText("Waiting for the rest", { exact: false }).first().waitFor();

export const FULL_LOG_STATES = [
  ["full-log-offered", "", logs],
  ["full-log-offered-strip", "", talkative],
  ["full-log-looking-up", "log-slow", ask],
  [
    "full-log-waiting",
    "log-late",
    async (page) => {
      await ask(page);
      await waiting(page);
    },
  ],
  [
    "full-log-waiting-strip",
    "log-late",
    async (page) => {
      await talkative(page);
      await button(page, "Full log").click();
      await waiting(page);
    },
  ],
  ["full-log-here", "", here],
  [
    "full-log-strip",
    "",
    async (page) => {
      await here(page);
      await page.getByRole("tab", { name: "Response" }).click();
    },
  ],
  [
    "full-log-tail-again",
    "",
    async (page) => {
      await here(page);
      await button(page, "Last 4 KB").click();
    },
  ],
  [
    "full-log-open",
    "log-open",
    async (page) => {
      await ask(page);
      await button(page, "Look again").waitFor();
    },
  ],
  [
    "full-log-denied",
    "log-denied",
    async (page) => {
      await ask(page);
      await button(page, "Try again").waitFor();
    },
  ],
  [
    "full-log-denied-strip",
    "log-denied",
    async (page) => {
      await talkative(page);
      await button(page, "Full log").click();
      await button(page, "Try again").waitFor();
    },
  ],
  ["full-log-none-came", "", (page) => none(page, "queued")],
  ["full-log-managed", "", (page) => none(page, "managed")],
  [
    "full-log-queued-here",
    "",
    async (page) => {
      await none(page, "queued");
      await button(page, "Full log").click();
      await page.getByRole("group", { name: "Log lines" }).waitFor();
    },
  ],
  [
    "full-log-no-line",
    "log-none",
    async (page) => {
      await none(page, "queued");
      await button(page, "Full log").click();
      await button(page, "Look again").waitFor();
    },
  ],
  ["full-log-no-id", "", (page) => none(page, "lost")],
  [
    "full-log-demand",
    "sso,signed-in,log-demand",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await levels(page);
      await button(page, "Full log").click();
      await page.getByRole("dialog").waitFor();
    },
  ],
  ["log-copy-menu", "", copyMenu],
  [
    "log-copied",
    "",
    async (page) => {
      await copyMenu(page);
      await page.getByRole("menuitem", { name: "Copy for sharing" }).click();
      await page.getByText("Copied,").waitFor();
    },
  ],
  [
    "log-not-copied",
    "no-hiding",
    async (page) => {
      await copyMenu(page);
      await page.getByRole("menuitem", { name: "Copy for sharing" }).click();
      await page.getByRole("group", { name: "Not copied" }).waitFor();
    },
  ],
];
