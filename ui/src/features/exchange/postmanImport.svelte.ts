// A collection of Postman: looked at first, then written as one of our own into a folder that is chosen.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { Imported } from "../../lib/bindings/Imported";
import type { WrittenCollection } from "../../lib/bindings/WrittenCollection";
import { asFailure } from "../../lib/failure";

export class PostmanImport {
  path = $state("");
  folder = $state("");
  imported = $state.raw<Imported | null>(null);
  written = $state.raw<WrittenCollection | null>(null);
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Which of the two paths the failure is about. */
  #about = $state<"path" | "folder">("path");

  constructor(
    private readonly backend: Backend,
    /** Opens the collection that was written into a folder. */
    private readonly opening: (path: string) => Promise<unknown>,
  ) {}

  problem(of: "path" | "folder"): string | null {
    if (this.#about !== of) return null;
    return this.failure?.problems.find((it) => it.field === "path")?.message ?? null;
  }

  /** Another file is meant. */
  retyped() {
    this.imported = null;
    this.written = null;
    this.failure = null;
  }

  async choose(): Promise<void> {
    await this.#do("path", async () => {
      const path = await this.backend.chooseJsonFile();
      if (path === null) return;
      this.path = path;
      await this.#read();
    });
  }

  read(): Promise<void> {
    return this.#do("path", () => this.#read());
  }

  async chooseFolder(): Promise<void> {
    await this.#do("folder", async () => {
      this.folder = (await this.backend.chooseFolder()) ?? this.folder;
    });
  }

  async write(): Promise<void> {
    const { imported } = this;
    if (!imported) return;
    await this.#do("folder", async () => {
      this.written = await this.backend.writeImportedCollection(imported, this.folder.trim());
      await this.opening(this.written.path);
    });
  }

  async #read() {
    this.retyped();
    this.imported = await this.backend.readPostmanCollection(this.path.trim());
  }

  async #do(about: "path" | "folder", what: () => Promise<void>) {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    this.#about = about;
    try {
      await what();
    } catch (thrown) {
      this.failure = asFailure(thrown);
    } finally {
      this.busy = false;
    }
  }
}
