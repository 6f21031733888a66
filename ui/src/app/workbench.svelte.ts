// The window's state as a whole: the tabs, the profiles, the sandbox, and what is said once. It composes the features'
// controllers, which do not know of each other.

import { Profiles } from "../features/profiles/profiles.svelte";
import { SANDBOX } from "../features/request/draft.svelte";
import type { Finished, Target } from "../features/result/run.svelte";
import type { Backend } from "../lib/backend";
import type { AliasFacts } from "../lib/bindings/AliasFacts";
import type { Example } from "../lib/bindings/Example";
import type { Failure } from "../lib/bindings/Failure";
import type { Field } from "../lib/bindings/Field";
import type { Platform } from "../lib/bindings/Platform";
import type { Profile } from "../lib/bindings/Profile";
import type { RetryPresets } from "../lib/bindings/RetryPresets";
import type { SandboxState } from "../lib/bindings/SandboxState";
import type { Settings } from "../lib/bindings/Settings";
import { asFailure } from "../lib/failure";
import { modifier } from "../lib/keys";
import { readSpan, roughSpan } from "../lib/measure";
import { type OutcomeKind, outcomeWords } from "../lib/outcome";
import { Tab } from "./tab.svelte";

/** What can be undone, for as long as it is offered. */
export interface Undo {
  words: string;
  undo: () => void;
}
/** Long enough to read a short sentence twice and reach for the button. */
const UNDO_OFFERED = 10_000;

export type OpenDialog =
  | { kind: "edit"; profile: Profile | null; atSecret: boolean }
  | { kind: "delete"; profile: Profile }
  | { kind: "settings" }
  | { kind: "preview"; tab: Tab };

export class Workbench {
  readonly profiles: Profiles;
  ready = $state(false);
  /** Why nothing can be shown at all. */
  broken = $state.raw<Failure | null>(null);
  platform = $state<Platform>("linux");
  sandbox = $state.raw<SandboxState>({ state: "running", endpoint: "", region: "", examples: [] });
  tabs = $state.raw<Tab[]>([]);
  activeId = $state("");
  /** How each of the sandbox's functions last ended. */
  outcomes = $state.raw<Readonly<Record<string, OutcomeKind>>>({});
  /** Said once, until it is put away. */
  notices = $state.raw<Failure[]>([]);
  undo = $state.raw<Undo | null>(null);
  dialog = $state.raw<OpenDialog | null>(null);
  /** For all requests that do not say otherwise. */
  settings = $state.raw<Settings>()!;
  presets = $state.raw<RetryPresets>()!;
  /** For the live region. */
  announcement = $state("");
  #expire: (() => void) | null = null;

  constructor(readonly backend: Backend) {
    this.profiles = new Profiles(backend);
  }

  get tab(): Tab | undefined {
    return this.tabs.find((tab) => tab.id === this.activeId) ?? this.tabs[0];
  }
  get examples(): Example[] {
    return this.sandbox.state === "running" ? this.sandbox.examples : [];
  }
  get modifier(): string {
    return modifier(this.platform);
  }

  async start(): Promise<void> {
    try {
      const start = await this.backend.startUp();
      this.platform = start.platform;
      this.sandbox = start.sandbox;
      this.profiles.list = start.profiles;
      this.settings = start.settings;
      this.presets = start.presets;
      if (start.profiles_failure) this.tell(start.profiles_failure);
      if (start.settings_failure) this.tell(start.settings_failure);
      this.#open(SANDBOX, this.examples[0] ?? null);
      this.ready = true;
    } catch (thrown) {
      this.broken = asFailure(thrown);
      return;
    }
    // Whoever has no profile has no use for the keychain yet, and is not asked to unlock it. The dialog says it then.
    if (!this.profiles.list.length) return;
    const keychain = await this.profiles.askKeychain();
    if (keychain.state === "unavailable") this.tell(keychain.failure);
  }

  tell(failure: Failure) {
    this.notices = [...this.notices, failure];
  }
  dismiss(failure: Failure) {
    this.notices = this.notices.filter((it) => it !== failure);
  }

  // Tabs

  activate(id: string) {
    this.activeId = id;
  }

  openBlank(profile = this.tab?.draft.profile ?? SANDBOX): Tab {
    return this.#open(profile, null);
  }

  openExample(example: Example) {
    const open = this.tabs.find((tab) => tab.example === example && tab.draft.onSandbox);
    if (open) return this.activate(open.id);
    const { tab } = this;
    this.#open(SANDBOX, example);
    // An unused blank tab was only waiting for this.
    if (tab?.blank) this.#remove(tab, true);
  }

  close(tab: Tab) {
    const at = this.tabs.indexOf(tab);
    if (at === -1) return;
    if (this.tabs.length === 1) {
      if (tab.blank) return;
      this.openBlank();
    }
    this.#remove(tab, false);
    const { title } = tab;
    if (!tab.worthKeeping && !tab.runs.finished) return tab.destroy();
    this.#offerUndo({
      words: `Closed ${title}.`,
      undo: () => {
        const { draft } = tab;
        if (!draft.onSandbox && !this.profiles.find(draft.profile)) draft.profile = SANDBOX;
        this.tabs = this.tabs.toSpliced(at, 0, tab);
        this.activate(tab.id);
      },
      over: () => tab.destroy(),
    });
  }

  step(by: number) {
    const at = this.tabs.findIndex((tab) => tab === this.tab);
    const next = this.tabs.at((at + by + this.tabs.length) % this.tabs.length);
    if (next) this.activate(next.id);
  }

  // Invoking

  profileName(tab: Tab): string {
    return this.profiles.find(tab.draft.profile)?.name ?? "Sandbox";
  }
  /** The profile's own region. */
  ownRegion(tab: Tab): string {
    const sandbox = this.sandbox.state === "running" ? this.sandbox.region : "";
    return this.profiles.find(tab.draft.profile)?.region ?? sandbox;
  }
  target(tab: Tab): Target {
    const { draft } = tab;
    const aliasNow = draft.alias();
    let alias: AliasFacts | null = null;
    return {
      functionName: draft.function.trim(),
      profileName: this.profileName(tab),
      region: draft.region ?? this.ownRegion(tab),
      onSandbox: draft.onSandbox,
      timeoutMs: draft.timeoutSeconds === undefined ? null : draft.timeoutSeconds * 1000,
      waitMs: readSpan(draft.wait),
      totalMs: readSpan(draft.options.total || this.settings.total),
      keepAlive: this.settings.keep_alive,
      qualifier: draft.qualifier.trim(),
      // Lambda may tell where the alias leads only after the invocation has begun; what was told stays.
      get alias() {
        return (alias = aliasNow() ?? alias);
      },
    };
  }

  /** Invokes what the tab holds. The field that keeps it from being sent, if one does. */
  async invoke(tab: Tab): Promise<Field | null> {
    if (tab.runs.running) return null;
    this.announcement = "";
    // The focus goes to the field, and with it its problem is read out.
    const field = await tab.draft.firstProblem();
    if (field) return field;
    const failure = await tab.runs.invoke(tab.draft.input(), this.target(tab));
    if (!failure) return null;
    if (!failure.problems.length) this.announcement = `Not sent: ${failure.message}`;
    else tab.draft.blame(failure.problems);
    return failure.problems[0]?.field ?? null;
  }

  /** Opens the preview. The field that keeps the request from being sent, if one does. */
  async preview(tab: Tab): Promise<Field | null> {
    const field = await tab.draft.firstProblem();
    if (!field) this.dialog = { kind: "preview", tab };
    return field;
  }

  async saveSettings(settings: Settings): Promise<void> {
    await this.backend.saveSettings(settings);
    this.settings = settings;
  }

  // Profiles

  choose(id: string) {
    if (this.tab) this.tab.draft.profile = id;
  }

  saved(profile: Profile, added: boolean) {
    this.dialog = null;
    if (!added) return;
    // The sandbox's examples are not among one's own functions.
    if (this.tab?.example) this.openBlank();
    this.choose(profile.id);
  }

  deleted(profile: Profile) {
    this.dialog = null;
    for (const tab of this.tabs) {
      if (tab.draft.profile === profile.id) tab.draft.profile = SANDBOX;
    }
  }

  takeUndo() {
    const { undo } = this;
    this.#expire = null;
    this.undo = null;
    undo?.undo();
  }

  #offerUndo({ words, undo, over }: Undo & { over: () => void }) {
    this.#expire?.();
    const expire = () => {
      clearTimeout(timer);
      this.#expire = null;
      if (this.undo === offered) this.undo = null;
      over();
    };
    const timer = setTimeout(expire, UNDO_OFFERED);
    const offered: Undo = {
      words,
      undo: () => {
        clearTimeout(timer);
        undo();
      },
    };
    this.#expire = expire;
    this.undo = offered;
  }

  #open(profile: string, example: Example | null): Tab {
    const tab = new Tab(this.backend, this.examples, profile, example, (it, finished) =>
      this.#ended(it, finished),
    );
    const at = this.tabs.findIndex((it) => it.id === this.activeId);
    this.tabs = this.tabs.toSpliced(at + 1, 0, tab);
    this.activate(tab.id);
    return tab;
  }

  #remove(tab: Tab, forGood: boolean) {
    const at = this.tabs.indexOf(tab);
    if (at === -1) return;
    this.tabs = this.tabs.toSpliced(at, 1);
    if (this.activeId === tab.id) this.activate(this.tabs[Math.min(at, this.tabs.length - 1)]?.id ?? "");
    if (forGood) tab.destroy();
  }

  #ended(tab: Tab, { invocation, target }: Finished) {
    const { kind } = invocation.outcome;
    const elsewhere = tab === this.tab ? "" : `: ${tab.title}`;
    this.announcement = `${outcomeWords(invocation)} ${kind === "no_answer" ? "after" : "in"} ${roughSpan(invocation.duration)}${elsewhere}`;
    const { outcome } = invocation;
    if (outcome.kind === "rejected" && outcome.position) {
      tab.draft.markPosition(outcome.position.line, outcome.position.column, outcome.message);
    }
    if (target.onSandbox) this.outcomes = { ...this.outcomes, [target.functionName]: kind };
  }
}
