// The requests of a folder on their way out, as a Lambdesk file.

import type { Backend } from "../../lib/backend";
import type { HideOptions } from "../../lib/bindings/HideOptions";
import type { RequestSource } from "../../lib/bindings/RequestSource";
import { contentsOf } from "./contents";
import { Sharing } from "./sharing.svelte";

export class FolderSharing extends Sharing {
  readonly form = "lambdesk_file";
  /** What the file holds; null when that is not known. */
  readonly contents = $derived(this.preview && contentsOf(this.preview.text));

  constructor(
    backend: Backend,
    /** With an empty path the whole collection. */
    private readonly source: RequestSource,
  ) {
    super(backend);
  }

  protected ask(hide: HideOptions) {
    return this.backend.shareFolderPreview(this.source, hide);
  }
  protected write(hide: HideOptions, path: string) {
    return this.backend.saveFolderShare(this.source, hide, path);
  }

  get empty(): boolean {
    return this.contents?.requests === 0;
  }
  override get ready(): boolean {
    return super.ready && !this.empty;
  }
}
