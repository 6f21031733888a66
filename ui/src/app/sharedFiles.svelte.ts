// Lambdesk files that come from others: a result is shown in a tab of its own, requests are listed. Nothing in them runs
// by itself.

import { Finished, type KeptFrom, type SharedFrom, type Target } from "../features/result/run.svelte";
import type { Failure } from "../lib/bindings/Failure";
import type { OpenedRequest } from "../lib/bindings/OpenedRequest";
import type { OpenedShare } from "../lib/bindings/OpenedShare";
import { asFailure } from "../lib/failure";
import { outcomeWords } from "../lib/outcome";
import { targetOf } from "./sending";
import type { Tab } from "./tab.svelte";
import type { Workbench } from "./workbench.svelte";

const nameOf = (path: string) => path.split(/[\\/]/).at(-1) || path;

/** Opens the file at a path. Rejects when it is refused. */
export async function openSharedFile(workbench: Workbench, path: string): Promise<void> {
  show(workbench, await workbench.backend.openSharedFile(path), nameOf(path));
}

/** Files of this many bytes are refused unread; Rust refuses what is larger than a Lambdesk file may be. */
const LARGEST = 64 * 1024 * 1024;

/** Files that nobody in the window asked for. They wait until no dialog is open: what was typed in it is not lost. */
export class ArrivingFiles {
  #waiting = $state.raw<readonly (() => Promise<void>)[]>([]);

  constructor(private readonly workbench: Workbench) {}

  /** Takes what the system hands over, from now on. */
  watch() {
    const { workbench } = this;
    void workbench.backend.watchSharedFiles((path) =>
      this.#arrive(nameOf(path), () => openSharedFile(workbench, path)),
    );
  }

  drop(files: readonly File[]) {
    const { workbench } = this;
    for (const file of files)
      this.#arrive(file.name, async () => {
        if (file.size > LARGEST) throw tooLarge;
        show(workbench, await workbench.backend.readSharedFile(file), file.name);
      });
  }

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Opens the one that waits longest. */
  next() {
    const [first, ...others] = this.#waiting;
    this.#waiting = others;
    void first?.();
  }

  #arrive(name: string, open: () => Promise<void>) {
    this.#waiting = [...this.#waiting, () => told(this.workbench, name, open)];
  }
}

const tooLarge: Failure = {
  code: "other",
  message: "The Lambdesk file cannot be opened: it is longer than 64 MB.",
  hint: "",
  problems: [],
  demand: null,
};

async function told(workbench: Workbench, name: string, what: () => Promise<void>): Promise<void> {
  try {
    await what();
  } catch (thrown) {
    const failure: Failure = asFailure(thrown);
    workbench.notices.tell({ ...failure, message: `${name}: ${failure.message}` });
  }
}

function show(workbench: Workbench, share: OpenedShare, name: string) {
  const [first, ...others] = share.requests;
  const { result } = share;
  if (first && result) {
    const tab = openShared(workbench, first);
    const from: SharedFrom = {
      name,
      told: share.told,
      parts: share.parts,
      onadd: () => workbench.open({ kind: "addShared", requests: [first] }),
      onrun: () => workbench.open({ kind: "runShared", tab, name }),
    };
    const kept: KeptFrom = {
      at: Date.parse(result.started_at),
      leftOut: share.left_out,
      masked: false,
      profileGone: false,
      file: from,
    };
    // Where it was sent from is not known, and nobody's business.
    const target: Target = {
      ...targetOf(workbench, tab),
      profileName: name,
      // Only what the file says.
      region: tab.draft.region ?? "",
      onSandbox: false,
      alias: null,
      architecture: null,
      endpoint: null,
    };
    tab.runs.show(new Finished(workbench.backend, result, target, { kept }));
    workbench.announcement = `From ${name}: ${outcomeWords(result)}`;
  }
  const listed = result ? others : share.requests;
  workbench.dialog = listed.length
    ? { kind: "sharedRequests", name, share: { ...share, requests: listed } }
    : null;
}

/** Opens a request of somebody else's in a tab of its own. It belongs to no collection, and so reaches no variable. */
export function openShared(workbench: Workbench, { content }: OpenedRequest): Tab {
  return workbench.openRequest((tab) => {
    tab.draft.take(content, tab.draft.inherited);
    tab.compare();
    void tab.draft.describe();
    void workbench.reloadIdentity();
  }, true);
}
