// The registry of test events for a tab's function. Whoever opens the dialog wants it, so what it demands is asked for.

import type { Registry } from "../features/testEvents/testEvents.svelte";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

export function registryOf(workbench: Workbench, tab: Tab): Registry {
  const { backend } = workbench;
  const query = { ...tab.draft.query };
  const run = async <T>(call: () => Promise<T>): Promise<T> => {
    let met = false;
    try {
      return await workbench.access.demands.run(call, {
        prefix: "The test events cannot be read",
        still: () => workbench.dialog?.kind === "test_events",
        onmet: () => (met = true),
      });
    } finally {
      if (met) void workbench.refreshed(query.profile);
    }
  };
  return {
    list: () => run(() => backend.listTestEvents(query)),
    publish: (draft) => run(() => backend.publishTestEvent(query, draft)),
    delete: (name) => run(() => backend.deleteTestEvent(query, name)),
  };
}
