// Where Chromium is on this machine.

import { existsSync } from "node:fs";

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-browser",
];

/** Where Playwright keeps the one that it has fetched, if it is installed. */
async function fetched() {
  const playwright = await import("playwright-core").catch(() => null);
  return playwright?.chromium.executablePath();
}

/** The path of its program. Ends this one with a word when there is none. */
export async function chromiumPath() {
  for (const path of [...PLACES, await fetched()]) if (path && existsSync(path)) return path;
  console.error("No Chromium found. Install it (apt-get install chromium) or set CHROMIUM to its path.");
  process.exit(2);
}
