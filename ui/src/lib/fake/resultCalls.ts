// What the fake backend knows of results: bodies, logs, costs, and the history.

import type { BodyForm } from "../bindings/BodyForm";
import type { ComparedPart } from "../bindings/ComparedPart";
import type { CompareQuery } from "../bindings/CompareQuery";
import type { Comparison } from "../bindings/Comparison";
import type { CostQuery } from "../bindings/CostQuery";
import type { FindQuery } from "../bindings/FindQuery";
import type { FindStep } from "../bindings/FindStep";
import type { FullLogStep } from "../bindings/FullLogStep";
import type { HistoryQuery } from "../bindings/HistoryQuery";
import type { Price } from "../bindings/Price";
import { compared, laidOut } from "./compare";
import { failure } from "./failure";
import { filtered, keysOf } from "./filter";
import { checkEditor, checkPath, checkSaveDialog } from "./responseFile";
import { ShareCalls } from "./shareCalls";

export class ResultCalls extends ShareCalls {
  /** Knows names with dots between them. */
  async filterResponse(id: string, expression: string) {
    this.called("filterResponse", { id, expression });
    return filtered(this.runs.body(id), expression);
  }

  async findInResponse(search: string, id: string, query: FindQuery, onStep: (step: FindStep) => void) {
    this.called("findInResponse", { search, id, query });
    this.keepAtHand(id);
    return this.finds.find(search, this.runs.body(id), query, onStep);
  }

  async chooseResponse(name: string): Promise<string | null> {
    this.called("chooseResponse", name);
    checkSaveDialog(this.switches);
    return `/disk/ada/${name}`;
  }

  async saveResponse(id: string, form: BodyForm, path: string) {
    this.called("saveResponse", { id, form, path });
    checkPath(this.switches, path);
  }

  async openResponse(id: string, form: BodyForm, ending: "json" | "txt") {
    this.called("openResponse", { id, form, ending });
    checkEditor(this.switches);
  }

  async responseKeys(id: string, expression: string) {
    return keysOf(this.runs.body(id), expression);
  }

  responseBody(id: string, form: BodyForm) {
    this.keepAtHand(id);
    return this.runs.responseBody(id, form);
  }

  responseRange(id: string, offset: number, length: number) {
    this.keepAtHand(id);
    return this.runs.responseRange(id, offset, length);
  }

  async fullLog(id: string, onStep: (step: FullLogStep) => void) {
    this.called("fullLog", id);
    const { request, invocation } = this.sent.get(id) ?? this.history.entry(id);
    if (this.switches.delete("log-demand")) this.access.signOut(request.profile);
    this.access.demand(request.profile);
    return this.fullLogs.read(id, request.function, invocation?.answer ?? null, onStep);
  }

  async forget(id: string) {
    this.called("forget", id);
    this.runs.forget(id);
  }

  async costEstimate(query: CostQuery) {
    this.called("costEstimate", query);
    return this.priceList.estimate(query);
  }

  async prices() {
    this.called("prices");
    return this.priceList.all();
  }

  async savePrice(price: Price) {
    this.called("savePrice", price);
    this.priceList.save(price);
  }

  async forgetPrice(region: string) {
    this.called("forgetPrice", region);
    this.priceList.forget(region);
  }

  async historyStanding() {
    return this.history.standing();
  }

  async historyPage(query: HistoryQuery) {
    this.called("historyPage", query);
    return this.history.page(query);
  }

  async historyEntry(id: string) {
    return this.history.entry(id);
  }

  async sameRequest(id: string) {
    await this.takeTime("slow-same");
    if (this.switches.has("no-same"))
      throw failure(
        "other",
        "The history cannot be read: its file is locked.",
        "Close what else has it open.",
      );
    return this.history.same(id);
  }

  async historyNames() {
    return this.history.names();
  }

  async lastOutcomes(collection: string) {
    return this.history.last(collection);
  }

  async compareResults(query: CompareQuery): Promise<Comparison> {
    this.called("compareResults", query);
    const { one, other, part, ignored } = query;
    await this.takeTime("slow-compare");
    return compared(this.partOf(one, part), this.partOf(other, part), ignored);
  }

  async comparedText(id: string, part: ComparedPart): Promise<ArrayBuffer> {
    this.called("comparedText", { id, part });
    return laidOut(this.partOf(id, part));
  }

  async pinHistory(id: string, pinned: boolean) {
    this.called("pinHistory", { id, pinned });
    this.history.pin(id, pinned);
  }

  async deleteHistory(ids: string[]) {
    this.called("deleteHistory", ids);
    this.history.delete(ids, true);
  }

  async restoreHistory(ids: string[]) {
    this.called("restoreHistory", ids);
    this.history.delete(ids, false);
  }

  async clearHistory() {
    this.called("clearHistory");
    return this.history.clear();
  }

  protected partOf(id: string, part: ComparedPart): string {
    if (part === "payload") return this.payloads.get(id) ?? this.history.entry(id).request.payload;
    this.keepAtHand(id);
    return new TextDecoder().decode(this.runs.body(id) ?? new Uint8Array());
  }

  protected async takeTime(ifSwitched: string) {
    if (this.switches.has(ifSwitched)) await new Promise((over) => setTimeout(over, 30_000 / this.speed));
  }
}
