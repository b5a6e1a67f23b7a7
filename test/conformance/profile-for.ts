import { isDeepStrictEqual } from "node:util";
import { origins, type ProfileName, profiles } from "./profiles.ts";

/** What a vector has its server run with. */
interface Wanted {
  readonly retention?: object;
  readonly origins?: readonly string[];
}

/** The profile that runs with just that. */
export function profileFor(wanted: Wanted | undefined): ProfileName | undefined {
  if (!wanted) return undefined;
  const { retention, origins: admitted, ...limits } = wanted;
  const options = retention ? { retention } : admitted ? {} : { limits };
  const found = (Object.keys(profiles) as ProfileName[]).find(
    (name) => isDeepStrictEqual(profiles[name], options) && isDeepStrictEqual(origins[name], admitted),
  );
  if (!found) throw new Error(`no profile of the conformance server has ${JSON.stringify(wanted)}`);
  return found;
}
