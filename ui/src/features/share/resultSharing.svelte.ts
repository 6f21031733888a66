// A result on its way out: as what, and what of it.

import type { Backend } from "../../lib/backend";
import type { HideOptions } from "../../lib/bindings/HideOptions";
import type { ShareForm } from "../../lib/bindings/ShareForm";
import type { ShareOptions } from "../../lib/bindings/ShareOptions";
import type { ShareParts } from "../../lib/bindings/ShareParts";
import { copy, copyRich } from "../../lib/clipboard";
import { Sharing } from "./sharing.svelte";

export class ResultSharing extends Sharing {
  form = $state<ShareForm>("web_page");
  parts = $state.raw<ShareParts>({ payload: true, response: true, logs: true, attempts: true });
  /** Whether long texts of Markdown are folded away, or cut short. */
  fold = $state(true);

  constructor(
    backend: Backend,
    /** The invocation's. */
    private readonly id: string,
  ) {
    super(backend);
  }

  #options(hide: HideOptions): ShareOptions {
    return { form: this.form, parts: this.parts, hide, fold: this.fold };
  }
  protected ask(hide: HideOptions) {
    return this.backend.sharePreview(this.id, this.#options(hide));
  }
  protected write(hide: HideOptions, path: string) {
    return this.backend.saveShare(this.id, this.#options(hide), path);
  }

  /** Makes something else of it. What is kept of a path would have the wrong ending. */
  become(form: ShareForm) {
    this.form = form;
    this.path = "";
    this.failure = null;
    void this.look();
  }
  take(part: keyof ShareParts, taken: boolean) {
    this.parts = { ...this.parts, [part]: taken };
    void this.look();
  }

  /** Copies it: a web page as text with its looks, so that it can be pasted into mail and chat. */
  async copy(): Promise<void> {
    const { preview, form, parts, hide } = this;
    if (!preview || !this.ready) return;
    const copied =
      form === "web_page"
        ? await copyRich(this.backend.shareClipboard(this.id, parts, hide))
        : await copy(preview.text);
    this.done = copied ? "Copied." : "It could not be copied: save it instead.";
  }
}
