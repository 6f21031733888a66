// The page's one door to Rust. Features take a Backend; nothing else in the page knows that Tauri exists.
// The real one is backend.tauri.ts, the one for tests and for a browser is backend.fake.ts.

import type { BodyForm } from "./bindings/BodyForm";
import type { Invocation } from "./bindings/Invocation";
import type { InvokeInput } from "./bindings/InvokeInput";
import type { FunctionFacts } from "./bindings/FunctionFacts";
import type { FunctionQuery } from "./bindings/FunctionQuery";
import type { JsonProblem } from "./bindings/JsonProblem";
import type { KeychainState } from "./bindings/KeychainState";
import type { Preview } from "./bindings/Preview";
import type { Profile } from "./bindings/Profile";
import type { ProfileDraft } from "./bindings/ProfileDraft";
import type { Progress } from "./bindings/Progress";
import type { RequestCheck } from "./bindings/RequestCheck";
import type { Settings } from "./bindings/Settings";
import type { StartUp } from "./bindings/StartUp";

/** Every method rejects with a `Failure` (see bindings/Failure.ts) and with nothing else. */
export interface Backend {
  /** All that the first paint needs. */
  startUp(): Promise<StartUp>;
  /** Whether secrets can be kept. May wait for the keychain's own prompt, so never before the first paint. */
  keychain(): Promise<KeychainState>;

  /** Adds or changes a profile. The secret goes in and never comes back. */
  saveProfile(draft: ProfileDraft): Promise<Profile>;
  /** Deletes a profile and its secret. */
  deleteProfile(id: string): Promise<void>;

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
}
