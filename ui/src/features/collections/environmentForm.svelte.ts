// An environment while it is edited. The values of secrets go in, one by one, after the file is saved, and are forgotten here.

import { rowOf, type VariableRow } from "../../components/VariableTable.svelte";
import type { Backend } from "../../lib/backend";
import type { Environment } from "../../lib/bindings/Environment";
import type { Failure } from "../../lib/bindings/Failure";
import type { Keep } from "../../lib/bindings/Keep";
import { asFailure } from "../../lib/failure";
import { rowsOfEnvironment, variablesOf } from "./variableRows";

export class EnvironmentForm {
  name = $state("");
  rows = $state.raw<VariableRow[]>([]);
  failure = $state.raw<Failure | null>(null);
  busy = $state(false);
  loaded = $state(false);
  problems = $state.raw<string[]>([]);
  /** Somebody else changed the file meanwhile: what is there now, null when it is gone. */
  conflict = $state.raw<{ onDisk: Environment | null } | null>(null);
  /** Where secrets go. */
  keep: Keep = "keychain";
  #stamp: string | null = null;
  #before: string;

  constructor(
    private readonly backend: Backend,
    private readonly collection: string,
    /** Null for a new one. */
    private before: string | null,
  ) {
    this.name = before ?? "";
    this.#before = this.#words();
  }

  get isNew(): boolean {
    return this.before === null;
  }
  get changed(): boolean {
    return this.loaded && this.#words() !== this.#before;
  }
  problem(field: "name"): string | null {
    if (this.failure?.code === "name_taken") return `${this.failure.message} ${this.failure.hint}`.trim();
    return this.failure?.problems.find((it) => it.field === field)?.message ?? null;
  }

  /** Reads the file. `wanted` is a variable that is missing: it has a row then. */
  async load(wanted: string | null): Promise<void> {
    if (this.before !== null) {
      try {
        this.take(await this.backend.openEnvironment(this.collection, this.before));
      } catch (thrown) {
        this.failure = asFailure(thrown);
        return;
      }
    }
    this.loaded = true;
    if (wanted && !this.rows.some(({ name }) => name === wanted))
      this.rows = [...this.rows, rowOf(wanted, "", "text")];
  }

  take(environment: Environment) {
    this.before = this.name = environment.name;
    this.rows = rowsOfEnvironment(environment.variables);
    this.problems = environment.problems;
    this.#stamp = environment.stamp;
    this.#before = this.#words();
    this.conflict = null;
  }

  /** What is typed here is from now on made from what is on disk. */
  overwrite() {
    const { conflict } = this;
    this.#stamp = conflict?.onDisk?.stamp ?? null;
    if (conflict && !conflict.onDisk) this.before = null;
    this.conflict = null;
  }

  /** Saves the file, and then the secrets that were typed. The environment's name when all of it is done. */
  async save(): Promise<string | null> {
    if (this.busy) return null;
    this.busy = true;
    this.failure = null;
    const name = this.name.trim();
    const typed = this.rows.filter((it) => it.kind === "secret" && (it.value || it.forgotten));
    try {
      const saving = await this.backend.saveEnvironment(
        this.collection,
        name,
        this.before,
        variablesOf(this.rows),
        this.#stamp,
      );
      if (saving.kind === "conflict") {
        this.conflict = { onDisk: saving.on_disk };
        return null;
      }
      this.before = saving.environment.name;
      this.#stamp = saving.environment.stamp;
      for (const row of typed) {
        const value = row.value || null;
        await this.backend.setSecretVariable(this.collection, name, row.name.trim(), value, this.keep);
        const now = { ...row, value: null, kept: value && "•••••••• set", forgotten: false };
        this.rows = this.rows.map((it) => (it === row ? now : it));
      }
      return name;
    } catch (thrown) {
      this.failure = asFailure(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** Nothing that was typed stays here. */
  forget() {
    this.rows = this.rows.map((it) => (it.kind === "secret" ? { ...it, value: null } : it));
  }

  #words(): string {
    return JSON.stringify([
      this.name,
      this.rows.map(({ name, value, kind, forgotten = false }) => [
        name,
        kind === "secret" ? (value ? 1 : 0) : value,
        kind,
        forgotten,
      ]),
    ]);
  }
}
