// A backend without Rust, for tests and for `npm run dev` in a browser. It behaves plausibly, and is no measure of truth:
// what Lambda says is the sandbox's business. It is switched by ?fake=a,b,c:
// start: no-keychain, no-sandbox, no-profiles-file, no-secret
// profiles: profiles, sso, mfa, approve, production, aws-files, many-profiles, long-name
// sessions: signed-in, expiring, renews, expired, locked, stays-locked, denies, refuses; the function `expired-token` ends one
// signing in: never-confirmed, no-browser, denied, code-ran-out, one-account, 60-accounts, many-accounts, no-accounts,
// slow-accounts, failing-accounts
// functions: functions, no-list, slow-list, kept-list, throttled-list, empty-list; test events: test-events, no-test-events
// files: keys-in-file, read-only-file, unreadable-keys
// collections: collection, collection-problems, many-requests, lost-collection, recent-collections, secrets-entered, no-trash,
// session
// full logs: log-slow, log-late, log-open, log-none, log-denied, log-demand; sharing: no-hiding
// history: history, past-runs (of the sandbox's echo), much-history, no-history, full-disk; slow-compare
// responses: slow-find, no-save-dialog, unwritable, no-editor

import type { Backend } from "./backend";
import type { BodyForm } from "./bindings/BodyForm";
import type { Check } from "./bindings/Check";
import type { CollectionChange } from "./bindings/CollectionChange";
import type { CodeLanguage } from "./bindings/CodeLanguage";
import type { FieldProblem } from "./bindings/FieldProblem";
import type { FolderContent } from "./bindings/FolderContent";
import type { ComparedPart } from "./bindings/ComparedPart";
import type { CompareQuery } from "./bindings/CompareQuery";
import type { Comparison } from "./bindings/Comparison";
import type { CostQuery } from "./bindings/CostQuery";
import type { FullLogStep } from "./bindings/FullLogStep";
import type { Price } from "./bindings/Price";
import type { FindQuery } from "./bindings/FindQuery";
import type { FindStep } from "./bindings/FindStep";
import type { FunctionFacts } from "./bindings/FunctionFacts";
import type { FunctionListQuery } from "./bindings/FunctionListQuery";
import type { FunctionPage } from "./bindings/FunctionPage";
import type { FunctionQuery } from "./bindings/FunctionQuery";
import type { HistoryEntry } from "./bindings/HistoryEntry";
import type { HistoryQuery } from "./bindings/HistoryQuery";
import type { IdentityCenter } from "./bindings/IdentityCenter";
import type { Imported } from "./bindings/Imported";
import type { InvokeInput } from "./bindings/InvokeInput";
import type { Keep } from "./bindings/Keep";
import type { KeychainState } from "./bindings/KeychainState";
import type { Platform } from "./bindings/Platform";
import type { Profile } from "./bindings/Profile";
import type { ProfileDraft } from "./bindings/ProfileDraft";
import type { ProfileList } from "./bindings/ProfileList";
import type { Progress } from "./bindings/Progress";
import type { RequestContent } from "./bindings/RequestContent";
import type { RequestSource } from "./bindings/RequestSource";
import type { RunEvent } from "./bindings/RunEvent";
import type { RunInput } from "./bindings/RunInput";
import type { Session } from "./bindings/Session";
import type { HideOptions } from "./bindings/HideOptions";
import type { ShareOptions } from "./bindings/ShareOptions";
import type { ShareParts } from "./bindings/ShareParts";
import type { Settings } from "./bindings/Settings";
import type { StartUp } from "./bindings/StartUp";
import type { TabDraft } from "./bindings/TabDraft";
import type { Variable } from "./bindings/Variable";
import type { TestEventDraft } from "./bindings/TestEventDraft";
import { FakeAccess } from "./fake/access";
import { behaviour, EXAMPLES, type Script } from "./fake/behaviour";
import { FakeCollections } from "./fake/collections";
import { savedFrom } from "./fake/drafts";
import { compared, laidOut } from "./fake/compare";
import { codeOf, readCommandLine, readPostman, writeImported } from "./fake/exchange";
import { DENIED, failure, LOCKED, NO_KEYCHAIN, refuse } from "./fake/failure";
import { FakeFiles } from "./fake/files";
import { FakeFullLogs } from "./fake/fullLog";
import { FakeFunctions } from "./fake/functions";
import { hideAll } from "./fake/hiding";
import { FakeHistory } from "./fake/history";
import { FakeFolderRuns, problemsOf, resultsOf } from "./fake/folderRuns";
import { FakePrices } from "./fake/prices";
import { profilesOf } from "./fake/profiles";
import { checkJson, checkRequest, factsOf, formatJson, previewOf } from "./fake/request";
import { FakeRuns } from "./fake/runs";
import { FakeSession } from "./fake/session";
import { filtered, keysOf } from "./fake/filter";
import { linkOf } from "./fake/links";
import { FakeFinds } from "./fake/find";
import { checkEditor, checkPath, checkSaveDialog } from "./fake/responseFile";
import { shared } from "./fake/share";
import { sharedFolder } from "./fake/shareFolder";
import { FakeSharedFiles, ORDER_FILE, TEAM_FILE } from "./fake/sharedFiles";
import { checkSettings, PRESETS, SETTINGS } from "./fake/settings";
import { FakeSignIns } from "./fake/signIn";
import { fillTemplate, TEMPLATES } from "./fake/templates";
import { FakeTestEvents } from "./fake/testEvents";

const SANDBOX_ORIGIN = "http://127.0.0.1:40123";

export class FakeBackend implements Backend {
  /** Every call with its arguments, secrets left out, for tests to look at. */
  readonly calls: [string, unknown][] = [];
  /** What the next invocations do, ahead of what their functions do. */
  readonly scripts: Script[] = [];
  profiles: Profile[];
  settings = SETTINGS;
  /** What keeps every request from being sent. */
  refuse: FieldProblem[] = [];
  /** What is known of functions that are not the sandbox's, by name. */
  readonly facts = new Map<string, FunctionFacts>();
  /** How much faster than life it runs. */
  speed = 1;
  platform: Platform;
  /** What the system's file dialog gives. */
  chosenFile: string | null = "~/team/profiles.toml";
  /** What the system's folder dialog gives. */
  chosenFolder: string | null = "~/shop/events";
  readonly store: FakeCollections;
  readonly session: FakeSession;
  chosenJson: string | null = "~/Downloads/shop.postman_collection.json";
  readonly functions: FakeFunctions;
  readonly testEvents: FakeTestEvents;
  readonly #switches: Set<string>;
  readonly #runs = new FakeRuns(() => this.speed);
  readonly #finds: FakeFinds;
  readonly folderRuns = new FakeFolderRuns(() => this.speed);
  readonly sharedFiles = new FakeSharedFiles();
  readonly #signIns: FakeSignIns;
  readonly #access: FakeAccess;
  readonly #files: FakeFiles;
  readonly #prices = new FakePrices();
  readonly #history: FakeHistory;
  /** What was sent in this run, by invocation. */
  readonly #payloads = new Map<string, string>();
  readonly #fullLogs: FakeFullLogs;
  /** What was sent in this run, and what came of it. */
  readonly #sent = new Map<string, Pick<HistoryEntry, "request" | "invocation">>();

  constructor(query = new URLSearchParams()) {
    this.#switches = new Set((query.get("fake") ?? "").split(","));
    this.platform = (query.get("platform") as Platform | null) ?? "linux";
    this.profiles = profilesOf(this.#switches);
    this.store = new FakeCollections(this.#switches);
    this.session = new FakeSession(this.#switches);
    this.functions = new FakeFunctions(this.#switches, () => this.speed);
    this.testEvents = new FakeTestEvents(this.#switches);
    this.#signIns = new FakeSignIns(this.#switches, () => this.speed);
    this.#access = new FakeAccess(this.#switches, this.#signIns, (id) => this.#find(id));
    this.#history = new FakeHistory(this.#switches, () => this.profiles);
    this.#fullLogs = new FakeFullLogs(this.#switches, () => this.speed);
    this.#finds = new FakeFinds(() => this.speed, this.#switches.has("slow-find") ? 2500 : 0);
    this.#files = new FakeFiles(this.#switches, (added) => (this.profiles = [...this.profiles, ...added]));
  }

  async startUp(): Promise<StartUp> {
    const runs = !this.#switches.has("no-sandbox");
    return {
      version: "0.1.0",
      platform: this.platform,
      profiles: this.#list(),
      sandbox_start_url: runs ? `${SANDBOX_ORIGIN}/start` : null,
      sandbox: runs
        ? { state: "running", endpoint: SANDBOX_ORIGIN, region: "eu-west-1", examples: EXAMPLES }
        : {
            state: "failed",
            failure: failure(
              "other",
              "The sandbox could not start: no free port.",
              "Your own functions work all the same.",
            ),
          },
      settings: this.settings,
      settings_failure: null,
      presets: PRESETS,
    };
  }

  async keychain(): Promise<KeychainState> {
    this.#called("keychain");
    if (this.#switches.has("no-keychain")) return { state: "unavailable", failure: NO_KEYCHAIN };
    return this.#access.locked ? { state: "unavailable", failure: LOCKED } : { state: "ready" };
  }
  async unlockKeychain() {
    this.#called("unlockKeychain");
    this.#access.unlock();
  }

  async listProfiles() {
    this.#called("listProfiles");
    return this.#list();
  }
  async saveProfile(draft: ProfileDraft): Promise<Profile> {
    const { credentials } = draft;
    const secret = credentials.kind === "access_keys" && credentials.secret_access_key !== null;
    const shown = secret ? { ...credentials, secret_access_key: "…", session_token: "…" } : credentials;
    this.#called("saveProfile", { ...draft, credentials: shown });
    const saved = savedFrom(draft, draft.id ? this.#find(draft.id) : undefined);
    if (credentials.kind === "access_keys" && credentials.keep === "keychain") {
      if (this.#switches.has("no-keychain")) throw NO_KEYCHAIN;
      if (this.#access.locked && secret) throw LOCKED;
      if (this.#switches.has("refuses") && secret) throw DENIED;
    }
    this.profiles = draft.id
      ? this.profiles.map((it) => (it.id === draft.id ? saved : it))
      : [...this.profiles, saved];
    this.#switches.delete("no-secret");
    return saved;
  }
  async deleteProfile(id: string) {
    this.#called("deleteProfile", id);
    this.profiles = this.profiles.filter((it) => it.id !== id);
  }
  async identify(profile: string, fresh: boolean) {
    this.#called("identify", { profile, fresh });
    return this.#access.identify(profile);
  }

  async beginSignIn(center: IdentityCenter) {
    this.#called("beginSignIn", center);
    return this.#signIns.begin(center);
  }
  async finishSignIn(id: string) {
    this.#called("finishSignIn", id);
    return this.#signIns.finish(id);
  }
  async cancelSignIn(id: string) {
    this.#called("cancelSignIn", id);
    this.#signIns.cancel(id);
  }
  async openSignInPage(id: string) {
    this.#called("openSignInPage", id);
  }
  async ssoAccounts(center: IdentityCenter) {
    this.#called("ssoAccounts", center);
    return this.#signIns.accounts(center);
  }
  async ssoRoles(center: IdentityCenter, account: string) {
    this.#called("ssoRoles", account);
    return this.#signIns.roles(center, account);
  }
  async signOut(profile: string) {
    this.#called("signOut", profile);
    this.#access.signOut(profile);
  }
  async giveCode(profile: string, code: string) {
    this.#called("giveCode", { profile, code });
    this.#access.giveCode(profile, code);
  }
  async approveCommand(profile: string, command: string) {
    this.#called("approveCommand", { profile, command });
    this.#access.approve(profile);
  }

  async keysInFile() {
    this.#called("keysInFile");
    return this.#files.keys();
  }
  async importKeys(profiles: string[], remove: boolean) {
    this.#called("importKeys", { profiles, remove });
    return this.#files.import(profiles, remove);
  }
  async restoreKeys(backup: string) {
    this.#called("restoreKeys", backup);
    this.#files.restore();
  }
  async chooseFile(save: string | null) {
    this.#called("chooseFile", save);
    return this.chosenFile;
  }
  async readSharedProfiles(path: string) {
    this.#called("readSharedProfiles", path);
    return this.#files.read(path);
  }
  async importSharedProfiles(path: string, ids: string[]) {
    this.#called("importSharedProfiles", { path, ids });
    return this.#files.importShared(path, ids);
  }
  async exportProfiles(path: string, ids: string[]) {
    this.#called("exportProfiles", { path, ids });
    this.#files.export(path);
  }

  async saveSettings(settings: Settings) {
    this.#called("saveSettings", settings);
    checkSettings(settings);
    this.settings = settings;
  }

  async collections() {
    return this.store.list();
  }
  async openCollection(path: string) {
    this.#called("openCollection", path);
    return this.store.open(path);
  }
  async createCollection(path: string, name: string) {
    this.#called("createCollection", { path, name });
    return this.store.create(path, name);
  }
  async closeCollection(id: string) {
    this.#called("closeCollection", id);
    this.store.close(id);
  }
  async forgetCollection(id: string) {
    this.#called("forgetCollection", id);
    this.store.forget(id);
  }
  async chooseFolder() {
    this.#called("chooseFolder");
    return this.chosenFolder;
  }
  async watchCollections(onChange: (change: CollectionChange) => void) {
    this.store.watch(onChange);
  }
  async openRequest(source: RequestSource) {
    this.#called("openRequest", source);
    return this.store.openRequest(source);
  }
  async saveRequest(source: RequestSource, content: RequestContent, stamp: string | null) {
    this.#called("saveRequest", { source, content, stamp });
    return this.store.saveRequest(source, content, stamp);
  }
  async createRequest(folder: RequestSource, name: string, content: RequestContent) {
    this.#called("createRequest", { folder, name, content });
    return this.store.createRequest(folder, name, content);
  }
  async createFolder(folder: RequestSource, name: string) {
    this.#called("createFolder", { folder, name });
    return this.store.createFolder(folder, name);
  }
  async renameEntry(source: RequestSource, name: string) {
    this.#called("renameEntry", { source, name });
    return this.store.rename(source, name);
  }
  async moveEntry(source: RequestSource, folder: RequestSource) {
    this.#called("moveEntry", { source, folder });
    return this.store.move(source, folder);
  }
  async duplicateEntry(source: RequestSource) {
    this.#called("duplicateEntry", source);
    return this.store.duplicate(source);
  }
  async deleteEntry(source: RequestSource, forGood: boolean) {
    this.#called("deleteEntry", { source, forGood });
    this.store.delete(source, forGood);
  }
  async openFolder(source: RequestSource) {
    return this.store.openFolder(source);
  }
  async saveFolder(source: RequestSource, content: FolderContent, stamp: string) {
    this.#called("saveFolder", { source, content, stamp });
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
    this.#called("saveEnvironment", { collection, name, before, variables, stamp });
    return this.store.saveEnvironment(collection, name, before, variables, stamp);
  }
  async deleteEnvironment(collection: string, name: string) {
    this.#called("deleteEnvironment", { collection, name });
    this.store.deleteEnvironment(collection, name);
  }
  async setSecretVariable(
    collection: string,
    environment: string,
    name: string,
    value: string | null,
    keep: Keep,
  ) {
    this.#called("setSecretVariable", { collection, environment, name, given: value !== null, keep });
    if (this.#switches.has("no-keychain") && keep === "keychain") throw NO_KEYCHAIN;
    this.store.setSecret(collection, environment, name, value !== null);
  }
  async allowEnv(collection: string, name: string, allowed: boolean) {
    this.#called("allowEnv", { collection, name, allowed });
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
    this.#called("readCommandLine", text);
    return readCommandLine(text);
  }
  async readPostmanCollection(path: string) {
    this.#called("readPostmanCollection", path);
    return readPostman(path);
  }
  async writeImportedCollection(imported: Imported, folder: string) {
    this.#called("writeImportedCollection", { imported, folder });
    const written = writeImported(imported, folder);
    this.store.imported(written.path, imported);
    return written;
  }
  async chooseJsonFile() {
    this.#called("chooseJsonFile");
    return this.chosenJson;
  }
  async copyAs(input: InvokeInput, language: CodeLanguage) {
    this.#called("copyAs", { input, language });
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
    this.#called("previewRequest", input);
    this.#access.demand(input.profile);
    return previewOf({ ...input, ...this.store.fill(input) });
  }
  async describeFunction(query: FunctionQuery) {
    this.#called("describeFunction", query);
    this.#access.demand(query.profile);
    return factsOf(query, this.facts);
  }
  async knownFunctions(query: FunctionListQuery) {
    this.#called("knownFunctions", query);
    return this.functions.known(query);
  }
  async listFunctions(id: string, query: FunctionListQuery, onPage: (page: FunctionPage) => void) {
    this.#called("listFunctions", query);
    this.#access.demand(query.profile);
    return this.functions.list(id, query, onPage);
  }
  async listQualifiers(query: FunctionQuery) {
    this.#called("listQualifiers", query);
    this.#access.demand(query.profile);
    return this.functions.qualifiers(query);
  }
  async listTestEvents(query: FunctionQuery) {
    this.#called("listTestEvents", query);
    this.#access.demand(query.profile);
    return this.testEvents.list(query);
  }
  async publishTestEvent(query: FunctionQuery, draft: TestEventDraft) {
    this.#called("publishTestEvent", draft);
    return this.testEvents.publish(query, draft);
  }
  async deleteTestEvent(query: FunctionQuery, name: string) {
    this.#called("deleteTestEvent", name);
    return this.testEvents.delete(query, name);
  }

  async checkJson(text: string) {
    return checkJson(text);
  }
  async formatJson(text: string) {
    return formatJson(text);
  }

  async invoke(id: string, input: InvokeInput, onProgress: (step: Progress) => void) {
    this.#called("invoke", input);
    refuse((await this.checkRequest(input)).problems);
    this.#access.demand(input.profile);
    this.#access.confirm(input);
    if (input.function === "expired-token") this.#signIns.signOut();
    const filled = { ...input, ...this.store.fill(input) };
    const script = this.scripts.shift() ?? behaviour(filled);
    if (this.settings.history.keep) this.#history.begin(id, filled);
    this.#payloads.set(id, filled.payload);
    const played = await this.#runs.play(id, filled, script, onProgress);
    const invocation = { ...played, checks: resultsOf(input.checks ?? []) };
    this.#sent.set(id, { request: input, invocation });
    if (this.settings.history.keep) this.#history.end(invocation, this.#runs.body(id) ?? new Uint8Array());
    return invocation;
  }
  async checkChecks(checks: Check[]) {
    return problemsOf(checks);
  }
  async runFolder(id: string, input: RunInput, onEvent: (event: RunEvent) => void) {
    this.#called("runFolder", input);
    this.#access.demand(input.profile);
    const profile = this.profiles.find((it) => it.id === input.profile && it.production);
    const cases = this.store.casesIn(input.folder);
    return this.folderRuns.run(id, input, cases, profile?.name ?? null, onEvent);
  }
  async runResult(id: string, number: number) {
    this.#called("runResult", { id, number });
    return this.folderRuns.result(id, number);
  }
  async sharePreview(id: string, options: ShareOptions) {
    this.#called("sharePreview", { id, options });
    const body = new TextDecoder().decode(this.#runs.body(id) ?? new Uint8Array());
    return shared(this.#history.entry(id), body, options);
  }
  async shareClipboard(id: string, parts: ShareParts, hide: HideOptions) {
    this.#called("shareClipboard", { id, parts, hide });
    const { text } = await this.sharePreview(id, { form: "web_page", parts, hide, fold: true });
    return { html: text, text: text.replaceAll(/<[^>]*>/g, " ") };
  }
  async requestLink(source: RequestSource) {
    this.#called("requestLink", source);
    return linkOf(source);
  }
  async shareFolderPreview(source: RequestSource, hide: HideOptions) {
    this.#called("shareFolderPreview", { source, hide });
    return sharedFolder(this.store.disk, source, hide);
  }
  async saveFolderShare(source: RequestSource, hide: HideOptions, path: string) {
    this.#called("saveFolderShare", { source, hide, path });
    if (!path.startsWith("/")) refuse([{ field: "path", message: "Type the whole path of a file." }]);
    if (this.#switches.has("full-disk"))
      throw failure("other", `${path} cannot be written: the disk is full.`, "Make room, and save it again.");
  }
  async hideInText(id: string, text: string) {
    this.#called("hideInText", { id, text });
    if (this.#switches.has("no-hiding"))
      throw failure(
        "other",
        "The text could not be looked through: it is longer than 64 MB.",
        "Filter the log first.",
      );
    return hideAll(text);
  }
  async saveShare(id: string, options: ShareOptions, path: string) {
    this.#called("saveShare", { id, options, path });
    if (!path.startsWith("/")) refuse([{ field: "path", message: "Type the whole path of a file." }]);
  }
  async chooseSharedFile() {
    this.#called("chooseSharedFile");
    return ORDER_FILE;
  }
  async openSharedFile(path: string) {
    this.#called("openSharedFile", path);
    return this.#openShared(path);
  }
  async readSharedFile(file: File) {
    this.#called("readSharedFile", file.size);
    const known = TEAM_FILE.endsWith(file.name) ? TEAM_FILE : ORDER_FILE;
    return this.#openShared(file.size ? known : "");
  }
  async watchSharedFiles(report: (path: string) => void) {
    this.sharedFiles.report = report;
  }
  async chooseShare(name: string) {
    this.#called("chooseShare", name);
    return `/disk/ada/${name}`;
  }
  async saveRunReport(id: string, path: string) {
    this.#called("saveRunReport", path);
    this.folderRuns.save(id, path);
  }
  async chooseReport(name: string) {
    this.#called("chooseReport", name);
    return `/disk/ada/${name}`;
  }
  async forgetRun(id: string) {
    this.folderRuns.stop(id);
  }
  async cancel(id: string) {
    this.#called("cancel", id);
    this.folderRuns.stop(id);
    this.#runs.cancel(id);
    this.functions.cancel(id);
    this.#fullLogs.cancel(id);
    this.#finds.stop(id);
  }
  /** Knows names with dots between them. */
  async filterResponse(id: string, expression: string) {
    this.#called("filterResponse", { id, expression });
    return filtered(this.#runs.body(id), expression);
  }
  async findInResponse(search: string, id: string, query: FindQuery, onStep: (step: FindStep) => void) {
    this.#called("findInResponse", { search, id, query });
    this.#keepAtHand(id);
    return this.#finds.find(search, this.#runs.body(id), query, onStep);
  }
  async chooseResponse(name: string): Promise<string | null> {
    this.#called("chooseResponse", name);
    checkSaveDialog(this.#switches);
    return `/disk/ada/${name}`;
  }
  async saveResponse(id: string, form: BodyForm, path: string) {
    this.#called("saveResponse", { id, form, path });
    checkPath(this.#switches, path);
  }
  async openResponse(id: string, form: BodyForm, ending: "json" | "txt") {
    this.#called("openResponse", { id, form, ending });
    checkEditor(this.#switches);
  }
  async responseKeys(id: string, expression: string) {
    return keysOf(this.#runs.body(id), expression);
  }
  responseBody(id: string, form: BodyForm) {
    this.#keepAtHand(id);
    return this.#runs.responseBody(id, form);
  }
  responseRange(id: string, offset: number, length: number) {
    this.#keepAtHand(id);
    return this.#runs.responseRange(id, offset, length);
  }
  async fullLog(id: string, onStep: (step: FullLogStep) => void) {
    this.#called("fullLog", id);
    const { request, invocation } = this.#sent.get(id) ?? this.#history.entry(id);
    if (this.#switches.delete("log-demand")) this.#access.signOut(request.profile);
    this.#access.demand(request.profile);
    return this.#fullLogs.read(id, request.function, invocation?.answer ?? null, onStep);
  }
  async forget(id: string) {
    this.#called("forget", id);
    this.#runs.forget(id);
  }

  async costEstimate(query: CostQuery) {
    this.#called("costEstimate", query);
    return this.#prices.estimate(query);
  }
  async prices() {
    this.#called("prices");
    return this.#prices.all();
  }
  async savePrice(price: Price) {
    this.#called("savePrice", price);
    this.#prices.save(price);
  }
  async forgetPrice(region: string) {
    this.#called("forgetPrice", region);
    this.#prices.forget(region);
  }
  async historyStanding() {
    return this.#history.standing();
  }
  async historyPage(query: HistoryQuery) {
    this.#called("historyPage", query);
    return this.#history.page(query);
  }
  async historyEntry(id: string) {
    return this.#history.entry(id);
  }
  async sameRequest(id: string) {
    return this.#history.same(id);
  }
  async historyNames() {
    return this.#history.names();
  }
  async lastOutcomes(collection: string) {
    return this.#history.last(collection);
  }
  async compareResults(query: CompareQuery): Promise<Comparison> {
    this.#called("compareResults", query);
    const { one, other, part, ignored } = query;
    await this.#takeTime("slow-compare");
    return compared(this.#partOf(one, part), this.#partOf(other, part), ignored);
  }
  async comparedText(id: string, part: ComparedPart): Promise<ArrayBuffer> {
    this.#called("comparedText", { id, part });
    return laidOut(this.#partOf(id, part));
  }
  async pinHistory(id: string, pinned: boolean) {
    this.#called("pinHistory", { id, pinned });
    this.#history.pin(id, pinned);
  }
  async deleteHistory(ids: string[]) {
    this.#called("deleteHistory", ids);
    this.#history.delete(ids, true);
  }
  async restoreHistory(ids: string[]) {
    this.#called("restoreHistory", ids);
    this.#history.delete(ids, false);
  }
  async clearHistory() {
    this.#called("clearHistory");
    return this.#history.clear();
  }

  #openShared(path: string) {
    const share = this.sharedFiles.open(path, (id, body) => this.#runs.keep(id, body));
    if (share.result) this.#payloads.set(share.result.id, share.requests[0]?.content.payload ?? "");
    return share;
  }
  #partOf(id: string, part: ComparedPart): string {
    if (part === "payload") return this.#payloads.get(id) ?? this.#history.entry(id).request.payload;
    this.#keepAtHand(id);
    return new TextDecoder().decode(this.#runs.body(id) ?? new Uint8Array());
  }
  async #takeTime(ifSwitched: string) {
    if (this.#switches.has(ifSwitched)) await new Promise((over) => setTimeout(over, 30_000 / this.speed));
  }

  /** A body of the history is read like any other. */
  #keepAtHand(id: string) {
    const kept = this.#runs.body(id) ? null : this.#history.body(id);
    if (kept) this.#runs.keep(id, kept);
  }

  #called(name: string, what: unknown = null) {
    this.calls.push([name, what]);
  }
  #find(id: string): Profile | undefined {
    return this.profiles.find((it) => it.id === id);
  }
  #list(): ProfileList {
    const failures = this.#switches.has("no-profiles-file")
      ? [
          failure(
            "other",
            "The file of profiles cannot be read: line 3 is not TOML.",
            "It is left as it is. Mend profiles.toml, then start Lambdesk again.",
          ),
        ]
      : [];
    return { profiles: this.profiles, failures };
  }
}
