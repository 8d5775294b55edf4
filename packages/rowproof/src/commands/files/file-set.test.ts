import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeTogether } from "./file-set.js";

let folder: string;
const at = (name: string) => path.join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "rowproof-files-"));
  await writeFile(at("config.ts"), "before", { mode: 0o640 });
});

afterEach(() => rm(folder, { recursive: true }));

const made = { text: "new", present: null };
const changed = { text: "after", present: "before" };

test("all are written, with the rights that they had, and nothing is left next to them", async () => {
  await writeTogether([
    { file: at("a.sql"), ...made },
    { file: at("config.ts"), ...changed },
  ]);
  expect(await readFile(at("a.sql"), "utf8")).toBe("new");
  expect(await readFile(at("config.ts"), "utf8")).toBe("after");
  expect((await stat(at("config.ts"))).mode & 0o777).toBe(0o640);
  expect((await readdir(folder)).toSorted()).toEqual(["a.sql", "config.ts"]);
});

test.each([
  [
    "a folder stands in the place of a later one",
    "file/changed",
    { file: "docs", text: "x", present: "old" },
  ],
  ["a later one is not what it was", "file/changed", { file: "other", text: "x", present: "else" }],
  ["a later one is there by now", "file/changed", { file: "other", text: "x", present: null }],
  ["a later one has no place", "file/cannot-write", { file: "other/x", text: "x", present: null }],
])("where %s, those before are put back", async (_, id, last) => {
  await mkdir(at("docs"));
  await writeFile(at("other"), "other");
  const changes = [
    { file: at("a.sql"), ...made },
    { file: at("config.ts"), ...changed },
    { ...last, file: at(last.file) },
  ];
  await expect(writeTogether(changes)).rejects.toMatchObject({ id, exitCode: 3 });
  expect(await readFile(at("config.ts"), "utf8")).toBe("before");
  expect(await readFile(at("other"), "utf8")).toBe("other");
  expect((await readdir(folder)).toSorted()).toEqual(["config.ts", "docs", "other"]);
});
