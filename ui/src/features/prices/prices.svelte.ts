// Prices by region while they are edited. What was typed for a region stays while another is looked at.

import type { Backend } from "../../lib/backend";
import type { Failure } from "../../lib/bindings/Failure";
import type { Price } from "../../lib/bindings/Price";
import type { Prices } from "../../lib/bindings/Prices";
import { asFailure } from "../../lib/failure";
import { Attempting } from "../../lib/attempting.svelte";

/** A price as it is typed. */
export type PriceDraft = Omit<Price, "own">;

/** The form's region when one is added. */
export const NEW = "";
const BLANK: PriceDraft = { region: "", currency: "USD", x86_64: "", arm64: "", million_requests: "" };
const FIELDS = ["region", "currency", "x86_64", "arm64", "million_requests"] as const;

const same = (one: PriceDraft, other: PriceDraft) => FIELDS.every((it) => one[it].trim() === other[it]);

/** Those whose region, or place in words, has what is looked for. */
export const matching = (prices: readonly Price[], filter: string) =>
  prices.filter(({ region, currency, own }) =>
    `${region} ${currency} ${own ? "own" : ""}`.toLowerCase().includes(filter.trim().toLowerCase()),
  );

export class PricesDesk extends Attempting {
  prices = $state.raw<Prices | null>(null);
  /** Why there is nothing to be shown. */
  unread = $state.raw<Failure | null>(null);
  filter = $state("");
  /** The region in the form. */
  chosen = $state(NEW);
  /** What was done last, for those who listen and those who look. */
  said = $state("");
  #drafts = $state.raw<Readonly<Record<string, PriceDraft>>>({});

  constructor(
    private readonly backend: Backend,
    private readonly wanted: string | null,
    private readonly onchange: () => void,
  ) {
    super();
  }

  async read(): Promise<void> {
    this.unread = null;
    try {
      this.prices = await this.backend.prices();
    } catch (thrown) {
      this.unread = asFailure(thrown);
      return;
    }
    const { wanted, all } = this;
    if (wanted && !this.#find(wanted)) this.add(wanted);
    else this.chosen = wanted ?? all[0]?.region ?? NEW;
  }

  get all(): readonly Price[] {
    return this.prices?.prices ?? [];
  }
  get matches(): readonly Price[] {
    return matching(this.all, this.filter);
  }
  /** The price that the form is about; null for one that is added. */
  get price(): Price | null {
    return this.#find(this.chosen) ?? null;
  }
  /** What stands in the form. */
  get draft(): PriceDraft {
    return this.#drafts[this.chosen] ?? this.price ?? BLANK;
  }
  /** Regions for which something was typed that is not saved. */
  get unsaved(): readonly string[] {
    return Object.entries(this.#drafts).map(
      ([region, draft]) => region || draft.region.trim() || "a new region",
    );
  }
  isEdited(region: string): boolean {
    return region in this.#drafts;
  }
  /** The price that saving a new region would replace. */
  get replaced(): Price | null {
    return this.price ? null : (this.#find(this.draft.region.trim()) ?? null);
  }

  choose(region: string) {
    if (region === this.chosen) return;
    this.chosen = region;
    this.failure = null;
    this.said = "";
  }
  /** Begins a price for a region that has none. */
  add(region = "") {
    this.choose(NEW);
    if (region) this.edit({ region });
  }
  edit(part: Partial<PriceDraft>) {
    const draft = { ...this.draft, ...part };
    this.said = "";
    if (same(draft, this.price ?? BLANK)) this.#drop(this.chosen);
    else this.#drafts = { ...this.#drafts, [this.chosen]: draft };
  }

  /** Keeps what is in the form. */
  async save(): Promise<void> {
    if (!this.isEdited(this.chosen)) {
      this.said = "Nothing was changed.";
      return;
    }
    await this.attempt(async () => {
      const { chosen, draft } = this;
      const typed = FIELDS.map((it) => [it, draft[it].trim()] as const);
      const price = { ...(Object.fromEntries(typed) as PriceDraft), own: true };
      this.said = "";
      await this.backend.savePrice(price);
      this.#drop(chosen);
      await this.#again(price.region);
      this.said = `Saved. ${price.region} has your own price.`;
    });
  }

  /** Goes back to the price of the list. */
  async forget(): Promise<void> {
    await this.attempt(async () => {
      const { chosen } = this;
      this.said = "";
      await this.backend.forgetPrice(chosen);
      this.#drop(chosen);
      await this.#again(chosen);
      this.said = this.price
        ? `${chosen} has its list price again.`
        : `The list has no price for ${chosen}: it has none now.`;
    });
  }

  async #again(region: string): Promise<void> {
    // What was saved stands from now on, whether or not it can be shown.
    this.onchange();
    this.prices = await this.backend.prices();
    this.chosen = this.#find(region) ? region : NEW;
    if (!this.matches.some((it) => it.region === region)) this.filter = "";
  }
  #drop(region: string) {
    this.#drafts = Object.fromEntries(Object.entries(this.#drafts).filter(([it]) => it !== region));
  }
  #find(region: string): Price | undefined {
    return this.all.find((it) => it.region === region);
  }
}
