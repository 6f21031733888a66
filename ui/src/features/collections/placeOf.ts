// Where a request is saved, in words.

import type { Collection } from "../../lib/bindings/Collection";
import { sendingDifferences, UNSAID } from "../../lib/requestContent";
import type { Kept } from "./kept.svelte";
import { sidecarOf } from "./source";

/** `payments-team/orders/create-order.toml`; the payload's file where there is nothing to say beside it. */
export function placeOf({ source, saved }: Kept, collection: Collection | null): string {
  const folder = (collection?.path ?? source.collection).split(/[\\/]/).at(-1) ?? "";
  const content = saved?.content;
  const bare =
    content &&
    !content.name &&
    !content.notes &&
    !content.variables.length &&
    !content.checks.length &&
    !sendingDifferences(content.sending, UNSAID).length;
  return `${folder}/${bare ? source.path : sidecarOf(source.path)}`;
}
