// What the fake backend holds, and what every part of it needs.

import type { FieldProblem } from "../bindings/FieldProblem";
import type { FunctionFacts } from "../bindings/FunctionFacts";
import type { HistoryEntry } from "../bindings/HistoryEntry";
import type { Platform } from "../bindings/Platform";
import type { Profile } from "../bindings/Profile";
import { FakeAccess } from "./access";
import type { Script } from "./behaviour";
import { FakeCollections } from "./collections";
import { FakeFiles } from "./files";
import { FakeFinds } from "./find";
import { FakeFolderRuns } from "./folderRuns";
import { FakeFullLogs } from "./fullLog";
import { FakeFunctions } from "./functions";
import { FakeHistory } from "./history";
import { FakePrices } from "./prices";
import { profilesOf } from "./profiles";
import { FakeRuns } from "./runs";
import { FakeSession } from "./session";
import { SETTINGS } from "./settings";
import { FakeSharedFiles } from "./sharedFiles";
import { FakeSignIns } from "./signIn";
import { FakeTestEvents } from "./testEvents";

export class FakeState {
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
  protected readonly switches: Set<string>;
  protected readonly runs = new FakeRuns(() => this.speed);
  protected readonly finds: FakeFinds;
  readonly folderRuns = new FakeFolderRuns(() => this.speed);
  readonly sharedFiles = new FakeSharedFiles();
  protected readonly signIns: FakeSignIns;
  protected readonly access: FakeAccess;
  protected readonly files: FakeFiles;
  protected readonly priceList = new FakePrices();
  protected readonly history: FakeHistory;
  /** What was sent in this run, by invocation. */
  protected readonly payloads = new Map<string, string>();
  protected readonly fullLogs: FakeFullLogs;
  /** What was sent in this run, and what came of it. */
  protected readonly sent = new Map<string, Pick<HistoryEntry, "request" | "invocation">>();

  constructor(query = new URLSearchParams()) {
    this.switches = new Set((query.get("fake") ?? "").split(","));
    this.platform = (query.get("platform") as Platform | null) ?? "linux";
    this.profiles = profilesOf(this.switches);
    this.store = new FakeCollections(this.switches);
    this.session = new FakeSession(this.switches);
    this.functions = new FakeFunctions(this.switches, () => this.speed);
    this.testEvents = new FakeTestEvents(this.switches);
    this.signIns = new FakeSignIns(this.switches, () => this.speed);
    this.access = new FakeAccess(this.switches, this.signIns, (id) => this.find(id));
    this.history = new FakeHistory(this.switches, () => this.profiles);
    this.fullLogs = new FakeFullLogs(this.switches, () => this.speed);
    this.finds = new FakeFinds(() => this.speed, this.switches.has("slow-find") ? 2500 : 0);
    this.files = new FakeFiles(this.switches, (added) => (this.profiles = [...this.profiles, ...added]));
  }

  /** A body of the history is read like any other. */
  protected keepAtHand(id: string) {
    const kept = this.runs.body(id) ? null : this.history.body(id);
    if (kept) this.runs.keep(id, kept);
  }

  protected called(name: string, what: unknown = null) {
    this.calls.push([name, what]);
  }

  protected find(id: string): Profile | undefined {
    return this.profiles.find((it) => it.id === id);
  }
}
