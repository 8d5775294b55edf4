import { readFile, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isThere } from "./entry.js";
import { binariesNotHydrated, failedWith } from "./errors.js";

interface LibraryLink {
  /** Both relative to the package: `native/lib/libpq.so.5.17`. */
  readonly source: string;
  readonly target: string;
}

/**
 * Makes the symbolic links among the libraries that npm packages cannot hold and an install script is to make: where
 * install scripts are off, the programs lack their libraries and end with 127.
 * @throws {RowproofError} `embedded/binaries-not-hydrated` where a link is missing and cannot be made.
 */
export async function hydrateLinks(native: string): Promise<void> {
  const links = await readLinks(native);
  await Promise.all(links.map((link) => hydrateLink(native, link)));
}

async function readLinks(native: string): Promise<readonly LibraryLink[]> {
  try {
    return JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8"));
  } catch (error) {
    if (failedWith(error, "ENOENT")) return [];
    throw error;
  }
}

async function hydrateLink(native: string, { source, target }: LibraryLink): Promise<void> {
  const path = join(dirname(native), target);
  if (await isThere(path)) return;
  try {
    await symlink(basename(source), path);
  } catch (error) {
    if (!failedWith(error, "EEXIST")) throw binariesNotHydrated(native, target, error);
  }
}
