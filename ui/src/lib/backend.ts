// The page's one door to Rust. Features take a Backend; nothing else in the page knows that Tauri exists.
// The real one is backend.tauri.ts, the one for tests and for a browser is backend.fake.ts.

import type { BodyForm } from "./bindings/BodyForm";
import type { Invocation } from "./bindings/Invocation";
import type { InvokeInput } from "./bindings/InvokeInput";
import type { FunctionFacts } from "./bindings/FunctionFacts";
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
import type { Preview } from "./bindings/Preview";
import type { Profile } from "./bindings/Profile";
import type { ProfileDraft } from "./bindings/ProfileDraft";
import type { ProfileList } from "./bindings/ProfileList";
import type { Progress } from "./bindings/Progress";
import type { RequestCheck } from "./bindings/RequestCheck";
import type { Settings } from "./bindings/Settings";
import type { SharedProfiles } from "./bindings/SharedProfiles";
import type { SignedIn } from "./bindings/SignedIn";
import type { SignInStarted } from "./bindings/SignInStarted";
import type { SsoAccount } from "./bindings/SsoAccount";
import type { StartUp } from "./bindings/StartUp";

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

  /** What cannot be sent as it is, and what should be looked at, field by field. Sends nothing. Cheap enough for each key. */
  checkRequest(input: InvokeInput): Promise<RequestCheck>;
  /** The request as it would be sent, secrets masked. Sends nothing; may wait for the keychain's prompt. */
  previewRequest(input: InvokeInput): Promise<Preview>;
  /** What is known of a function. Kept for a while; when `refreshing` is true, newer facts are on their way. */
  describeFunction(query: FunctionQuery): Promise<FunctionFacts>;
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
  /** A part of a body, also while a streamed one comes in; fewer bytes than asked for at its end. */
  responseRange(id: string, offset: number, length: number): Promise<ArrayBuffer>;
  /** Lets Rust drop an invocation's body. */
  forget(id: string): Promise<void>;

  /** How the history stands, and what is to be told of it: each trouble is in one answer only. */
  historyStanding(): Promise<HistoryStanding>;
  /** A page of the history, the newest first. Answers soon, however much there is: see `next`. */
  historyPage(query: HistoryQuery): Promise<HistoryPage>;
  /** An invocation of the history. Its response is read with `responseBody` and `responseRange`. */
  historyEntry(id: string): Promise<HistoryEntry>;
  /** Functions and profiles to filter the history by. */
  historyNames(): Promise<HistoryNames>;
  /** Pins an invocation of the history, so that it stays when others go. */
  pinHistory(id: string, pinned: boolean): Promise<void>;
  /** Deletes invocations from the history; for a minute they can be restored. */
  deleteHistory(ids: string[]): Promise<void>;
  /** Restores what was deleted; rejects when it is too late. */
  restoreHistory(ids: string[]): Promise<void>;
  /** Deletes all of the history that is not pinned, for good; how many there were. */
  clearHistory(): Promise<number>;
}
