// Lines of a log on their way into a ticket or a chat: Rust hides in them what sharing hides, and the rest is copied.

import { Attempting } from "../../lib/attempting.svelte";
import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import { copyComing } from "../../lib/clipboard";

const REFUSED: Failure = {
  code: "other",
  message: "The log could not be copied.",
  hint: "The system did not let Lambdesk at the clipboard.",
  problems: [],
  demand: null,
};

export class CopyForSharing extends Attempting {
  /** What was done, in words. */
  said = $state("");

  constructor(
    private readonly backend: Backend,
    /** The invocation's. */
    private readonly id: string,
  ) {
    super();
  }

  async copy(text: string): Promise<void> {
    this.said = "";
    await this.attempt(async () => {
      const clean = this.backend.hideInText(this.id, text);
      const copied = await copyComing(clean.then((it) => it.text));
      const { hidden } = await clean;
      if (!copied) throw REFUSED;
      this.said = copiedWords(hidden);
    });
  }
}

function copiedWords(hidden: number): string {
  if (!hidden) return "Copied. Nothing to hide was found in it.";
  return `Copied, ${hidden.toLocaleString("en")} ${hidden === 1 ? "part" : "parts"} hidden.`;
}
