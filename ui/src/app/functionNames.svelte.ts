// Which functions can be meant where the tab in front goes: those that are listed there, and those that were named before.

import type { Suggestion } from "../components/suggestions";
import { figures } from "../features/functions/words";
import { placeOf } from "./opening";
import type { Workbench } from "./workbench.svelte";

export class FunctionNames {
  constructor(private readonly workbench: Workbench) {}

  place = $derived.by(() => this.workbench.tab && placeOf(this.workbench.tab));
  listing = $derived.by(() => (this.place ? this.workbench.functions.at(this.place) : null));
  /** Names that were used before: invoked, or named in another tab of the same profile. */
  used = $derived.by(() => {
    const { tab, tabs } = this.workbench;
    const here = tabs.filter((it) => it !== tab && it.draft.profile === this.place?.profile);
    const names = here.map((it) => it.draft.function.trim()).filter(Boolean);
    return [...new Set([...(this.listing?.used ?? []), ...names])];
  });
  suggestions = $derived.by((): Suggestion[] =>
    this.listing?.functions
      ? this.listing.functions.map((it) => ({ value: it.name, remark: figures(it) }))
      : this.used.map((value) => ({ value, group: "Used before" })),
  );
  /** That more are coming, or why there are none. */
  note = $derived.by(
    () =>
      this.listing?.failure?.message ??
      (this.listing?.reading && !this.listing.functions ? "Reading the list of functions…" : null),
  );

  /** They are needed soon. */
  want() {
    if (this.place) this.workbench.functions.want(this.place);
  }
}
