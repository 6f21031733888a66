// The settings while they are edited.

import type { Failure } from "../../lib/bindings/Failure";
import type { Field } from "../../lib/bindings/Field";
import type { RetryInput } from "../../lib/bindings/RetryInput";
import type { Settings } from "../../lib/bindings/Settings";
import { asFailure } from "../../lib/failure";

export class SettingsForm {
  connect = $state("");
  idle = $state("");
  total = $state("");
  keepAlive = $state("");
  retries = $state.raw<RetryInput>()!;
  keepHistory = $state(true);
  historyAge = $state("");
  historySize = $state("");
  failure = $state.raw<Failure | null>(null);
  saving = $state(false);

  constructor(
    private readonly before: Settings,
    private readonly save: (settings: Settings) => Promise<void>,
  ) {
    this.fill(before);
  }

  fill(settings: Settings) {
    this.connect = settings.connect;
    this.idle = settings.idle;
    this.total = settings.total;
    this.keepAlive = settings.keep_alive;
    this.retries = settings.retries;
    this.keepHistory = settings.history.keep;
    this.historyAge = settings.history.age;
    this.historySize = settings.history.size;
  }

  get settings(): Settings {
    return {
      connect: this.connect.trim(),
      idle: this.idle.trim(),
      total: this.total.trim(),
      keep_alive: this.keepAlive.trim(),
      retries: this.retries,
      history: { keep: this.keepHistory, age: this.historyAge.trim(), size: this.historySize.trim() },
    };
  }

  get changed(): boolean {
    return JSON.stringify(this.settings) !== JSON.stringify(this.before);
  }

  problem(field: Field): string | null {
    return this.failure?.problems.find((it) => it.field === field)?.message ?? null;
  }

  /** True when it is saved. */
  async submit(): Promise<boolean> {
    if (this.saving) return false;
    this.saving = true;
    this.failure = null;
    try {
      await this.save(this.settings);
      return true;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return false;
    } finally {
      this.saving = false;
    }
  }
}
