// The lists of functions by profile and region. Each keeps to its own place, so that what comes late for one is never
// taken for another's.

import type { Backend } from "../../lib/backend";
import { Listing } from "./listing.svelte";

/** Where functions are listed. */
export interface Place {
  profile: string;
  /** Null for the profile's own. */
  region: string | null;
}

export class Functions {
  /** The place that is looked at. */
  #wanted = "";
  #listings = $state.raw<ReadonlyMap<string, Listing>>(new Map());

  constructor(private readonly backend: Backend) {}

  /** The list of a place, as far as it was asked for. */
  at(place: Place): Listing | null {
    return this.#listings.get(key(place)) ?? null;
  }

  /** Asks for the list of a place; those of other places are not read on. */
  want(place: Place): void {
    this.#wanted = key(place);
    let listing = this.at(place);
    for (const other of this.#listings.values()) if (other !== listing) other.leave();
    if (!listing) {
      listing = new Listing(this.backend, place);
      this.#listings = new Map(this.#listings).set(key(place), listing);
    }
    void listing.want();
  }

  /** Reads the list of a place anew. */
  refresh(place: Place): void {
    this.want(place);
    void this.at(place)?.refresh();
  }

  /** What was missing for a profile may have been given: what failed for it is read again. */
  mended(profile: string): void {
    const begins = key({ profile, region: null });
    for (const [at, listing] of this.#listings) {
      if (at.startsWith(begins) && listing.failure && at === this.#wanted) void listing.refresh();
    }
  }

  /** A profile has changed: what is known of its functions may be another's. */
  forget(profile: string) {
    const begins = key({ profile, region: null });
    for (const [at, listing] of this.#listings) if (at.startsWith(begins)) listing.leave();
    this.#listings = new Map([...this.#listings].filter(([at]) => !at.startsWith(begins)));
  }
}

const key = ({ profile, region }: Place) => `${profile}\n${region ?? ""}`;
