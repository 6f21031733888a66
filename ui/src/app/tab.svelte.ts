// One open request: what is being written, and what came of it. Each tab keeps its own, and several may run at once.

import { Draft } from "../features/request/draft.svelte";
import { type Finished, Runs } from "../features/result/run.svelte";
import type { Backend } from "../lib/backend";
import type { Example } from "../lib/bindings/Example";

let opened = 0;

export class Tab {
  readonly id = `tab-${++opened}`;
  readonly draft: Draft;
  readonly runs: Runs;
  /** The sandbox's function it was opened with. */
  readonly example: Example | null;

  constructor(
    backend: Backend,
    examples: readonly Example[],
    windowProfile: () => string,
    example: Example | null,
    onended: (tab: Tab, finished: Finished) => void,
  ) {
    this.example = example;
    this.draft = new Draft(backend, examples, windowProfile, example);
    this.runs = new Runs(backend, (finished) => onended(this, finished));
  }

  get title(): string {
    const name = this.draft.function.trim();
    if (this.example && name === this.example.function && this.draft.onSandbox) return this.example.title;
    return name.split(":function:").at(-1) || "New request";
  }

  /** Whether closing it would lose something. */
  get worthKeeping(): boolean {
    return this.draft.differsFrom(this.example) || this.runs.running !== null;
  }

  /** Whether it is as it was opened, blank and unused. */
  get blank(): boolean {
    return !this.example && !this.worthKeeping && !this.runs.finished;
  }

  destroy() {
    this.runs.dispose();
    this.draft.destroy();
  }
}
