// What a draft stands among: where its request belongs, which functions there are, and what its braces mean. The app says it.

import type { Placeholders, PlaceholderProblem } from "../../components/editorPlaceholders";
import type { Example } from "../../lib/bindings/Example";
import type { FillProblem } from "../../lib/bindings/FillProblem";
import type { RequestSource } from "../../lib/bindings/RequestSource";

/** Where a request belongs, for what is known only there: variables, environments. */
export interface Place {
  /** What the window calls the request. */
  name: string;
  /** Where it is kept; null for one that was never saved. */
  source: RequestSource | null;
  /** The folder where one belongs that was never saved. */
  folder: RequestSource | null;
  /** The environment that is chosen there. */
  environment: string | null;
}

/** What a draft stands among. */
export interface Around {
  examples: readonly Example[];
  windowProfile: () => string;
  from?: Example | null;
  place?: () => Place | null;
  /** What `{{ … }}` means in it. */
  placeholders?: Placeholders;
  /** Something of it changed that can be saved, or that is sent. */
  onchange?: () => void;
}

/** A `{{ … }}` that cannot be filled in, with what can be done about it. */
export type Unfilled = FillProblem & { action: PlaceholderProblem["action"] };
