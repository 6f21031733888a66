// Takes a picture of every state of the window, in both themes and two sizes, against the fake backend, and lets axe-core
// judge each. Usage: npm run look -- OUTDIR [parts of the pictures' names, by commas: menu,confirm-light]. Exits with 1 on a
// violation or an error in the page.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { build, preview } from "vite";
import { chromium } from "playwright-core";
import { chromiumPath } from "./chromium.mjs";
import { ACCESS_STATES } from "./states.access.mjs";
import { COMPARE_STATES } from "./states.compare.mjs";
import { EXCHANGE_STATES } from "./states.exchange.mjs";
import { COLLECTION_STATES } from "./states.collections.mjs";
import { FULL_LOG_STATES } from "./states.fullLog.mjs";
import { FIGURE_STATES } from "./states.figures.mjs";
import { FUNCTION_STATES } from "./states.functions.mjs";
import { HISTORY_STATES } from "./states.history.mjs";
import { LARGE_STATES } from "./states.large.mjs";
import { LOG_STATES } from "./states.logs.mjs";
import { RUN_STATES } from "./states.runs.mjs";
import { SHARE_STATES } from "./states.share.mjs";
import { SHARED_FILE_STATES } from "./states.sharedFiles.mjs";
import { TREE_STATES } from "./states.tree.mjs";
import {
  addProfile,
  call,
  chooseProfile,
  fill,
  invoke,
  mod,
  ofRequest,
  openExample,
  said,
} from "./steps.mjs";

const [out = "look", only = ""] = process.argv.slice(2);
const executablePath = await chromiumPath();
mkdirSync(out, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Each state: its name, the fake's switches, and how a person gets there. */
const STATES = [
  ["first-run", "", async () => {}],
  [
    "succeeded",
    "",
    async (page) => {
      await invoke(page);
      await said(page, "Succeeded");
    },
  ],
  [
    "function-error",
    "",
    async (page) => {
      await openExample(page, "Function that fails");
      await invoke(page);
      await said(page, "Function error");
    },
  ],
  [
    "rejected",
    "",
    async (page) => {
      await call(page, "orders-create");
      await said(page, "Rejected");
    },
  ],
  [
    "rejected-payload",
    "",
    async (page) => {
      await call(page, "echo", '{\n  "key": value\n}');
      await said(page, "Rejected");
    },
  ],
  [
    "no-answer",
    "profiles",
    async (page) => {
      await chooseProfile(page, "Local stack");
      await call(page, "unreachable");
      await said(page, "No answer");
    },
  ],
  [
    "cancelled",
    "",
    async (page) => {
      await openExample(page, "Slow: answers when you say");
      await invoke(page);
      await page.waitForTimeout(600);
      await page.keyboard.press("Escape");
      await said(page, "No answer");
    },
  ],
  [
    "waiting",
    "",
    async (page) => {
      await openExample(page, "Slow: answers when you say");
      await fill(page, "Payload", '{ "seconds": 0.1 }');
      await invoke(page);
      await said(page, "Succeeded");
      await fill(page, "Payload", '{ "seconds": 60 }');
      await invoke(page);
      await page.waitForTimeout(2400);
    },
  ],
  [
    "waiting-retry",
    "",
    async (page) => {
      await openExample(page, "Throttled twice, then fine");
      await invoke(page);
      await page.waitForTimeout(1300);
    },
  ],
  [
    "retried",
    "",
    async (page) => {
      await openExample(page, "Throttled twice, then fine");
      await invoke(page);
      await said(page, "Succeeded");
    },
  ],
  [
    "logs",
    "",
    async (page) => {
      await openExample(page, "Talkative: more than 4 KB of log");
      await invoke(page);
      await said(page, "Succeeded");
      await page.getByRole("tab", { name: "Logs" }).click();
    },
  ],
  [
    "headers",
    "",
    async (page) => {
      await invoke(page);
      await said(page, "Succeeded");
      await page.getByRole("tab", { name: "Headers" }).click();
    },
  ],
  [
    "nothing",
    "",
    async (page) => {
      await openExample(page, "Returns nothing");
      await invoke(page);
      await said(page, "Succeeded");
    },
  ],
  [
    "text",
    "",
    async (page) => {
      await call(page, "text");
      await said(page, "Succeeded");
    },
  ],
  [
    "binary",
    "",
    async (page) => {
      await call(page, "binary");
      await said(page, "Succeeded");
    },
  ],
  [
    "empty",
    "",
    async (page) => {
      await call(page, "empty");
      await said(page, "Succeeded");
    },
  ],
  [
    "field-problems",
    "profiles",
    async (page) => {
      await fill(page, "Function", "what is this?");
      await fill(page, "Wait up to", "soon");
      await invoke(page);
      await page.waitForTimeout(300);
    },
  ],
  [
    "invalid-json",
    "",
    async (page) => {
      await fill(page, "Payload", '{\n  "customer": {\n    "id": oops\n  }\n}');
      await page.getByText("It can still be sent").waitFor();
    },
  ],
  [
    "search",
    "",
    async (page) => {
      await page.getByRole("textbox", { name: "Payload" }).click();
      await page.keyboard.press(`${mod}+f`);
      await page.keyboard.type("key");
    },
  ],
  [
    "profile-menu",
    "profiles",
    async (page) => {
      await page.getByRole("button", { name: /^Profile:/ }).click();
    },
  ],
  [
    "region-menu",
    "profiles",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await page.getByRole("button", { name: /^Region:/ }).click();
      await page.getByRole("combobox", { name: "Region" }).fill("eu");
    },
  ],
  [
    "region-problem",
    "profiles",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await page.getByRole("button", { name: /^Region:/ }).click();
      await page.getByRole("combobox", { name: "Region" }).fill("nowhere");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(300);
    },
  ],
  [
    "own-function",
    "profiles",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await page.getByRole("button", { name: "New request" }).first().click();
      await fill(page, "Function", "orders-create");
      await page.waitForTimeout(250);
    },
  ],
  [
    "add-profile",
    "",
    async (page) => {
      await addProfile(page, "Access keys");
    },
  ],
  [
    "add-profile-problems",
    "",
    async (page) => {
      await addProfile(page, "Access keys");
      await fill(page, "Access key ID", "short");
      await page.getByRole("button", { name: "Save profile" }).click();
      await page.waitForTimeout(200);
    },
  ],
  [
    "add-profile-no-keychain",
    "no-keychain",
    async (page) => {
      await addProfile(page, "Access keys");
      await page.getByText("no keychain").waitFor();
    },
  ],
  [
    "edit-profile",
    "profiles",
    async (page) => {
      await page.getByRole("button", { name: /^Profile:/ }).click();
      await page.getByRole("menuitem", { name: "Edit Local stack…" }).click();
    },
  ],
  [
    "delete-profile",
    "profiles",
    async (page) => {
      await page.getByRole("button", { name: /^Profile:/ }).click();
      await page.getByRole("menuitem", { name: "Delete Local stack…" }).click();
    },
  ],
  [
    "secret-missing",
    "profiles,no-secret",
    async (page) => {
      await chooseProfile(page, "Payments staging");
      await call(page, "orders-create");
      await page.getByText("Enter the secret…").last().waitFor();
    },
  ],
  [
    "notices",
    "profiles,no-keychain,no-profiles-file",
    async (page) => page.getByText("no keychain").waitFor(),
  ],
  ["no-sandbox", "no-sandbox", async () => {}],
  [
    "options",
    "",
    async (page) => {
      await page.getByRole("tab", { name: "Options" }).click();
      await page.getByText("Log group").waitFor();
    },
  ],
  [
    "options-own",
    "",
    async (page) => {
      await page.getByRole("tab", { name: "Options" }).click();
      await page.getByText("Event", { exact: true }).click();
      await fill(page, "Tenant ID", "blue team");
      await page.getByText("Retry as the settings say").click();
      await page.getByText("Like the AWS CLI").click();
    },
  ],
  [
    "context",
    "",
    async (page) => {
      await page.getByRole("tab", { name: "Context" }).click();
      await fill(page, "Client context", '{\n  "custom": { "locale": "de-DE" }\n}');
      await page.getByText("bytes, as it is sent").waitFor();
    },
  ],
  [
    "preview",
    "",
    async (page) => {
      await ofRequest(page, "Preview");
      await page.getByText("Nothing was sent").waitFor();
    },
  ],
  [
    "settings",
    "",
    async (page) => {
      await page.keyboard.press(`${mod}+,`);
      await page.getByText("Time limits").waitFor();
    },
  ],
  [
    "settings-problem",
    "",
    async (page) => {
      await page.keyboard.press(`${mod}+,`);
      await fill(page, "Connect within", "soon");
      await page.getByRole("button", { name: "Save settings" }).click();
      await page.waitForTimeout(200);
    },
  ],
  [
    "plain-http",
    "",
    async (page) => {
      await addProfile(page, "Access keys");
      await fill(page, "Endpoint override", "http://lambda.test.example");
      await page.getByText("Allow unencrypted HTTP").waitFor();
    },
  ],
  [
    "wait-caution",
    "",
    async (page) => {
      await fill(page, "Wait up to", "5 s");
    },
  ],
  [
    "many-tabs",
    "",
    async (page) => {
      for (const title of [
        "Function that fails",
        "Slow: answers when you say",
        "Large response",
        "Runs out of time",
      ])
        await openExample(page, title);
      await fill(
        page,
        "Function",
        "arn:aws:lambda:eu-west-1:123456789012:function:a-function-with-a-rather-long-name",
      );
      await page.keyboard.press("Tab");
      await openExample(page, "API Gateway response");
      await fill(page, "Payload", '{ "changed": true }');
      await page.keyboard.press(`${mod}+w`);
      await page.getByText("Undo").waitFor();
    },
  ],
  ...ACCESS_STATES,
  ...EXCHANGE_STATES,
  ...COLLECTION_STATES,
  ...COMPARE_STATES,
  ...FULL_LOG_STATES,
  ...FIGURE_STATES,
  ...FUNCTION_STATES,
  ...HISTORY_STATES,
  ...LARGE_STATES,
  ...LOG_STATES,
  ...RUN_STATES,
  ...SHARE_STATES,
  ...TREE_STATES,
  ...SHARED_FILE_STATES,
];

// As the program has it: what the page must live with.
const { csp: policy } = JSON.parse(readFileSync(new URL("../../tauri.conf.json", import.meta.url), "utf8"))
  .app.security;
const outDir = new URL("../node_modules/.look", import.meta.url).pathname;
await build({ mode: "look", logLevel: "error", build: { outDir, emptyOutDir: true } });
const server = await preview({
  logLevel: "error",
  build: { outDir },
  preview: { port: 0, host: "127.0.0.1", headers: { "Content-Security-Policy": policy } },
});
const { port } = server.httpServer.address();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let failed = 0;

for (const [name, fake, go] of STATES) {
  for (const colorScheme of ["dark", "light"]) {
    for (const [width, height] of [
      [1600, 1000],
      [1000, 700],
    ]) {
      const title = `${name}-${colorScheme}-${width}`;
      if (!only.split(",").some((part) => title.includes(part))) continue;
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme,
        reducedMotion: "reduce",
      });
      const wrong = [];
      await page.addInitScript(() => Object.freeze(Object.prototype));
      page.on("pageerror", (error) => wrong.push(error.message));
      page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
      try {
        await page.goto(`http://127.0.0.1:${port}/?fake=${fake}`);
        await page.getByRole("textbox", { name: "Payload" }).waitFor({ timeout: 5000 });
        page.setDefaultTimeout(8000);
        await go(page);
        await page.evaluate(() => document.fonts.ready);
        await page.waitForTimeout(120);
        await page.screenshot({ path: `${out}/${title}.png` });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => globalThis.axe.run(document));
        for (const { id, nodes } of violations)
          for (const node of nodes)
            wrong.push(`${id}: ${node.target.join(" ")}: ${node.failureSummary.replaceAll("\n", " ")}`);
      } catch (error) {
        wrong.push(error.message);
        await page.screenshot({ path: `${out}/${title}.png` }).catch(() => {});
      }
      if (wrong.length) {
        failed += 1;
        console.error(`✕ ${title}\n    ${wrong.join("\n    ")}`);
      } else {
        console.log(`✓ ${title}`);
      }
      await page.close();
    }
  }
}
await browser.close();
await server.close();
process.exit(failed ? 1 : 0);
