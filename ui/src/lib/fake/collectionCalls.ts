// The fake backend's collections, templates, imports, and what is kept of tabs.

import type { CollectionChange } from "../bindings/CollectionChange";
import type { FolderContent } from "../bindings/FolderContent";
import type { Imported } from "../bindings/Imported";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { Keep } from "../bindings/Keep";
import type { RequestContent } from "../bindings/RequestContent";
import type { RequestSource } from "../bindings/RequestSource";
import type { Session } from "../bindings/Session";
import type { TabDraft } from "../bindings/TabDraft";
import type { Variable } from "../bindings/Variable";
import { readCommandLine, readPostman, writeImported } from "./exchange";
import { NO_KEYCHAIN } from "./failure";
import { TEMPLATES, fillTemplate } from "./templates";
import { AccessCalls } from "./accessCalls";

export class CollectionCalls extends AccessCalls {
  async collections() {
    return this.store.list();
  }

  async openCollection(path: string) {
    this.called("openCollection", path);
    return this.store.open(path);
  }

  async createCollection(path: string, name: string) {
    this.called("createCollection", { path, name });
    return this.store.create(path, name);
  }

  async closeCollection(id: string) {
    this.called("closeCollection", id);
    this.store.close(id);
  }

  async forgetCollection(id: string) {
    this.called("forgetCollection", id);
    this.store.forget(id);
  }

  async chooseFolder() {
    this.called("chooseFolder");
    return this.chosenFolder;
  }

  async watchCollections(onChange: (change: CollectionChange) => void) {
    this.store.watch(onChange);
  }

  async openRequest(source: RequestSource) {
    this.called("openRequest", source);
    return this.store.openRequest(source);
  }

  async saveRequest(source: RequestSource, content: RequestContent, stamp: string | null) {
    this.called("saveRequest", { source, content, stamp });
    return this.store.saveRequest(source, content, stamp);
  }

  async createRequest(folder: RequestSource, name: string, content: RequestContent) {
    this.called("createRequest", { folder, name, content });
    return this.store.createRequest(folder, name, content);
  }

  async createFolder(folder: RequestSource, name: string) {
    this.called("createFolder", { folder, name });
    return this.store.createFolder(folder, name);
  }

  async renameEntry(source: RequestSource, name: string) {
    this.called("renameEntry", { source, name });
    return this.store.rename(source, name);
  }

  async moveEntry(source: RequestSource, folder: RequestSource) {
    this.called("moveEntry", { source, folder });
    return this.store.move(source, folder);
  }

  async duplicateEntry(source: RequestSource) {
    this.called("duplicateEntry", source);
    return this.store.duplicate(source);
  }

  async deleteEntry(source: RequestSource, forGood: boolean) {
    this.called("deleteEntry", { source, forGood });
    this.store.delete(source, forGood);
  }

  async openFolder(source: RequestSource) {
    return this.store.openFolder(source);
  }

  async saveFolder(source: RequestSource, content: FolderContent, stamp: string) {
    this.called("saveFolder", { source, content, stamp });
    return this.store.saveFolder(source, content, stamp);
  }

  async openEnvironment(collection: string, name: string) {
    return this.store.openEnvironment(collection, name);
  }

  async saveEnvironment(
    collection: string,
    name: string,
    before: string | null,
    variables: Variable[],
    stamp: string | null,
  ) {
    this.called("saveEnvironment", { collection, name, before, variables, stamp });
    return this.store.saveEnvironment(collection, name, before, variables, stamp);
  }

  async deleteEnvironment(collection: string, name: string) {
    this.called("deleteEnvironment", { collection, name });
    this.store.deleteEnvironment(collection, name);
  }

  async setSecretVariable(
    collection: string,
    environment: string,
    name: string,
    value: string | null,
    keep: Keep,
  ) {
    this.called("setSecretVariable", { collection, environment, name, given: value !== null, keep });
    if (this.switches.has("no-keychain") && keep === "keychain") throw NO_KEYCHAIN;
    this.store.setSecret(collection, environment, name, value !== null);
  }

  async allowEnv(collection: string, name: string, allowed: boolean) {
    this.called("allowEnv", { collection, name, allowed });
    this.store.allowEnv(collection, name, allowed);
  }

  async listVariables(source: RequestSource, environment: string | null) {
    return this.store.listVariables(source, environment);
  }

  async fillRequest(input: InvokeInput) {
    return this.store.fill(input);
  }

  async restoreSession() {
    return this.session.restore();
  }

  async saveSession(session: Session) {
    this.session.save(session);
  }

  async saveDraft(tab: string, draft: TabDraft | null) {
    this.session.saveDraft(tab, draft);
  }

  async listTemplates() {
    return TEMPLATES;
  }

  async fillTemplate(id: string, values: Record<string, string>) {
    return fillTemplate(id, values);
  }

  async readCommandLine(text: string) {
    this.called("readCommandLine", text);
    return readCommandLine(text);
  }

  async readPostmanCollection(path: string) {
    this.called("readPostmanCollection", path);
    return readPostman(path);
  }

  async writeImportedCollection(imported: Imported, folder: string) {
    this.called("writeImportedCollection", { imported, folder });
    const written = writeImported(imported, folder);
    this.store.imported(written.path, imported);
    return written;
  }

  async chooseJsonFile() {
    this.called("chooseJsonFile");
    return this.chosenJson;
  }
}
