/** Loads a module; keeps the address that it did not come from. */
export type Loader<Module> = (() => Promise<Module>) & { triedAt?: string | undefined };

/**
 * tsc has this called for an address that only the running code knows (`rewriteRelativeImportExtensions`), and would add its own
 * (`noEmitHelpers`), which looks for TypeScript in it; here is none.
 * @public
 */
export const __rewriteRelativeImportExtension = (address: string): string => address;

/**
 * Loads what comes late, such as `() => import("./upload.ts")`, always by the same function: what did not come is asked for at another
 * address the next time. Browsers keep for as long as the page lives that a module did not come from where it should, until all of them
 * do as https://github.com/whatwg/html/pull/10327 has it; of those that still do so, Firefox names the address in its error.
 */
export const lateModule = <Module>(load: Loader<Module>): Promise<Module> =>
  (load.triedAt ? import(/* webpackIgnore: true */ /* @vite-ignore */ load.triedAt + "?" + Date.now()) : load()).catch(
    (error: unknown) => {
      load.triedAt = /ule: ([^?]*)/.exec(error as string)?.[1];
      throw error;
    },
  );
