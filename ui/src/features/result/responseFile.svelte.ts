// A response on its way out: into a file, or as a copy into the system's editor. One at a time; what came of it is said.

import type { Backend } from "../../lib/backend";
import type { BodyForm } from "../../lib/bindings/BodyForm";
import type { BodyKind } from "../../lib/bindings/BodyKind";
import type { Failure } from "../../lib/bindings/Failure";
import { asFailure } from "../../lib/failure";

/** Long enough to read a path. */
const SAID_FOR = 8000;
const LONGEST_NAME = 80;
const ENDINGS = { json: "json", text: "txt", binary: "bin", empty: "txt" } as const;

/** What a file of a function's response is called: `orders-create-response.json`. The function may be given by its ARN. */
export function fileName(functionName: string, kind: BodyKind): string {
  const name = /(?:^|:)function:([^:]+)/.exec(functionName)?.[1] ?? functionName.split(":")[0]!;
  const safe = name
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, LONGEST_NAME)
    .replace(/^-+|-+$/g, "");
  return `${safe ? `${safe}-` : ""}response.${ENDINGS[kind]}`;
}

export class ResponseFile {
  /** Something is under way, be it only that the system asks. */
  busy = $state(false);
  /** What is being done, or was. */
  words = $state("");
  failure = $state.raw<Failure | null>(null);
  /** The path being typed, where the system has no dialog that asks for it; else null. */
  path = $state<string | null>(null);
  #form: BodyForm = "received";
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly id: string,
    private readonly kind: BodyKind,
  ) {}

  /** Whether there is a program for it that runs and renders nothing. */
  get opens(): boolean {
    return this.kind !== "binary";
  }

  /** Asks where it goes, and writes it there. */
  async save(form: BodyForm, functionName: string): Promise<void> {
    await this.#do(async () => {
      this.#form = form;
      let path: string | null;
      try {
        path = await this.backend.chooseResponse(fileName(functionName, this.kind));
      } catch (thrown) {
        this.path = "";
        throw thrown;
      }
      // Null: the user gave up.
      if (path !== null) await this.#write(path);
    });
  }

  /** Writes it where it was typed. */
  async saveTyped(): Promise<void> {
    const path = this.path?.trim();
    if (!path || this.busy) return;
    await this.#do(() => this.#write(path));
    if (this.failure) this.path = path;
  }

  async #write(path: string) {
    this.words = "Saving…";
    await this.backend.saveResponse(this.id, this.#form, path);
    this.words = `Saved to ${path}`;
  }

  /** Opens a copy in the system's program for such a file. */
  async open(form: BodyForm): Promise<void> {
    await this.#do(async () => {
      this.words = "Opening…";
      await this.backend.openResponse(this.id, form, this.kind === "json" ? "json" : "txt");
      this.words = "Opened a copy, which goes when Lambdesk ends";
    });
  }

  async #do(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.dismiss();
    clearTimeout(this.#timer);
    this.words = "";
    this.busy = true;
    try {
      await what();
    } catch (thrown) {
      this.failure = asFailure(thrown);
      this.words = "";
    } finally {
      this.busy = false;
      this.#timer = setTimeout(() => (this.words = ""), SAID_FOR);
    }
  }

  /** Nothing more is said of what failed. */
  dismiss() {
    this.failure = null;
    this.path = null;
  }

  destroy() {
    clearTimeout(this.#timer);
  }
}
