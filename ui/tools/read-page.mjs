// Opens a page from a file in Chromium, as whoever got it does, and says as JSON what happened: what it ran and asked for, what
// is seen of it, and what axe-core finds. The page is looked at on a phone, in a window and on paper, light and dark, and without
// its style. Usage: node read-page.mjs FILE [PICTURES' FOLDER AND NAME]

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { chromiumPath } from "./chromium.mjs";

const [file, pictures] = process.argv.slice(2);
const address = pathToFileURL(file).href;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = [
  ["phone-light", { viewport: { width: 390, height: 844 }, colorScheme: "light" }],
  ["phone-dark", { viewport: { width: 390, height: 844 }, colorScheme: "dark" }],
  ["window-light", { viewport: { width: 1280, height: 900 }, colorScheme: "light" }],
  ["window-dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
];
/** How long something that runs late is given, in milliseconds. */
const LATE = 300;

const seen = { requests: [], said: [], dialogs: [], opened: 0, marks: [], elements: {}, views: {} };

/** What is on the page now. */
function look() {
  const number = new Map();
  for (const { localName } of document.querySelectorAll("*"))
    number.set(localName, (number.get(localName) ?? 0) + 1);
  return {
    elements: Object.fromEntries(number),
    /** What a script of the page leaves behind, by convention of the tests. */
    mark: globalThis.ran === undefined ? null : String(globalThis.ran),
    at: location.href,
    text: document.body.innerText,
    background: getComputedStyle(document.body).backgroundColor,
    ink: getComputedStyle(document.body).color,
    overflows: document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth,
  };
}
const unfold = () => document.querySelectorAll("details").forEach((details) => (details.open = true));
const judge = async () => {
  const { violations } = await globalThis.axe.run(document, { preload: false });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(" ")}`));
};

const browser = await chromium.launch({ executablePath: await chromiumPath(), args: ["--no-sandbox"] });
async function open(view, act) {
  // What it asks for is noted, and not had.
  const context = await browser.newContext({ ...view, reducedMotion: "reduce", offline: true });
  context.on("page", () => (seen.opened += 1));
  context.on("request", (request) => request.url() !== address && seen.requests.push(request.url()));
  const page = await context.newPage();
  page.on("console", (message) => seen.said.push(message.text()));
  page.on("pageerror", (error) => seen.said.push(error.message));
  page.on("dialog", (dialog) => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  // A page that leads elsewhere by itself is never quiet.
  await page.goto(address, { waitUntil: "load", timeout: 20_000 });
  await page.waitForTimeout(LATE);
  const kept = await act(page);
  await context.close();
  return kept;
}

for (const [name, view] of VIEWS) {
  seen.views[name] = await open(view, async (page) => {
    if (pictures) await page.screenshot({ path: `${pictures}-${name}.png` });
    await page.evaluate(unfold);
    const { elements, mark, ...now } = await page.evaluate(look);
    seen.elements = elements;
    if (mark !== null) seen.marks.push(mark);
    await page.evaluate(axe);
    return { ...now, violations: await page.evaluate(judge) };
  });
}
seen.views.paper = await open(
  { viewport: { width: 794, height: 1123 }, colorScheme: "dark" },
  async (page) => {
    await page.emulateMedia({ media: "print" });
    if (pictures) await page.screenshot({ path: `${pictures}-paper.png` });
    const { at, text, background, ink, overflows } = await page.evaluate(look);
    return { at, text, background, ink, overflows, violations: [] };
  },
);
seen.views.bare = await open({ viewport: { width: 1280, height: 900 } }, async (page) => {
  await page.evaluate(() => document.querySelectorAll("style").forEach((style) => style.remove()));
  if (pictures) await page.screenshot({ path: `${pictures}-bare.png` });
  await page.evaluate(unfold);
  const { at, text, background, ink, overflows } = await page.evaluate(look);
  await page.evaluate(axe);
  return { at, text, background, ink, overflows, violations: await page.evaluate(judge) };
});
// The pages that were opened above are meant.
seen.opened -= Object.keys(seen.views).length;
await browser.close();
console.log(JSON.stringify(seen));
