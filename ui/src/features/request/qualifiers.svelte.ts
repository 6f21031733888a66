// What can stand after the name of the function that a request names: asked for when the list is looked at.

import type { Suggestion } from "../../components/suggestions";
import { day } from "../../lib/awsTime";
import type { Backend } from "../../lib/backend";
import type { FunctionQuery } from "../../lib/bindings/FunctionQuery";
import type { Qualifiers } from "../../lib/bindings/Qualifiers";
import { asFailure } from "../../lib/failure";
import { oneLine } from "../../lib/foreign";
import { shortShares } from "../../lib/shares";

/** Aliases move and versions appear by deployments: a minute is soon enough to see one. */
const FRESH_FOR = 60_000;

export class KnownQualifiers {
  #found = $state.raw<Qualifiers | null>(null);
  asking = $state(false);
  #of = "";
  #at = 0;

  constructor(private readonly backend: Backend) {}

  /** Forgets what is not of this function. */
  become(query: FunctionQuery) {
    const of = JSON.stringify([query.profile, query.region, query.function.trim()]);
    if (of === this.#of) return;
    this.#of = of;
    this.#found = null;
    this.#at = 0;
    this.asking = false;
  }

  async want(query: FunctionQuery): Promise<void> {
    this.become(query);
    if (this.asking || !query.function.trim() || Date.now() - this.#at < FRESH_FOR) return;
    const of = this.#of;
    this.asking = true;
    let found: Qualifiers;
    try {
      found = await this.backend.listQualifiers({ ...query, qualifier: "" });
    } catch (thrown) {
      // Nobody is asked for anything here: what is missing is said, and can be given where the function is.
      found = { aliases: [], versions: [], unknown: [asFailure(thrown).message] };
    }
    if (of !== this.#of) return;
    this.#found = found;
    this.asking = false;
    // What is not known is asked again the next time.
    this.#at = found.unknown.length ? 0 : Date.now();
  }

  /** What can be chosen, the newest code first. */
  get suggestions(): Suggestion[] {
    const said = (text: string | null) => (text ? oneLine(text) : undefined);
    return [
      { value: "$LATEST", remark: "the newest code" },
      ...(this.#found?.aliases ?? []).map((alias) => ({
        value: alias.name,
        remark: shortShares(alias.versions),
        detail: said(alias.description),
        group: "Aliases",
      })),
      ...(this.#found?.versions ?? []).map((version) => ({
        value: version.version,
        remark: version.last_modified ? day(version.last_modified) : undefined,
        detail: said(version.description),
        group: "Versions",
      })),
    ];
  }

  /** Stands below them. */
  get note(): string | null {
    if (this.asking && !this.#found) return "Reading aliases and versions…";
    return this.#found?.unknown.join(" ") || null;
  }
}
