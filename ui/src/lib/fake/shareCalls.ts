// What the fake backend shares, and what others shared.

import type { HideOptions } from "../bindings/HideOptions";
import type { RequestSource } from "../bindings/RequestSource";
import type { ShareOptions } from "../bindings/ShareOptions";
import type { ShareParts } from "../bindings/ShareParts";
import { failure, refuse } from "./failure";
import { hideAll } from "./hiding";
import { linkOf } from "./links";
import { shared } from "./share";
import { ORDER_FILE, TEAM_FILE } from "./sharedFiles";
import { sharedFolder } from "./shareFolder";
import { InvocationCalls } from "./invocationCalls";

export class ShareCalls extends InvocationCalls {
  async sharePreview(id: string, options: ShareOptions) {
    this.called("sharePreview", { id, options });
    const body = new TextDecoder().decode(this.runs.body(id) ?? new Uint8Array());
    return shared(this.history.entry(id), body, options);
  }

  async shareClipboard(id: string, parts: ShareParts, hide: HideOptions) {
    this.called("shareClipboard", { id, parts, hide });
    const { text } = await this.sharePreview(id, { form: "web_page", parts, hide, fold: true });
    return { html: text, text: text.replaceAll(/<[^>]*>/g, " ") };
  }

  async requestLink(source: RequestSource) {
    this.called("requestLink", source);
    return linkOf(source);
  }

  async shareFolderPreview(source: RequestSource, hide: HideOptions) {
    this.called("shareFolderPreview", { source, hide });
    return sharedFolder(this.store.disk, source, hide);
  }

  async saveFolderShare(source: RequestSource, hide: HideOptions, path: string) {
    this.called("saveFolderShare", { source, hide, path });
    if (!path.startsWith("/")) refuse([{ field: "path", message: "Type the whole path of a file." }]);
    if (this.switches.has("full-disk"))
      throw failure("other", `${path} cannot be written: the disk is full.`, "Make room, and save it again.");
  }

  async hideInText(id: string, text: string) {
    this.called("hideInText", { id, text });
    if (this.switches.has("no-hiding"))
      throw failure(
        "other",
        "The text could not be looked through: it is longer than 64 MB.",
        "Filter the log first.",
      );
    return hideAll(text);
  }

  async saveShare(id: string, options: ShareOptions, path: string) {
    this.called("saveShare", { id, options, path });
    if (!path.startsWith("/")) refuse([{ field: "path", message: "Type the whole path of a file." }]);
  }

  async chooseSharedFile() {
    this.called("chooseSharedFile");
    return ORDER_FILE;
  }

  async openSharedFile(path: string) {
    this.called("openSharedFile", path);
    return this.openShared(path);
  }

  async readSharedFile(file: File) {
    this.called("readSharedFile", file.size);
    const known = TEAM_FILE.endsWith(file.name) ? TEAM_FILE : ORDER_FILE;
    return this.openShared(file.size ? known : "");
  }

  async watchSharedFiles(report: (path: string) => void) {
    this.sharedFiles.report = report;
  }

  async chooseShare(name: string) {
    this.called("chooseShare", name);
    return `/disk/ada/${name}`;
  }

  protected openShared(path: string) {
    const share = this.sharedFiles.open(path, (id, body) => this.runs.keep(id, body));
    if (share.result) this.payloads.set(share.result.id, share.requests[0]?.content.payload ?? "");
    return share;
  }
}
