// The functions of one profile in one region: what is known of them at once, and the list as it is read anew behind that.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { FunctionListQuery } from "../../lib/bindings/FunctionListQuery";
import type { ListedFunction } from "../../lib/bindings/ListedFunction";
import { asFailure } from "../../lib/failure";

/** A list that is younger is not read again unless it is asked for: an account with thousands of functions has a hundred pages. */
const FRESH_FOR = 5 * 60_000;

let readings = 0;

export class Listing {
  /** The functions by name; null as long as none are known. */
  functions = $state.raw<readonly ListedFunction[] | null>(null);
  /** When they were listed; null while the first list is still coming. */
  listedAt = $state<string | null>(null);
  /** Names that were used before, the latest first. */
  used = $state.raw<readonly string[]>([]);
  /** How many functions of the list that is being read are here; null when none is. */
  soFar = $state<number | null>(null);
  failure = $state.raw<Failure | null>(null);
  /** Whether what was known before has been looked at. */
  looked = $state(false);
  #looking: Promise<void> | null = null;
  #reading: string | null = null;
  #failedAt = 0;

  constructor(
    private readonly backend: Backend,
    private readonly query: FunctionListQuery,
  ) {}

  get reading(): boolean {
    return this.soFar !== null;
  }

  /** Shows what is known, and reads the list anew when it is old. A failure is not tried again by itself within a minute. */
  async want(): Promise<void> {
    await (this.#looking ??= this.#look());
    if (this.#reading || (this.failure && Date.now() - this.#failedAt < 60_000)) return;
    if (this.listedAt && Date.now() - Date.parse(this.listedAt) < FRESH_FOR) return;
    await this.refresh();
  }

  /** Reads the list anew. What is shown stays until it is whole. */
  async refresh(): Promise<void> {
    if (this.#reading) return;
    const id = (this.#reading = `functions-${++readings}`);
    const mine = () => this.#reading === id;
    this.soFar = 0;
    this.failure = null;
    let pages: readonly ListedFunction[] = [];
    try {
      const list = await this.backend.listFunctions(id, this.query, (page) => {
        if (!mine()) return;
        pages = page.number === 1 ? page.functions : [...pages, ...page.functions];
        this.soFar = pages.length;
        // Where there is no list yet, it fills before the eyes.
        if (this.listedAt === null) this.functions = sorted(pages);
      });
      if (!mine()) return;
      this.functions = list.functions;
      this.listedAt = list.listed_at;
    } catch (thrown) {
      if (!mine()) return;
      this.failure = asFailure(thrown);
      this.#failedAt = Date.now();
      // A part of a list would be taken for the whole.
      if (this.listedAt === null) this.functions = null;
    } finally {
      if (mine()) {
        this.#reading = null;
        this.soFar = null;
      }
    }
  }

  /** Ends what is being read: it is not looked at any more. */
  leave() {
    if (!this.#reading) return;
    void this.backend.cancel(this.#reading);
    this.#reading = null;
    this.soFar = null;
    if (this.listedAt === null) this.functions = null;
  }

  find(name: string): ListedFunction | undefined {
    return this.functions?.find((it) => it.name === name);
  }

  async #look(): Promise<void> {
    try {
      const known = await this.backend.knownFunctions(this.query);
      this.used = known.used;
      if (known.list && this.listedAt === null) {
        this.functions = known.list.functions;
        this.listedAt = known.list.listed_at;
      }
    } catch {
      // Reading the list says it where it matters.
    } finally {
      this.looked = true;
    }
  }
}

/** As Rust sorts the whole list. */
function sorted(functions: readonly ListedFunction[]): ListedFunction[] {
  const key = (it: ListedFunction) => it.name.toLowerCase();
  return functions.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
}
