// What the fake backend keeps of tabs and drafts. It can begin with some, as after a restart.

import type { RestoredSession } from "../bindings/RestoredSession";
import type { Session } from "../bindings/Session";
import type { TabDraft } from "../bindings/TabDraft";
import { contentOf, UNSAID } from "../requestContent";

const COLLECTION = "/disk/ada/work/payments-team";
const EMPTY: Session = { tabs: [], front: null, collection: null, environments: [], unfolded: [] };

export class FakeSession {
  session: Session = EMPTY;
  readonly drafts = new Map<string, TabDraft>();

  constructor(switches: ReadonlySet<string>) {
    if (!switches.has("session")) return;
    const tab = (id: string, path: string | null, title: string) => ({
      id,
      source: path === null ? null : { collection: COLLECTION, path },
      title,
      profile: null,
      example: null,
      apart: false,
    });
    this.session = {
      tabs: [
        tab("t1", "orders/create-order.json", "Create order, EU customer"),
        tab("t2", "nightly/full-run.json", "Full run (up to 14 min)"),
        tab("t3", null, "New request"),
      ],
      front: "t1",
      collection: COLLECTION,
      environments: [{ collection: COLLECTION, environment: "staging-eu" }],
      unfolded: [
        { collection: COLLECTION, path: "orders" },
        { collection: COLLECTION, path: "nightly" },
      ],
    };
    this.drafts.set("t3", {
      content: {
        ...contentOf(null),
        payload: '{ "half": "written"',
        sending: { ...UNSAID, function: "orders-ship" },
      },
      stamp: null,
    });
  }

  restore(): RestoredSession {
    return {
      session: this.session,
      drafts: [...this.drafts].map(([tab, draft]) => ({ tab, draft })),
      failure: null,
    };
  }
  save(session: Session) {
    this.session = session;
  }
  saveDraft(tab: string, draft: TabDraft | null) {
    if (draft) this.drafts.set(tab, draft);
    else this.drafts.delete(tab);
  }
}
