// The fake backend's functions, and what is sent to them.

import type { Check } from "../bindings/Check";
import type { CodeLanguage } from "../bindings/CodeLanguage";
import type { FunctionListQuery } from "../bindings/FunctionListQuery";
import type { FunctionPage } from "../bindings/FunctionPage";
import type { FunctionQuery } from "../bindings/FunctionQuery";
import type { InvokeInput } from "../bindings/InvokeInput";
import type { Progress } from "../bindings/Progress";
import type { RunEvent } from "../bindings/RunEvent";
import type { RunInput } from "../bindings/RunInput";
import type { TestEventDraft } from "../bindings/TestEventDraft";
import { behaviour } from "./behaviour";
import { codeOf } from "./exchange";
import { refuse } from "./failure";
import { problemsOf, resultsOf } from "./folderRuns";
import { checkJson, checkRequest, factsOf, formatJson, previewOf } from "./request";
import { CollectionCalls } from "./collectionCalls";

export class InvocationCalls extends CollectionCalls {
  async copyAs(input: InvokeInput, language: CodeLanguage) {
    this.called("copyAs", { input, language });
    refuse((await this.checkRequest(input)).problems);
    return codeOf(input, language);
  }

  async checkRequest(input: InvokeInput) {
    const { problems, ...filled } = this.store.fill(input);
    const check = checkRequest({ ...input, ...filled }, this.refuse);
    return {
      ...check,
      problems: [...problems.map(({ field, message }) => ({ field, message })), ...check.problems],
    };
  }

  async previewRequest(input: InvokeInput) {
    this.called("previewRequest", input);
    this.access.demand(input.profile);
    return previewOf({ ...input, ...this.store.fill(input) });
  }

  async describeFunction(query: FunctionQuery) {
    this.called("describeFunction", query);
    this.access.demand(query.profile);
    return factsOf(query, this.facts);
  }

  async knownFunctions(query: FunctionListQuery) {
    this.called("knownFunctions", query);
    return this.functions.known(query);
  }

  async listFunctions(id: string, query: FunctionListQuery, onPage: (page: FunctionPage) => void) {
    this.called("listFunctions", query);
    this.access.demand(query.profile);
    return this.functions.list(id, query, onPage);
  }

  async listQualifiers(query: FunctionQuery) {
    this.called("listQualifiers", query);
    this.access.demand(query.profile);
    return this.functions.qualifiers(query);
  }

  async listTestEvents(query: FunctionQuery) {
    this.called("listTestEvents", query);
    this.access.demand(query.profile);
    return this.testEvents.list(query);
  }

  async publishTestEvent(query: FunctionQuery, draft: TestEventDraft) {
    this.called("publishTestEvent", draft);
    return this.testEvents.publish(query, draft);
  }

  async deleteTestEvent(query: FunctionQuery, name: string) {
    this.called("deleteTestEvent", name);
    return this.testEvents.delete(query, name);
  }

  async checkJson(text: string) {
    return checkJson(text);
  }

  async formatJson(text: string) {
    return formatJson(text);
  }

  async invoke(id: string, input: InvokeInput, onProgress: (step: Progress) => void) {
    this.called("invoke", input);
    refuse((await this.checkRequest(input)).problems);
    this.access.demand(input.profile);
    this.access.confirm(input);
    if (input.function === "expired-token") this.signIns.signOut();
    const filled = { ...input, ...this.store.fill(input) };
    const script = this.scripts.shift() ?? behaviour(filled);
    if (this.settings.history.keep) this.history.begin(id, filled);
    this.payloads.set(id, filled.payload);
    const played = await this.runs.play(id, filled, script, onProgress);
    const invocation = { ...played, checks: resultsOf(input.checks ?? []) };
    this.sent.set(id, { request: input, invocation });
    if (this.settings.history.keep) this.history.end(invocation, this.runs.body(id) ?? new Uint8Array());
    return invocation;
  }

  async checkChecks(checks: Check[]) {
    return problemsOf(checks);
  }

  async runFolder(id: string, input: RunInput, onEvent: (event: RunEvent) => void) {
    this.called("runFolder", input);
    this.access.demand(input.profile);
    const profile = this.profiles.find((it) => it.id === input.profile && it.production);
    const cases = this.store.casesIn(input.folder);
    return this.folderRuns.run(id, input, cases, profile?.name ?? null, onEvent);
  }

  async runResult(id: string, number: number) {
    this.called("runResult", { id, number });
    return this.folderRuns.result(id, number);
  }

  async saveRunReport(id: string, path: string) {
    this.called("saveRunReport", path);
    this.folderRuns.save(id, path);
  }

  async chooseReport(name: string) {
    this.called("chooseReport", name);
    return `/disk/ada/${name}`;
  }

  async forgetRun(id: string) {
    this.folderRuns.stop(id);
  }

  async cancel(id: string) {
    this.called("cancel", id);
    this.folderRuns.stop(id);
    this.runs.cancel(id);
    this.functions.cancel(id);
    this.fullLogs.cancel(id);
    this.finds.stop(id);
  }
}
