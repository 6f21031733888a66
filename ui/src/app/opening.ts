// Requests that are made of something that was found: a function of the list, or a test event.

import { SANDBOX } from "../features/request/draft.svelte";
import type { Place } from "../features/functions/functions.svelte";
import type { TestEvent } from "../lib/bindings/TestEvent";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

/** Where the tab's functions are. */
export function placeOf({ draft }: Tab): Place {
  return { profile: draft.profile, region: draft.region };
}

/** Tabs that were opened by a click on the list, by the function they were opened with. */
const glanced = new WeakMap<Tab, string>();

/** Whether the tab is as the list opened it: then the next click on the list may have it. */
function untouched({ draft, runs }: Tab, name: string): boolean {
  return (
    draft.function === name &&
    draft.qualifier === "" &&
    draft.payload.text === "{}" &&
    draft.context.text === "" &&
    draft.options.changed === 0 &&
    !runs.running &&
    !runs.finished
  );
}

interface Wanted {
  qualifier?: string;
  /** One more, even where there is a request of it already. */
  another?: boolean;
}

/** Brings a request of the function to the front, or makes one. */
export function openFunction(workbench: Workbench, place: Place, name: string, wanted: Wanted = {}): void {
  const { qualifier, another = false } = wanted;
  const example = place.profile === SANDBOX && workbench.examples.find((it) => it.function === name);
  const { tab } = workbench;
  if (!another) {
    const same = ({ draft }: Tab) =>
      draft.profile === place.profile &&
      draft.region === place.region &&
      draft.function.trim() === name &&
      (qualifier === undefined || draft.qualifier.trim() === qualifier);
    const open = tab && same(tab) ? tab : workbench.tabs.find(same);
    if (open) return workbench.activate(open.id);
    if (example && qualifier === undefined) return workbench.openExample(example);
  }
  const reused = !another && tab && glanced.has(tab) && untouched(tab, glanced.get(tab)!) ? tab : null;
  const fill = ({ draft }: Tab) => {
    if (draft.profile !== place.profile) draft.own = place.profile;
    if (draft.region !== place.region) draft.region = place.region;
    draft.function = name;
    draft.qualifier = qualifier ?? "";
    if (example) draft.payload.text = example.payload;
    void draft.describe();
  };
  if (reused) fill(reused);
  const opened = reused ?? workbench.openRequest(fill);
  if (!qualifier && !example) glanced.set(opened, name);
}

/** Makes a request of a test event of the tab's function. */
export function openTestEvent(workbench: Workbench, tab: Tab, event: TestEvent): void {
  const { draft } = tab;
  const place = placeOf(tab);
  workbench.openRequest(({ draft: fresh }) => {
    if (fresh.profile !== place.profile) fresh.own = place.profile;
    if (fresh.region !== place.region) fresh.region = place.region;
    fresh.function = draft.function;
    fresh.qualifier = draft.qualifier;
    fresh.payload.text = event.payload;
    fresh.options.invocationType = event.invocation_type;
    void fresh.describe();
  });
}
