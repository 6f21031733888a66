// Where Chromium is on this machine.

import { existsSync } from "node:fs";

const PLACES = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/chromium-browser",
];

/** The path of its program. Ends this one with a word when there is none. */
export function chromiumPath() {
  const path = PLACES.find((place) => place && existsSync(place));
  if (path) return path;
  console.error("No Chromium found. Install it (apt-get install chromium) or set CHROMIUM to its path.");
  process.exit(2);
}
