import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { attacks } from "./attacks.js";

const here = new URL("./", import.meta.url);

async function sourcesIn(folder: URL): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((one) => one.isFile() && /(?<!\.test)\.ts$/.test(one.name));
  return Promise.all(files.map(({ parentPath, name }) => readFile(`${parentPath}/${name}`, "utf8")));
}

test("each attack has an id of its own, made of its command and a way to try it", () => {
  const ids = attacks.map(({ id }) => id);
  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  for (const { id, command, tries } of attacks) {
    expect(id).toMatch(new RegExp(`^${command}/[a-z-]+$`));
    expect(tries).toMatch(/^[a-z].{8,}[^.]$/);
  }
});

test("every entry is in the table", async () => {
  const sources = await sourcesIn(here);
  const written = sources.flatMap((text) => [...text.matchAll(/^ {2}id: "([a-z-]+\/[a-z-]+)",$/gm)]);
  expect(written.map(([, id]) => id).sort()).toEqual(attacks.map(({ id }) => id).sort());
});

test("an attack's id is a literal only in its entry", async () => {
  const sources = await sourcesIn(new URL("../", here));
  const ids = new Set(attacks.map(({ id }) => `"${id}"`));
  const lines = sources.flatMap((text) => text.split("\n")).filter((line) => !/^ {2}id: "/.test(line));
  expect(lines.filter((line) => [...ids].some((id) => line.includes(id)))).toEqual([]);
});
