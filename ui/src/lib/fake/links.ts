// Which collections of the fake backend are in git repositories, and where these are.

import type { RequestSource } from "../bindings/RequestSource";

/** By collections, with their folders in the repositories. All others are in none. */
const PAGES: Readonly<Record<string, string>> = {
  "/disk/ada/work/payments-team": "https://github.com/acme/payments/blob/main/requests/payments-team/",
  "/disk/ada/many": "https://gitlab.com/acme/many/-/blob/main/",
};

export function linkOf({ collection, path }: RequestSource): string | null {
  const page = PAGES[collection];
  return page ? page + path.split("/").map(encodeURIComponent).join("/") : null;
}
