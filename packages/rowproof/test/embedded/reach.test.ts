import { randomBytes } from "node:crypto";
import { chmod, chown, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { useInitdb } from "@rowproof/testing/initdb";
import { afterEach, describe, expect, inject, test } from "vitest";
import { copyForEveryone, isOpenToEveryone } from "../../src/embedded/binaries-copy.js";
import { hydrateLinks } from "../../src/embedded/binaries-links.js";
import { isThere } from "../../src/embedded/entry.js";
import { runProgram } from "../../src/embedded/program.js";
import { commonDirectory, findBarrier, makeDirectory, reachableDirectory } from "../../src/embedded/reach.js";
import { openServer } from "../../src/embedded/server.js";
import { openInChild } from "./child.js";

useInitdb();

const nobody = { uid: 65534, gid: 65534 };
const root = process.getuid?.() === 0;

async function newDirectory(mode = 0o711): Promise<string> {
  const directory = join(inject("scratch"), `reach-${randomBytes(6).toString("hex")}`);
  await mkdir(directory);
  await chmod(directory, mode);
  return directory;
}

describe.runIf(root)("run by root", () => {
  const substitutes: string[] = [];
  afterEach(async () => {
    for (const directory of substitutes.splice(0)) await rm(directory, { recursive: true, force: true });
  });

  async function substituteOf(directory: string): Promise<string> {
    const substitute = await reachableDirectory(directory);
    if (substitute !== directory) substitutes.push(substitute);
    return substitute;
  }

  test("the server runs as another user, who owns its data", async () => {
    const directory = await newDirectory();
    const server = await openServer({ directory, scratch: true });
    const { uid } = await stat(join(directory, "data"));
    expect(uid).toBe(Number(await runProgram("id", ["-u", "postgres"])));
    await server.close();
  });

  test("a directory that user may not enter is named, and nothing is made in it", async () => {
    const parent = await newDirectory(0o700);
    const opening = openServer({ directory: join(parent, "deep", "server") });
    await expect(opening).rejects.toMatchObject({
      id: "embedded/directory-not-reachable",
      exitCode: 3,
      message: expect.stringContaining(parent),
      fix: expect.stringContaining(`chmod o+x ${parent}`),
    });
    expect(await readdir(parent)).toEqual([]);
  });

  test("a directory that cannot be reached is stood in for by one that can, always the same", async () => {
    const directory = join(await newDirectory(0o700), ".rowproof");
    const [first, second] = await Promise.all([substituteOf(directory), substituteOf(directory)]);
    expect(second).toBe(first);
    expect(dirname(first)).toBe(commonDirectory);
    expect(await readFile(join(directory, "moved-to"), "utf8")).toBe(first);
    await (await openServer({ directory: first, scratch: true })).close();
  });

  test("a directory that was removed and made anew gets a new substitute", async () => {
    const directory = join(await newDirectory(0o700), ".rowproof");
    const first = await substituteOf(directory);
    await rm(directory, { recursive: true });
    expect(await substituteOf(directory)).not.toBe(first);
  });

  test("a pointer does not lead out of the common directory", async () => {
    const directory = await newDirectory(0o700);
    await writeFile(join(directory, "moved-to"), "/etc");
    expect(dirname(await substituteOf(directory))).toBe(commonDirectory);
    await rm(join(directory, "moved-to"));
    await writeFile(join(directory, "moved-to"), "/etc/0123456789abcdef");
    expect(await substituteOf(directory)).toBe(join(commonDirectory, "0123456789abcdef"));
  });

  test("a directory that can be reached stands for itself", async () => {
    const directory = await newDirectory();
    expect(await reachableDirectory(join(directory, "new"))).toBe(join(directory, "new"));
    expect(await readdir(directory)).toEqual([]);
  });

  test("directories are made such that the server may pass, whatever the umask", async () => {
    const before = process.umask(0o077);
    try {
      const directory = join(await newDirectory(), "a", "b");
      await makeDirectory(directory);
      expect(await findBarrier(directory, nobody)).toBeNull();
    } finally {
      process.umask(before);
    }
  });

  test("an ordinary user's server is their own process, and root may use it too", async ({ skip }) => {
    const barrier = await findBarrier(import.meta.dirname, nobody);
    skip(barrier !== null, `nobody may not enter ${barrier}, so cannot run this checkout`);
    const parent = await newDirectory();
    await chown(parent, nobody.uid, nobody.gid);
    const directory = join(parent, "server");
    const child = await openInChild(directory, nobody);
    expect((await stat(join(directory, "data"))).uid).toBe(nobody.uid);
    const server = await openServer({ directory });
    expect(server.port).toBe(child.said.port);
    await child.leave();
    await server.close();
    await (await openServer({ directory, scratch: true })).close();
    const again = await openInChild(directory, nobody);
    expect(again.said.port).toBe(server.port);
    await again.leave();
  });

  test("an ordinary user is reported of data that is another's", async ({ skip }) => {
    const barrier = await findBarrier(import.meta.dirname, nobody);
    skip(barrier !== null, `nobody may not enter ${barrier}, so cannot run this checkout`);
    const directory = await newDirectory();
    await (await openServer({ directory, scratch: true })).close();
    const child = await openInChild(directory, nobody);
    expect(child.said.id).toBe("embedded/directory-not-reachable");
    await child.leave();
  });

  test("programs behind a closed door are copied once to where everybody may run them", async () => {
    const native = join(await newDirectory(0o700), "native");
    await mkdir(join(native, "bin"), { recursive: true, mode: 0o700 });
    await mkdir(join(native, "lib"));
    await writeFile(join(native, "bin", "postgres"), "#!/bin/sh\necho started\n", { mode: 0o700 });
    await writeFile(join(native, "lib", "libpq.so.5.17"), "library", { mode: 0o600 });
    await symlink("libpq.so.5.17", join(native, "lib", "libpq.so.5"));
    const into = join(await newDirectory(), "common");
    expect(await isOpenToEveryone(native)).toBe(false);
    const [first, second] = await Promise.all([1, 2].map(() => copyForEveryone(native, "17.1", into)));
    expect(second).toBe(first);
    expect((await readdir(into)).length).toBe(1);
    expect(await isOpenToEveryone(String(first))).toBe(true);
    expect(await runProgram(join(String(first), "bin", "postgres"), [], nobody)).toBe("started\n");
    expect(await readFile(join(String(first), "lib", "libpq.so.5"), "utf8")).toBe("library");
    await writeFile(join(native, "lib", "libpq.so.5.17"), "another library");
    expect(await copyForEveryone(native, "17.1", into)).not.toBe(first);
  });

  test("a copy that others may change is not run", async () => {
    const native = join(await newDirectory(), "native");
    await mkdir(join(native, "bin"), { recursive: true });
    const into = await newDirectory(0o777);
    await expect(copyForEveryone(native, "17.1", into)).rejects.toMatchObject({
      id: "embedded/directory-not-reachable",
    });
  });
});

describe("links among the libraries", () => {
  async function withoutLinks(): Promise<string> {
    const native = join(await newDirectory(0o755), "native");
    await mkdir(join(native, "lib"), { recursive: true });
    await writeFile(join(native, "lib", "libpq.so.5.17"), "library");
    const links = [{ source: "native/lib/libpq.so.5.17", target: "native/lib/libpq.so.5" }];
    await writeFile(join(native, "pg-symlinks.json"), JSON.stringify(links));
    return native;
  }

  test("are made where the install script did not", async () => {
    const native = await withoutLinks();
    await Promise.all([hydrateLinks(native), hydrateLinks(native)]);
    expect(await readFile(join(native, "lib", "libpq.so.5"), "utf8")).toBe("library");
    await hydrateLinks(native);
  });

  test("that cannot be made are named", async () => {
    const native = await withoutLinks();
    await rm(join(native, "lib"), { recursive: true });
    await writeFile(join(native, "lib"), "not a directory");
    await expect(hydrateLinks(native)).rejects.toMatchObject({
      id: "embedded/binaries-not-hydrated",
      message: expect.stringContaining("native/lib/libpq.so.5"),
      exitCode: 3,
    });
    expect(await isThere(join(native, "lib", "libpq.so.5"))).toBe(false);
  });
});
