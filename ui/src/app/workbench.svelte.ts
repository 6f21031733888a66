// The window's state as a whole: the tabs, the profiles, the sandbox, and what is said once. It composes the features'
// controllers, which do not know of each other.

import type { Kind } from "../features/profiles/kinds/KindDialog.svelte";
import type { CollectionNode } from "../features/collections/nodes";
import { Functions, type Place } from "../features/functions/functions.svelte";
import { SANDBOX } from "../features/request/draft.svelte";
import type { Finished } from "../features/result/run.svelte";
import type { Backend } from "../lib/backend";
import type { CodeLanguage } from "../lib/bindings/CodeLanguage";
import type { Demand } from "../lib/bindings/Demand";
import type { Example } from "../lib/bindings/Example";
import type { Failure } from "../lib/bindings/Failure";
import type { Invocation } from "../lib/bindings/Invocation";
import type { ListedFunction } from "../lib/bindings/ListedFunction";
import type { InvokeInput } from "../lib/bindings/InvokeInput";
import type { OpenedRequest } from "../lib/bindings/OpenedRequest";
import type { OpenedShare } from "../lib/bindings/OpenedShare";
import type { Platform } from "../lib/bindings/Platform";
import type { Profile } from "../lib/bindings/Profile";
import type { RequestSource } from "../lib/bindings/RequestSource";
import type { RetryPresets } from "../lib/bindings/RetryPresets";
import type { SandboxState } from "../lib/bindings/SandboxState";
import type { Settings } from "../lib/bindings/Settings";
import { asFailure } from "../lib/failure";
import { modifier } from "../lib/keys";
import { roughSpan } from "../lib/measure";
import { type OutcomeKind, outcomeWords } from "../lib/outcome";
import { contentOfSent } from "../lib/requestContent";
import { Access } from "./access.svelte";
import { FolderRuns } from "./folderRuns.svelte";
import { Keeping } from "./keeping.svelte";
import { Notices } from "./notices.svelte";
import { Passing } from "./passing.svelte";
import type { SidePanelId } from "./sidePanel.svelte";
import { type Opening, Tab } from "./tab.svelte";
import { Undo } from "./undo.svelte";

export type OpenDialog =
  | { kind: "edit"; profile: Profile | null; atSecret?: boolean; /** For a new one. */ begin?: Kind }
  | { kind: "import" }
  | { kind: "share" }
  | { kind: "shareResult"; invocation: Invocation; /** It is a result of this one. */ tab: Tab }
  | { kind: "shareFolder"; node: CollectionNode }
  | { kind: "sharedRequests"; name: string; share: OpenedShare }
  | { kind: "addShared"; requests: readonly OpenedRequest[] }
  | { kind: "runShared"; tab: Tab; name: string }
  | { kind: "delete"; profile: Profile }
  | { kind: "settings" }
  | { kind: "preview"; tab: Tab }
  | { kind: "addCollection"; how: "open" | "create"; /** What comes when one is there. */ then?: OpenDialog }
  | { kind: "save"; tab: Tab }
  | { kind: "compare"; tab: Tab }
  | { kind: "moveEntry"; node: CollectionNode }
  | { kind: "deleteEntry"; node: CollectionNode }
  | { kind: "folder"; source: RequestSource }
  | { kind: "environment"; collection: string; environment: string | null; variable?: string }
  | { kind: "templates"; tab: Tab }
  | { kind: "bring"; text?: string; /** Puts the text where it was pasted. */ onastext?: () => void }
  | { kind: "code"; tab: Tab; language: CodeLanguage }
  | { kind: "function"; place: Place; listed: ListedFunction }
  | { kind: "test_events"; tab: Tab };

export class Workbench {
  readonly access: Access;
  readonly keeping: Keeping;
  readonly folderRuns = new FolderRuns(this);
  readonly notices = new Notices();
  readonly undo = new Undo();
  readonly passing = new Passing();
  /** Which functions there are, by profile and region. */
  readonly functions: Functions;
  ready = $state(false);
  /** Whether the tabs of the last time are back. */
  restored = $state(false);
  /** Why nothing can be shown at all. */
  broken = $state.raw<Failure | null>(null);
  platform = $state<Platform>("linux");
  sandbox = $state.raw<SandboxState>({ state: "running", endpoint: "", region: "", examples: [] });
  tabs = $state.raw<Tab[]>([]);
  activeId = $state("");
  /** Which panel the left side shows. */
  side = $state<SidePanelId>("collections");
  /** How each of the sandbox's functions last ended. */
  outcomes = $state.raw<Readonly<Record<string, OutcomeKind>>>({});
  dialog = $state.raw<OpenDialog | null>(null);
  /** Set while prices are looked at, above any other dialog: the region to begin with. */
  prices = $state.raw<{ region: string | null } | null>(null);
  /** For all requests that do not say otherwise. */
  settings = $state.raw<Settings>()!;
  presets = $state.raw<RetryPresets>()!;
  /** Where one can try to sign in; null when the sandbox does not run. */
  sandboxStartUrl = $state<string | null>(null);
  /** For the live region. */
  announcement = $state("");

  constructor(readonly backend: Backend) {
    this.access = new Access(backend);
    this.keeping = new Keeping(this);
    this.functions = new Functions(backend);
  }

  get profiles() {
    return this.access.profiles;
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
      this.sandboxStartUrl = start.sandbox_start_url;
      this.profiles.take(start.profiles.profiles);
      this.settings = start.settings;
      this.presets = start.presets;
      this.notices.tellOfProfiles(start.profiles.failures);
      if (start.settings_failure) this.notices.tell(start.settings_failure);
      // Where tabs come back, nothing else is shown before them.
      if (!this.keeping.session.expectsTabs) this.add({ example: this.examples[0] ?? null });
      this.ready = true;
    } catch (thrown) {
      this.broken = asFailure(thrown);
      return;
    }
    void this.#bringBack();
    void this.reloadIdentity();
    // Whoever has no secret kept has no use for the keychain yet, and is not asked to unlock it. The dialog says it then.
    if (!this.profiles.list.some(({ credentials: { kind } }) => kind === "access_keys")) return;
    const keychain = await this.profiles.askKeychain();
    // What can be unlocked is asked for when it is needed.
    if (keychain.state === "unavailable" && !keychain.failure.demand) this.notices.tell(keychain.failure);
  }

  /** Tabs and collections come after the first paint. */
  async #bringBack(): Promise<void> {
    await new Promise((painted) => setTimeout(painted));
    const begun = [...this.tabs];
    await this.keeping.start();
    // What was only there until then makes room.
    if (this.tabs.length > begun.length) for (const tab of begun) if (!tab.worthKeeping) this.remove(tab);
    if (!this.tabs.length) this.add({ example: this.examples[0] ?? null });
    this.restored = true;
  }

  // Tabs

  activate(id: string) {
    this.activeId = id;
    // Whoever turns to a request has seen enough of the run; the bar above leads back.
    this.folderRuns.shown = false;
    this.keeping.session.arranged();
    const { tab } = this;
    if (!tab) return;
    if (tab.collection) this.keeping.collections.front = tab.collection;
    // The window's profile may have changed while it was not looked at, or what was demanded may have been given.
    if (!tab.draft.known.facts || tab.draft.known.demand) void tab.draft.describe();
    void this.reloadIdentity();
  }

  openBlank(): Tab {
    return this.add({ home: this.keeping.homeOfNew });
  }

  /** Opens a request that was sent before. `profileGone`: it goes with the window's. */
  openSent(sent: InvokeInput, profileGone: boolean): Tab {
    return this.openRequest(({ draft }) => {
      if (!profileGone) {
        draft.own = sent.profile;
        draft.region = sent.region;
      }
      draft.take(contentOfSent(sent), draft.inherited);
      void draft.describe();
      void this.reloadIdentity();
    });
  }

  openExample(example: Example) {
    const open = this.tabs.find((tab) => tab.example === example && tab.draft.onSandbox);
    if (open) return this.activate(open.id);
    const { tab } = this;
    tab?.compare();
    this.add({ example });
    // An unused blank tab was only waiting for this.
    if (tab?.blank) this.remove(tab);
  }

  /**
   * Opens a request that is filled with what was found elsewhere. An unused blank tab was only waiting for it. `apart`: it
   * is somebody else's, and belongs to no collection.
   */
  openRequest(fill: (tab: Tab) => void, apart = false): Tab {
    const { tab: before } = this;
    before?.compare();
    const tab = apart ? this.add({ apart }) : this.openBlank();
    fill(tab);
    if (before?.blank) this.remove(before);
    return tab;
  }

  close(tab: Tab) {
    const at = this.tabs.indexOf(tab);
    if (at === -1) return;
    tab.compare();
    if (this.tabs.length === 1) {
      if (tab.blank) return;
      this.openBlank();
    }
    this.#remove(tab, false);
    const { title } = tab;
    if (!tab.worthKeeping && !tab.runs.finished) return this.#end(tab);
    const lost = tab.unsaved && tab.kept ? " Its changes are not saved." : "";
    this.undo.offer({
      words: `Closed ${title}.${lost}`,
      undo: () => {
        const { draft } = tab;
        if (draft.own && !this.profiles.find(draft.own)) draft.own = null;
        this.tabs = this.tabs.toSpliced(at, 0, tab);
        this.activate(tab.id);
      },
      over: () => this.#end(tab),
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

  open(dialog: OpenDialog) {
    this.dialog = dialog;
  }

  /** Opens the test events of the tab's function. The field that keeps them from being known, if one does. */
  async openTestEvents(tab: Tab): Promise<"function" | null> {
    if (!tab.draft.function.trim()) {
      await tab.draft.firstProblem();
      return "function";
    }
    this.open({ kind: "test_events", tab });
    return null;
  }

  /** What was estimated by a price that has changed is estimated anew. */
  pricesChanged() {
    for (const { runs } of this.tabs) void runs.finished?.cost?.ask();
  }

  async saveSettings(settings: Settings): Promise<void> {
    await this.backend.saveSettings(settings);
    this.settings = settings;
  }

  // Profiles

  /** Chooses the profile of the window, or of the one request that has its own. Opens what it demands. */
  choose(id: string) {
    const { tab } = this;
    if (!tab) return;
    if (tab.draft.own !== null) tab.draft.own = id;
    else {
      this.#follow(id);
      tab.draft.own = null;
    }
    void tab.draft.describe();
    void this.mend(tab);
  }

  /** Gives a request a profile of its own, or lets it follow the window's again. */
  pin(tab: Tab, pinned: boolean) {
    tab.draft.own = pinned ? tab.draft.profile : null;
    if (!tab.draft.known.facts) void tab.draft.describe();
    void this.reloadIdentity();
  }

  /** Finds out who the tab's profile is, asking the user for what is missing. */
  async mend(tab: Tab, fresh = false): Promise<void> {
    const id = tab.draft.profile;
    // What comes late opens nothing over another dialog, or over another request.
    const still = () => this.tab === tab && tab.draft.profile === id && this.dialog === null;
    await this.access.identify(id, still, fresh);
    if (tab.draft.known.demand) void tab.draft.describe();
    this.functions.mended(id);
  }

  /** Asks the user for what a notice demands. */
  async meet(demand: Demand): Promise<void> {
    if (!(await this.access.demands.meet(demand))) return;
    if (this.tab) await this.refreshed(this.tab.draft.profile);
  }

  /** Asks quietly who the profile in front is, unless that is known. */
  async reloadIdentity(): Promise<void> {
    const id = this.tab?.draft.profile;
    if (this.ready && id && !this.access.identities.of(id)) await this.access.identify(id, null);
  }

  /**
   * Something was given for a profile, or is not good any more: what is known of it is asked again, quietly. `fresh` asks
   * AWS in any case.
   */
  async refreshed(id: string, fresh = false): Promise<void> {
    await this.access.identify(id, null, fresh);
    this.functions.mended(id);
    const { tab } = this;
    if (tab?.draft.known.demand) void tab.draft.describe();
  }

  /** Reads the profiles anew: the AWS files may have changed while the window was not looked at. */
  async reloadProfiles(): Promise<void> {
    const before = this.profiles.list;
    const read = await this.profiles.reload();
    if (!read) return;
    this.notices.tellOfProfiles(read.failures);
    this.#leaveLost();
    const { identities } = this.access;
    for (const old of before) {
      if (this.profiles.find(old.id) === old) continue;
      identities.forget(old.id);
      this.functions.forget(old.id);
    }
    // Somebody may have signed in elsewhere: with the AWS CLI, say.
    const id = this.tab?.draft.profile;
    if (id && identities.of(id)?.state !== "known") await this.refreshed(id);
  }

  async signOut(tab: Tab): Promise<void> {
    const failure = await this.access.signOut(tab.draft.profile);
    if (failure) this.notices.tell(failure);
    else this.announcement = "Signed out.";
  }

  saved(profile: Profile, added: boolean) {
    this.dialog = null;
    this.access.identities.forget(profile.id);
    this.functions.forget(profile.id);
    const { tab } = this;
    if (!added) {
      void this.reloadIdentity();
      return;
    }
    // The sandbox's examples are not among one's own functions.
    if (tab?.example) this.openBlank();
    this.choose(profile.id);
  }

  deleted(profile: Profile) {
    this.dialog = null;
    this.access.identities.forget(profile.id);
    void this.reloadProfiles();
    this.#leaveLost();
  }

  /** Nothing keeps pointing at a profile that is gone. */
  #leaveLost() {
    const lost = (id: string) => id !== SANDBOX && !this.profiles.find(id);
    for (const { draft } of this.tabs) if (draft.own && lost(draft.own)) draft.own = null;
    if (lost(this.access.profile)) this.#follow(SANDBOX);
  }

  #follow(id: string) {
    if (this.access.profile === id) return;
    this.access.profile = id;
    for (const { draft } of this.tabs) if (draft.follows) draft.profileChanged();
  }

  /** Opens a tab beside the one in front. */
  add(how: Pick<Opening, "example" | "kept" | "home" | "apart">): Tab {
    const tab = this.#make(how);
    const at = this.tabs.findIndex((it) => it.id === this.activeId);
    this.tabs = this.tabs.toSpliced(at + 1, 0, tab);
    this.activate(tab.id);
    return tab;
  }

  /** A tab as it was before a restart, after the others. */
  restore(how: Pick<Opening, "id" | "example" | "kept" | "home" | "apart">, profile: string | null): Tab {
    const tab = this.#make(how);
    if (profile !== null && (profile === SANDBOX || this.profiles.find(profile))) tab.draft.own = profile;
    this.tabs = [...this.tabs, tab];
    return tab;
  }

  /** Closes a tab in which nothing is worth keeping. */
  remove(tab: Tab) {
    this.#remove(tab, true);
  }

  #make(how: Pick<Opening, "id" | "example" | "kept" | "home" | "apart">): Tab {
    const tab = new Tab({
      backend: this.backend,
      examples: this.examples,
      windowProfile: () => this.access.profile,
      environmentOf: (collection) => this.keeping.collections.environmentOf(collection),
      actionOf: (tab, problem) => this.keeping.actionOf(tab, problem),
      onended: (tab, finished) => this.#ended(tab, finished),
      onchanged: (tab) => this.keeping.session.changed(tab),
      ...how,
    });
    const { draft } = tab;
    draft.listed = () => this.functions.at(draft)?.find(draft.shownTarget) ?? null;
    return tab;
  }

  #end(tab: Tab) {
    this.keeping.session.forget(tab);
    tab.destroy();
  }

  #remove(tab: Tab, forGood: boolean) {
    const at = this.tabs.indexOf(tab);
    if (at === -1) return;
    this.tabs = this.tabs.toSpliced(at, 1);
    if (this.activeId === tab.id) this.activate(this.tabs[Math.min(at, this.tabs.length - 1)]?.id ?? "");
    this.keeping.session.arranged();
    if (forGood) this.#end(tab);
  }

  #ended(tab: Tab, { invocation, target }: Finished) {
    const { kind } = invocation.outcome;
    const elsewhere = tab === this.tab ? "" : `: ${tab.title}`;
    this.announcement = `${outcomeWords(invocation)} ${kind === "no_answer" ? "after" : "in"} ${roughSpan(invocation.duration)}${elsewhere}`;
    const { outcome } = invocation;
    if (outcome.kind === "rejected" && outcome.position) {
      tab.draft.markPosition(outcome.position.line, outcome.position.column, outcome.message);
    }
    this.keeping.ended(tab, kind);
    if (target.onSandbox) this.outcomes = { ...this.outcomes, [target.functionName]: kind };
  }
}
