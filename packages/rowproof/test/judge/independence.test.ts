import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL("../../src/", import.meta.url));

/** The files that a file imports, types left out, for these leave nothing behind. */
async function importsOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, "utf8");
  const found = [...text.matchAll(/^(?:import|export)(?! type)[^;]*?from "(\.[^"]+)\.js"/gms)];
  const dynamic = [...text.matchAll(/import\("(\.[^"]+)\.js"\)/g)];
  return [...found, ...dynamic].map(([, name = ""]) => path.resolve(path.dirname(file), `${name}.ts`));
}

/** Every file that the files lead to, with the way to it. */
async function reachedFrom(files: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const ways = new Map<string, readonly string[]>(files.map((file) => [file, [file]]));
  for (const [file, way] of ways) {
    for (const next of await importsOf(file)) if (!ways.has(next)) ways.set(next, [...way, next]);
  }
  return ways;
}

async function filesOf(room: string): Promise<readonly string[]> {
  const entries = await readdir(path.join(source, room), { recursive: true });
  return entries
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => path.join(source, room, name));
}

test("the prover shares no reasoning with the planner or the static check, not even through others", async () => {
  const rooms = await Promise.all(["seed", "attack", "judge", "http"].map(filesOf));
  for (const files of rooms) expect(files.length).toBeGreaterThan(10);
  const files = rooms.flat();
  const ways = await reachedFrom(files);
  // The walk itself must see what is imported, or it would find nothing wrong anywhere.
  expect([...ways.keys()]).toContain(path.join(source, "contract/contract.ts"));
  const shared = [...ways]
    .filter(([file]) => /^(?:plan|check)\//.test(path.relative(source, file)))
    .map(([, way]) => way.map((file) => path.relative(source, file)).join(" → "));
  expect(shared).toEqual([]);
});
