import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Cell, Proof } from "../../judge/proof.js";
import { keepLastProof, readLastProof } from "./last-proof.js";
import { scriptsIn, writeScripts } from "./scripts-folder.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rowproof-scripts-"));
});
afterEach(() => rm(folder, { recursive: true }));

const cell = (name: string, status: Cell["status"] = "leak"): Cell => ({
  object: { schema: "public", name, kind: "table" },
  actor: "anon",
  command: "select",
  expected: "deny",
  observed: "allowed",
  status,
  attempts: 2,
  breaches:
    status === "leak"
      ? ["select/all", "select/key"].map((attack) => ({
          attack,
          what: `anon read ${name}`,
          why: "why",
          fix: "fix",
          script: { role: "anon", claims: null, setup: [], attempt: [`select '${attack}'`], show: [] },
        }))
      : [],
});

const proofOf = (...cells: readonly Cell[]): Proof => ({
  actors: ["anon"],
  cells,
  notes: [],
  untested: [],
  attempts: 3,
});

const files = async (at = folder) => (await readdir(at)).toSorted();

test("the plainest breach of each broken cell has a script, in a folder that is made", async () => {
  const at = path.join(folder, "deep", "proof");
  const proof = proofOf(cell("b"), cell("a", "ok"));
  const scripts = await writeScripts(at, proof);
  expect(await files(at)).toEqual(["public.b.anon.select.sql"]);
  const [[key, script] = []] = [...scripts];
  expect(key).toBe(proof.cells[0]);
  expect(await readFile(script?.file ?? "", "utf8")).toBe(script?.text);
  expect(script?.text).toContain("select 'select/all';");
  expect(scriptsIn(at, proof)).toEqual(scripts);
});

test("scripts of an earlier run go, and nothing else does", async () => {
  await writeScripts(folder, proofOf(cell("old"), cell("stays")));
  await writeFile(path.join(folder, "mine.sql"), "select 1;");
  await writeFile(path.join(folder, "public.old.anon.select.txt"), "-- rowproof prove: not a script");
  await mkdir(path.join(folder, "folder.sql"));
  await writeFile(path.join(folder, "linked"), "-- rowproof prove: old");
  await symlink("linked", path.join(folder, "link.sql"));
  const before = await stat(path.join(folder, "public.stays.anon.select.sql"));
  await writeScripts(folder, proofOf(cell("stays"), cell("new")));
  expect((await stat(path.join(folder, "public.stays.anon.select.sql"))).ino).toBe(before.ino);
  expect(await files()).toEqual([
    "folder.sql",
    "link.sql",
    "linked",
    "mine.sql",
    "public.new.anon.select.sql",
    "public.old.anon.select.txt",
    "public.stays.anon.select.sql",
  ]);
  await writeScripts(folder, proofOf(cell("stays", "ok")));
  expect(await files()).toEqual([
    "folder.sql",
    "link.sql",
    "linked",
    "mine.sql",
    "public.old.anon.select.txt",
  ]);
});

test("where nothing is broken no folder is made", async () => {
  const at = path.join(folder, "none");
  expect((await writeScripts(at, proofOf(cell("a", "ok")))).size).toBe(0);
  expect(await files()).toEqual([]);
});

test("a file of that name that is somebody's own stays, and no script is written", async () => {
  const own = path.join(folder, "public.b.anon.select.sql");
  await writeFile(own, "select 'mine';");
  await expect(writeScripts(folder, proofOf(cell("a"), cell("b")))).rejects.toMatchObject({
    id: "prove/not-our-script",
    exitCode: 2,
  });
  expect(await files()).toEqual(["public.b.anon.select.sql"]);
  expect(await readFile(own, "utf8")).toBe("select 'mine';");
});

test("a folder that cannot be is reported", async () => {
  await writeFile(path.join(folder, "file"), "");
  await expect(writeScripts(path.join(folder, "file"), proofOf(cell("a")))).rejects.toMatchObject({
    id: "file/cannot-write",
    exitCode: 3,
  });
});

test("the last proof is read back as it was, kept out of git", async () => {
  const untested: Cell = { ...cell("c", "untested"), observed: undefined, untested: "no row" };
  const { object } = untested;
  const proof: Proof = {
    ...proofOf(cell("a"), cell("b", "ok"), untested),
    notes: [{ id: "oracle/unique", object, message: "m", why: "w" }],
    untested: [{ object: "extension x", why: "w" }],
  };
  await keepLastProof(folder, proof, path.join(folder, "shown"));
  expect(await readLastProof(folder)).toMatchObject({
    // A key that is undefined is not written.
    proof: JSON.parse(JSON.stringify(proof)),
    scripts: path.join(folder, "shown"),
  });
  expect(await files(path.join(folder, ".rowproof"))).toEqual([".gitignore", "proof"]);
  await keepLastProof(folder, proofOf(), folder);
  expect(await readLastProof(folder)).toMatchObject({ proof: { cells: [] } });
});

test("a missing last proof is no proof, and a damaged one or one of another format is ignored with a reason", async () => {
  expect(await readLastProof(folder)).toEqual({ ignored: undefined });
  await keepLastProof(folder, proofOf(cell("a")), folder);
  const file = path.join(folder, ".rowproof", "proof", "last.json");
  const written = await readFile(file, "utf8");
  const otherFormat = (format: number) =>
    `it has format ${format} of another version of Rowproof, and this one reads format 2`;
  const others = [
    ["", "it does not hold a proof"],
    ["{", "it does not hold a proof"],
    ["null", "it does not hold a proof"],
    ["[]", "it does not hold a proof"],
    ['{"formatVersion":1}', otherFormat(1)],
    [written.replace('"formatVersion":2', '"formatVersion":1'), otherFormat(1)],
    [written.replace('"formatVersion":2', '"formatVersion":3'), otherFormat(3)],
    [written.replace('"leak"', '"lek"'), "it does not hold a proof"],
    [written.replace('"attempts":2', '"attempts":"2"'), "it does not hold a proof"],
    [written.slice(0, -9), "it does not hold a proof"],
  ] as const;
  for (const [other, why] of others) {
    await writeFile(file, other);
    const reason = expect.stringContaining(`is ignored: ${why}; run rowproof prove again`);
    expect(await readLastProof(folder), other).toEqual({ ignored: reason });
  }
  await writeFile(file, written);
  expect(await readLastProof(folder)).toHaveProperty("proof");
});
