// The page's one door to Rust. Features take a Backend; nothing else in the page knows that Tauri exists.
// The real one is backend.tauri.ts, the one for tests and for a browser is backend.fake.ts.

import type { BodyForm } from "./bindings/BodyForm";
import type { Check } from "./bindings/Check";
import type { CheckProblem } from "./bindings/CheckProblem";
import type { Collection } from "./bindings/Collection";
import type { CollectionChange } from "./bindings/CollectionChange";
import type { Collections } from "./bindings/Collections";
import type { CompareQuery } from "./bindings/CompareQuery";
import type { ComparedPart } from "./bindings/ComparedPart";
import type { Comparison } from "./bindings/Comparison";
import type { CostEstimate } from "./bindings/CostEstimate";
import type { CostQuery } from "./bindings/CostQuery";
import type { FindQuery } from "./bindings/FindQuery";
import type { FindStep } from "./bindings/FindStep";
import type { FindSummary } from "./bindings/FindSummary";
import type { FullLog } from "./bindings/FullLog";
import type { FullLogStep } from "./bindings/FullLogStep";
import type { HistoryRow } from "./bindings/HistoryRow";
import type { HiddenText } from "./bindings/HiddenText";
import type { Price } from "./bindings/Price";
import type { Prices } from "./bindings/Prices";
import type { Environment } from "./bindings/Environment";
import type { EnvironmentSaving } from "./bindings/EnvironmentSaving";
import type { Filled } from "./bindings/Filled";
import type { FilteredResponse } from "./bindings/FilteredResponse";
import type { FolderContent } from "./bindings/FolderContent";
import type { FolderSaving } from "./bindings/FolderSaving";
import type { Keep } from "./bindings/Keep";
import type { RequestContent } from "./bindings/RequestContent";
import type { RequestSource } from "./bindings/RequestSource";
import type { RestoredSession } from "./bindings/RestoredSession";
import type { SavedFolder } from "./bindings/SavedFolder";
import type { SavedRequest } from "./bindings/SavedRequest";
import type { Saving } from "./bindings/Saving";
import type { ScopedVariable } from "./bindings/ScopedVariable";
import type { Session } from "./bindings/Session";
import type { TabDraft } from "./bindings/TabDraft";
import type { Variable } from "./bindings/Variable";
import type { Code } from "./bindings/Code";
import type { CodeLanguage } from "./bindings/CodeLanguage";
import type { EventTemplate } from "./bindings/EventTemplate";
import type { FilledTemplate } from "./bindings/FilledTemplate";
import type { Imported } from "./bindings/Imported";
import type { Invocation } from "./bindings/Invocation";
import type { InvokeInput } from "./bindings/InvokeInput";
import type { FunctionFacts } from "./bindings/FunctionFacts";
import type { FunctionList } from "./bindings/FunctionList";
import type { FunctionListQuery } from "./bindings/FunctionListQuery";
import type { FunctionPage } from "./bindings/FunctionPage";
import type { FunctionQuery } from "./bindings/FunctionQuery";
import type { HistoryEntry } from "./bindings/HistoryEntry";
import type { HistoryNames } from "./bindings/HistoryNames";
import type { HistoryPage } from "./bindings/HistoryPage";
import type { HistoryQuery } from "./bindings/HistoryQuery";
import type { HistoryStanding } from "./bindings/HistoryStanding";
import type { JsonProblem } from "./bindings/JsonProblem";
import type { Identity } from "./bindings/Identity";
import type { IdentityCenter } from "./bindings/IdentityCenter";
import type { KeychainState } from "./bindings/KeychainState";
import type { KeysImported } from "./bindings/KeysImported";
import type { KeysInFile } from "./bindings/KeysInFile";
import type { KnownFunctions } from "./bindings/KnownFunctions";
import type { LastOutcome } from "./bindings/LastOutcome";
import type { Preview } from "./bindings/Preview";
import type { OpenedShare } from "./bindings/OpenedShare";
import type { Profile } from "./bindings/Profile";
import type { ProfileDraft } from "./bindings/ProfileDraft";
import type { ProfileList } from "./bindings/ProfileList";
import type { Progress } from "./bindings/Progress";
import type { ReadCommand } from "./bindings/ReadCommand";
import type { Qualifiers } from "./bindings/Qualifiers";
import type { RequestCheck } from "./bindings/RequestCheck";
import type { RunEvent } from "./bindings/RunEvent";
import type { RunInput } from "./bindings/RunInput";
import type { RunSummary } from "./bindings/RunSummary";
import type { Settings } from "./bindings/Settings";
import type { SharedProfiles } from "./bindings/SharedProfiles";
import type { SignedIn } from "./bindings/SignedIn";
import type { SignInStarted } from "./bindings/SignInStarted";
import type { SsoAccount } from "./bindings/SsoAccount";
import type { HideOptions } from "./bindings/HideOptions";
import type { ShareClipboard } from "./bindings/ShareClipboard";
import type { ShareForm } from "./bindings/ShareForm";
import type { ShareOptions } from "./bindings/ShareOptions";
import type { ShareParts } from "./bindings/ShareParts";
import type { SharePreview } from "./bindings/SharePreview";
import type { StartUp } from "./bindings/StartUp";
import type { WrittenCollection } from "./bindings/WrittenCollection";
import type { TestEventDraft } from "./bindings/TestEventDraft";
import type { TestEvents } from "./bindings/TestEvents";

/**
 * Every method rejects with a `Failure` (see bindings/Failure.ts) and with nothing else. A failure with a `demand` can be
 * mended by the user: once that is done, the same call is simply made again.
 */
export interface Backend {
  /** All that the first paint needs. */
  startUp(): Promise<StartUp>;
  /** Whether secrets can be kept. May wait for the keychain's own prompt, so never before the first paint. */
  keychain(): Promise<KeychainState>;
  /** Lets the system ask for what unlocks the keychain; rejects when it is locked still. */
  unlockKeychain(): Promise<void>;

  /** All profiles but the sandbox, read anew: the AWS files may have changed. */
  listProfiles(): Promise<ProfileList>;
  /** Adds or changes a profile. The secret goes in and never comes back. */
  saveProfile(draft: ProfileDraft): Promise<Profile>;
  /** Deletes a profile and its secret. Of one of the AWS files, only what Lambdesk noted of it. */
  deleteProfile(id: string): Promise<void>;
  /**
   * Who a profile is. Signs in as far as that needs nobody; rejects with a demand when it does, and with a sentence when
   * the credentials are refused. Kept for a while: cheap to ask again. `fresh` asks STS in any case.
   */
  identify(profile: string, fresh: boolean): Promise<Identity>;

  /** Begins a sign-in with IAM Identity Center and opens the browser. */
  beginSignIn(center: IdentityCenter): Promise<SignInStarted>;
  /** Waits until the browser has confirmed; rejects when it was denied or cancelled, or the code ran out. */
  finishSignIn(id: string): Promise<SignedIn>;
  /** Gives up a sign-in: `finishSignIn` then rejects. No error when it has ended already. */
  cancelSignIn(id: string): Promise<void>;
  /** Opens the browser again. */
  openSignInPage(id: string): Promise<void>;
  /** All accounts of a session; rejects with a demand when there is none. */
  ssoAccounts(center: IdentityCenter): Promise<SsoAccount[]>;
  /** The roles that a session has in an account, by name. */
  ssoRoles(center: IdentityCenter, account: string): Promise<string[]>;
  /** Ends the session that a profile uses, for all profiles that use it. */
  signOut(profile: string): Promise<void>;
  /** Gives the code of a device; rejects at the field `code` when it is wrong. */
  giveCode(profile: string, code: string): Promise<void>;
  /** Allows the command that was shown to run for this profile of the AWS files, now and later. */
  approveCommand(profile: string, command: string): Promise<void>;

  /** The access keys of the AWS credentials file, without their secrets. */
  keysInFile(): Promise<KeysInFile>;
  /** Takes access keys into the keychain; with `remove`, out of the file. */
  importKeys(profiles: string[], remove: boolean): Promise<KeysImported>;
  /** Puts keys back into the credentials file that were removed from it. */
  restoreKeys(backup: string): Promise<void>;
  /** Lets the system ask for a file; null when the user gave up. `save` proposes a name for a new one. */
  chooseFile(save: string | null): Promise<string | null>;
  /** What a shared file of profiles holds. Adds nothing. */
  readSharedProfiles(path: string): Promise<SharedProfiles>;
  /** Adds profiles of a shared file by their ids. */
  importSharedProfiles(path: string, ids: string[]): Promise<Profile[]>;
  /** Writes profiles, without any secret, into a file to be shared. */
  exportProfiles(path: string, ids: string[]): Promise<void>;

  /** Saves the settings for all requests; they stand from the next invocation on. */
  saveSettings(settings: Settings): Promise<void>;

  /** Which collections were open, and which are recent. Cheap; reads none of them. */
  collections(): Promise<Collections>;
  /** Opens a folder as a collection, or reads an open one anew: any folder will do. `~` is the home folder. */
  openCollection(path: string): Promise<Collection>;
  /** Makes a folder with a `lambdesk.toml` and opens it. An empty folder will do, too. Rejects at `path` or `name`. */
  createCollection(path: string, name: string): Promise<Collection>;
  /** Closes a collection; it is recent then. Its files stay. */
  closeCollection(id: string): Promise<void>;
  /** Takes a closed collection off the recent ones. Its files stay. */
  forgetCollection(id: string): Promise<void>;
  /** Lets the system ask for a folder; null when the user gave up. */
  chooseFolder(): Promise<string | null>;
  /** From now on every change of the open collections' files is told, to the last one that asked. Our own changes, too. */
  watchCollections(onChange: (change: CollectionChange) => void): Promise<void>;

  /** A request as it is on disk; to revert, too. Rejects with `gone`, or says why it cannot be read. */
  openRequest(source: RequestSource): Promise<SavedRequest>;
  /**
   * Saves a request. `stamp` is that of the request the content was made from, null when there was none. When the files are
   * not like that any more, nothing is written and the answer is a conflict; its stamp overwrites.
   */
  saveRequest(source: RequestSource, content: RequestContent, stamp: string | null): Promise<Saving>;
  /** Makes a request in a folder (path empty for the collection's own). Rejects with `name_taken`. */
  createRequest(folder: RequestSource, name: string, content: RequestContent): Promise<SavedRequest>;
  /** Makes a folder; answers where it is. Rejects with `name_taken`. */
  createFolder(folder: RequestSource, name: string): Promise<RequestSource>;
  /** Renames a request or folder; answers where it is then. Rejects with `name_taken`. */
  renameEntry(source: RequestSource, name: string): Promise<RequestSource>;
  /** Moves a request or folder into a folder, also of another collection. Rejects with `name_taken`. */
  moveEntry(source: RequestSource, folder: RequestSource): Promise<RequestSource>;
  /** Copies a request or folder beside itself, under the next free name. */
  duplicateEntry(source: RequestSource): Promise<RequestSource>;
  /** Deletes a request or folder: to the system's trash, or for good. Rejects with `no_trash` when there is none. */
  deleteEntry(source: RequestSource, forGood: boolean): Promise<void>;
  /** What a folder's `lambdesk.toml` says; path empty for the collection's own. */
  openFolder(source: RequestSource): Promise<SavedFolder>;
  /** Saves a folder's settings; see `saveRequest` for the stamp. */
  saveFolder(source: RequestSource, content: FolderContent, stamp: string): Promise<FolderSaving>;

  /** An environment with its variables. Looks whether the keychain has the secret ones; opens no prompt. */
  openEnvironment(collection: string, name: string): Promise<Environment>;
  /**
   * Saves an environment under a name, and renames it when `before` is another. Both are null for a new one: rejects with
   * `name_taken` then. Values of secret variables are not touched; those of removed ones are forgotten.
   */
  saveEnvironment(
    collection: string,
    name: string,
    before: string | null,
    variables: Variable[],
    stamp: string | null,
  ): Promise<EnvironmentSaving>;
  /** Deletes an environment (to the system's trash) with its secrets. */
  deleteEnvironment(collection: string, name: string): Promise<void>;
  /** Keeps the value of a secret variable; null forgets it. It goes in and never comes back. */
  setSecretVariable(
    collection: string,
    environment: string,
    name: string,
    value: string | null,
    keep: Keep,
  ): Promise<void>;
  /** Whether a collection may read a variable of this program's own environment with `env("NAME")`. Kept with the user. */
  allowEnv(collection: string, name: string, allowed: boolean): Promise<void>;
  /** The variables that a request can use, by name. `source` may name a folder, for a request that was never saved. */
  listVariables(source: RequestSource, environment: string | null): Promise<ScopedVariable[]>;
  /** What will be sent, secrets masked. Sends nothing and opens no keychain. Cheap enough for each pause of the fingers. */
  fillRequest(input: InvokeInput): Promise<Filled>;

  /** What was open when the program ended. After the first paint; once. */
  restoreSession(): Promise<RestoredSession>;
  /** Keeps which tabs are open. */
  saveSession(session: Session): Promise<void>;
  /** Keeps what is unsaved in a tab; null when nothing is any more, or the tab is closed. */
  saveDraft(tab: string, draft: TabDraft | null): Promise<void>;
  /** All event templates, in the order to list them. */
  listTemplates(): Promise<EventTemplate[]>;
  /** A template with its form filled; a field that is not given keeps what it holds at first. Cheap enough for each key. */
  fillTemplate(id: string, values: Record<string, string>): Promise<FilledTemplate>;
  /** Reads `aws lambda invoke …` or `curl …`; rejects with the word at fault. Secrets in it are dropped. */
  readCommandLine(text: string): Promise<ReadCommand>;
  /** Reads a collection that Postman exported. Adds nothing; rejects at `path`. */
  readPostmanCollection(path: string): Promise<Imported>;
  /** Writes what was imported into a new folder inside `folder`; nothing that is there is touched. Rejects at `path`. */
  writeImportedCollection(imported: Imported, folder: string): Promise<WrittenCollection>;
  /** Lets the system ask for a JSON file; null when the user gave up. */
  chooseJsonFile(): Promise<string | null>;
  /** A request written for another tool. No secret is in it; rejects when it cannot be sent. */
  copyAs(input: InvokeInput, language: CodeLanguage): Promise<Code>;

  /** What cannot be sent as it is, and what should be looked at, field by field. Sends nothing. Cheap enough for each key. */
  checkRequest(input: InvokeInput): Promise<RequestCheck>;
  /** The request as it would be sent, secrets masked. Sends nothing; may wait for the keychain's prompt. */
  previewRequest(input: InvokeInput): Promise<Preview>;
  /** What is known of a function. Kept for a while; when `refreshing` is true, newer facts are on their way. */
  describeFunction(query: FunctionQuery): Promise<FunctionFacts>;
  /** What is known of a profile's functions without asking AWS: the list as it was read last, and names that were used. */
  knownFunctions(query: FunctionListQuery): Promise<KnownFunctions>;
  /**
   * All functions of a profile in a region, read anew; each page is reported as it comes. `id` is chosen by the caller and
   * unique; `cancel` with it ends the reading, and this then rejects.
   */
  listFunctions(
    id: string,
    query: FunctionListQuery,
    onPage: (page: FunctionPage) => void,
  ): Promise<FunctionList>;
  /** The aliases and versions of a function, and what could not be found out. */
  listQualifiers(query: FunctionQuery): Promise<Qualifiers>;

  /** The shareable test events of a function. */
  listTestEvents(query: FunctionQuery): Promise<TestEvents>;
  /** Publishes one for all who may read it; rejects at the field `name` when there is one and `replace` is not set. */
  publishTestEvent(query: FunctionQuery, draft: TestEventDraft): Promise<TestEvents>;
  /** Deletes one for everybody. */
  deleteTestEvent(query: FunctionQuery, name: string): Promise<TestEvents>;

  /** Where a text stops being JSON; null when it is JSON. An empty text is no problem: it is no payload. */
  checkJson(text: string): Promise<JsonProblem | null>;
  /** JSON laid out with two spaces; numbers, escapes and key order stay as they are. */
  formatJson(text: string): Promise<string>;

  /**
   * Invokes, reporting each step. `id` is chosen by the caller and unique.
   * Resolves for all four outcomes; rejects only when nothing was sent because the input or the profile is unusable.
   */
  invoke(id: string, input: InvokeInput, onProgress: (step: Progress) => void): Promise<Invocation>;
  /** Stops waiting; the invocation then resolves with NoAnswer/cancelled. No error when it has already ended. */
  cancel(id: string): Promise<void>;
  /** The body of a finished invocation. Bodies are kept until `forget`. */
  responseBody(id: string, form: BodyForm): Promise<ArrayBuffer>;
  /** What a JMESPath expression finds in a response. */
  filterResponse(id: string, expression: string): Promise<FilteredResponse>;
  /** The keys that an expression can go on with. */
  responseKeys(id: string, expression: string): Promise<string[]>;
  /** A part of a body, also while a streamed one comes in; fewer bytes than asked for at its end. */
  responseRange(id: string, offset: number, length: number): Promise<ArrayBuffer>;
  /**
   * Looks through a response as it is, reporting places as they are found (5,000 at most; all are counted). `search` is
   * chosen by the caller and unique; `cancel` with it ends the search, which then resolves as `stopped`. Memory is bounded,
   * however large the response. Rejects when what is looked for cannot be read.
   */
  findInResponse(
    search: string,
    id: string,
    query: FindQuery,
    onStep: (step: FindStep) => void,
  ): Promise<FindSummary>;
  /** Asks where a response goes, by the system's own dialog; null when nothing was chosen. */
  chooseResponse(name: string): Promise<string | null>;
  /** Writes a response into a file, whole however large. Rejects at `path`. */
  saveResponse(id: string, form: BodyForm, path: string): Promise<void>;
  /**
   * Opens a copy of a response in the program that the system has for such a file: `ending` is of a file's name, such as
   * `json`. The copy goes when Lambdesk ends. Only plain text is opened so, never what a system would run or render.
   */
  openResponse(id: string, form: BodyForm, ending: "json" | "txt"): Promise<void>;

  /**
   * The whole log of an invocation of this run or the history, from CloudWatch Logs. Waits up to a minute for what is
   * delivered late. `cancel` with `log-` and the id ends the wait: it then resolves with what had come. Rejects with what
   * is missing, each permission by its name; with a demand as `invoke` does.
   */
  fullLog(id: string, onStep: (step: FullLogStep) => void): Promise<FullLog>;
  /** What an invocation cost, by the list price; null when there is no price for the region. */
  costEstimate(query: CostQuery): Promise<CostEstimate | null>;
  /** Prices by region. */
  prices(): Promise<Prices>;
  /** Keeps a price of the user's own for a region. Rejects when an amount is no decimal; nothing is kept then. */
  savePrice(price: Price): Promise<void>;
  /** Drops the user's own price for a region. */
  forgetPrice(region: string): Promise<void>;

  /** Invocations of the same request in the history, the newest first, itself included; 100 at most. */
  sameRequest(id: string): Promise<HistoryRow[]>;
  /** What differs between two results in what their JSON says. */
  compareResults(query: CompareQuery): Promise<Comparison>;
  /** A part of a result as text, JSON laid out, secrets of variables hidden; as raw bytes. Its first 2 MB when it is long. */
  comparedText(id: string, part: ComparedPart): Promise<ArrayBuffer>;

  /** Lets Rust drop an invocation's body. */
  forget(id: string): Promise<void>;

  /** What sharing a result comes to, to the letter, and what is hidden in it. */
  sharePreview(id: string, options: ShareOptions): Promise<SharePreview>;
  /** A result for the clipboard, with the same hidden. */
  shareClipboard(id: string, parts: ShareParts, hide: HideOptions): Promise<ShareClipboard>;
  /** Opens the system's dialog for a Lambdesk file; null when it was closed. */
  chooseSharedFile(): Promise<string | null>;
  /** Opens a Lambdesk file. Nothing in it is run, filled in or looked up. */
  openSharedFile(path: string): Promise<OpenedShare>;
  /** Opens a Lambdesk file that was dropped into the window. */
  readSharedFile(file: File): Promise<OpenedShare>;
  /** Tells the paths of Lambdesk files that the system wants opened, those from before the call too. */
  watchSharedFiles(report: (path: string) => void): Promise<void>;
  /** Where a request of a collection is on the web, when its folder is of a git repository with a known host; else null. */
  requestLink(source: RequestSource): Promise<string | null>;
  /** What is hidden in the requests of a folder (path empty for the whole collection) that are shared as a Lambdesk file. */
  shareFolderPreview(source: RequestSource, hide: HideOptions): Promise<SharePreview>;
  /** Writes them into a Lambdesk file. */
  saveFolderShare(source: RequestSource, hide: HideOptions, path: string): Promise<void>;
  /** A text of a log with the same hidden as in what is shared, for the clipboard. */
  hideInText(id: string, text: string): Promise<HiddenText>;
  /** Writes what is shared into a file. */
  saveShare(id: string, options: ShareOptions, path: string): Promise<void>;
  /** Asks where it goes, by the system's own dialog; null when nothing was chosen. */
  chooseShare(name: string, form: ShareForm): Promise<string | null>;

  /** How the history stands, and what is to be told of it: each trouble is in one answer only. */
  historyStanding(): Promise<HistoryStanding>;
  /** A page of the history, the newest first. Answers soon, however much there is: see `next`. */
  historyPage(query: HistoryQuery): Promise<HistoryPage>;
  /** An invocation of the history. Its response is read with `responseBody` and `responseRange`. */
  historyEntry(id: string): Promise<HistoryEntry>;
  /** Functions and profiles to filter the history by. */
  historyNames(): Promise<HistoryNames>;
  /** How the requests of a collection last ended, those that were ever sent. */
  lastOutcomes(collection: string): Promise<LastOutcome[]>;
  /** Pins an invocation of the history, so that it stays when others go. */
  pinHistory(id: string, pinned: boolean): Promise<void>;
  /** Deletes invocations from the history; for a minute they can be restored. */
  deleteHistory(ids: string[]): Promise<void>;
  /** Restores what was deleted; rejects when it is too late. */
  restoreHistory(ids: string[]): Promise<void>;
  /** Deletes all of the history that is not pinned, for good; how many there were. */
  clearHistory(): Promise<number>;
  /** What of these checks cannot be used. Cheap enough for each pause of the fingers. */
  checkChecks(checks: Check[]): Promise<CheckProblem[]>;
  /**
   * Runs a folder's requests, reporting each step; stopped with `cancel`. `id` is chosen by the caller and unique. Resolves
   * when all have ended or it was stopped; rejects only when nothing was sent, in production until it is confirmed.
   */
  runFolder(id: string, input: RunInput, onEvent: (event: RunEvent) => void): Promise<RunSummary>;
  /** An invocation of a run, its body kept under its id until `forget`. Rejects when it is not kept any more. */
  runResult(id: string, number: number): Promise<Invocation>;
  /** Writes the report of a run that has ended: JUnit, a web page or JSON, by the path's ending. */
  saveRunReport(id: string, path: string): Promise<void>;
  /** Lets the system ask where a report goes; null when the user gave up. */
  chooseReport(name: string): Promise<string | null>;
  /** Lets Rust drop a run; one under way is stopped. */
  forgetRun(id: string): Promise<void>;
}
