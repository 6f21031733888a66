// Where requests of a collection are on the web.

import type { Failure } from "../lib/bindings/Failure";
import type { RequestSource } from "../lib/bindings/RequestSource";
import { copyComing } from "../lib/clipboard";
import { asFailure } from "../lib/failure";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

const told = (message: string, hint = ""): Failure => ({
  code: "other",
  message,
  hint,
  problems: [],
  demand: null,
});
const NOWHERE = told(
  "This folder belongs to no git repository with an address on the web, so there is no link.",
);
const NOT_COPIED = told("The link could not be copied.", "The system did not let it into the clipboard.");

/** Copies the address of a request's file, or tells why there is none. */
export async function copyLink(workbench: Workbench, source: RequestSource): Promise<void> {
  const coming = workbench.backend.requestLink(source).then((link) => {
    if (link === null) throw NOWHERE;
    return link;
  });
  try {
    if (!(await copyComing(coming))) throw NOT_COPIED;
    workbench.passing.say("Link copied");
  } catch (thrown) {
    const failure = asFailure(thrown);
    workbench.announcement = failure.message;
    workbench.notices.tellAnew(failure);
  }
}

/** Looks for the link of a tab's request; null for one that is not in a collection. */
export function linkOf({ backend }: Workbench, { kept }: Tab): (() => Promise<string | null>) | null {
  return kept && !kept.gone ? () => backend.requestLink(kept.source) : null;
}
