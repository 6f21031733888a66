// Where an imported request goes: which of the profiles here it meant, and what of it cannot be had.

import type { ImportedRequest } from "../../lib/bindings/ImportedRequest";
import type { Profile } from "../../lib/bindings/Profile";

export interface Place {
  /** The profile that it goes with; null for the window's. */
  profile: string | null;
  /** The region, where it differs from the profile's own. */
  region: string | null;
  /** What was meant and is not here. */
  remarks: string[];
}

export interface Known {
  profiles: readonly Profile[];
  /** The window's profile, or the sandbox. */
  current: string;
  /** The sandbox's own; null when it does not run. */
  sandbox: { id: string; endpoint: string; region: string } | null;
}

export function placeOf(request: ImportedRequest, known: Known): Place {
  const { endpoint, profile: name } = request;
  const remarks: string[] = [];
  let profile: string | null = null;
  const bare = (address: string) => address.replace(/\/+$/, "");
  if (endpoint) {
    const there = known.profiles.filter((it) => it.endpoint && bare(it.endpoint) === bare(endpoint));
    const meant = there.find((it) => it.id === `aws:${name}`) ?? there[0];
    if (meant) profile = meant.id;
    else if (known.sandbox && bare(known.sandbox.endpoint) === bare(endpoint)) profile = known.sandbox.id;
    else remarks.push(`No profile has the endpoint ${endpoint}: add one, or it goes where the profile says.`);
  }
  if (name && profile === null) {
    const meant = known.profiles.find((it) => it.id === `aws:${name}`);
    if (meant) profile = meant.id;
    else remarks.push(`There is no profile “${name}” in the AWS files: the one that is chosen is used.`);
  }
  if (profile === known.current) profile = null;
  const used = profile ?? known.current;
  const own =
    used === known.sandbox?.id
      ? known.sandbox.region
      : (known.profiles.find((it) => it.id === used)?.region ?? "");
  const region = request.region && request.region !== own ? request.region : null;
  if (region && used === known.sandbox?.id) {
    remarks.push(`The sandbox is in ${own}; the region ${region} is left out.`);
    return { profile, region: null, remarks };
  }
  return { profile, region, remarks };
}
