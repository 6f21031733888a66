// What the copy button of each tab copies: the text that is shown, whole, without what is masked in it.

import { VERDICTS } from "../../lib/checkWords";
import { timelineText } from "./timeline";
import type { Finished } from "./run.svelte";

/** Null when the chosen tab shows nothing that could be copied. */
export function copyable({ tab, invocation, body, reading }: Finished): string | null {
  const { answer } = invocation;
  switch (tab) {
    case "response":
      return (body?.filter?.active ? body.filter.found?.json : body?.text) ?? null;
    case "logs":
      return reading?.copyable() || null;
    case "checks":
      return invocation.checks
        .map(({ verdict, label, sentence }) => `${VERDICTS[verdict].word}: ${label}. ${sentence}`)
        .join("\n");
    case "timeline":
      return timelineText(invocation);
    case "compare":
      return null;
    case "headers":
      return answer?.headers.map((it) => `${it.name}: ${it.value}`).join("\n") ?? null;
  }
}
