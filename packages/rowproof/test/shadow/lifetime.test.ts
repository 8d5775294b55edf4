import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, realpath } from "node:fs/promises";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { useInitdb } from "@rowproof/testing/initdb";
import { expect, it } from "vitest";
import { findPostmaster } from "../../src/embedded/postmaster.js";
import { commandOf } from "../../src/embedded/process-identity.js";
import { openShadow } from "../../src/shadow/shadow.js";
import { ask, snapshotAfter } from "./live.js";

useInitdb();

/** The directories of shadows that a process has open. */
async function homesOf(pid: number): Promise<readonly string[]> {
  const directory = await realpath(tmpdir());
  const names = await readdir(directory);
  return names
    .filter((name) => name.startsWith(`rowproof-shadow.${pid}.`))
    .map((name) => `${directory}/${name}`);
}

async function serverIn(home: string | undefined): Promise<number> {
  const postmaster = await findPostmaster(`${home}/server`);
  if (postmaster === null) throw new Error("no server runs there");
  return postmaster.pid;
}

it("several at once do not disturb each other, and each takes all of its own along", async () => {
  const snapshot = await snapshotAfter("create table t (a integer)");
  const [first, second] = await Promise.all([openShadow({ major: 17 }), openShadow({ major: 17 })]);
  const homes = await homesOf(process.pid);
  const servers = await Promise.all(homes.map(serverIn));
  expect(new Set(servers).size).toBe(2);
  const [one, two] = await Promise.all([first.rebuild(snapshot), second.rebuild(snapshot)]);
  await first.close();
  await first.close();
  expect(await ask(two, "select count(*)::int from public.t")).toBe(0);
  await expect(ask(one, "select 1")).rejects.toThrow("ECONNREFUSED");
  await second.close();
  expect(await homesOf(process.pid)).toEqual([]);
  expect(await Promise.all(servers.map(commandOf))).toEqual([null, null]);
});

it("an abort ends what is under way with its reason; closing then leaves nothing", async () => {
  const snapshot = await snapshotAfter(
    "create materialized view slow as select 1 as a from pg_sleep(600) with no data",
  );
  const abort = new AbortController();
  const shadow = await openShadow({ major: 17, signal: abort.signal });
  const [home] = await homesOf(process.pid);
  const server = await serverIn(home);
  const rebuilding = shadow.rebuild(snapshot);
  const outcome = expect(rebuilding).rejects.toThrow("enough");
  await sleep(1_500);
  abort.abort(new Error("enough"));
  await outcome;
  await shadow.close();
  expect(await homesOf(process.pid)).toEqual([]);
  expect(await commandOf(server)).toBeNull();
});

it("an abort while it opens leaves nothing to close", async () => {
  const abort = new AbortController();
  const opening = openShadow({ major: 17, signal: abort.signal });
  const outcome = expect(opening).rejects.toThrow("enough");
  abort.abort(new Error("enough"));
  await outcome;
  expect(await homesOf(process.pid)).toEqual([]);
});

it("a rebuild that fails leaves no database", async () => {
  const snapshot = await snapshotAfter("create table t (a integer)");
  const shadow = await openShadow({ major: 17 });
  try {
    await expect(shadow.rebuild({ ...snapshot, rules: null as never })).rejects.toThrow(TypeError);
    const rebuilt = await shadow.rebuild(snapshot);
    expect(await ask(rebuilt, "select count(*)::int from pg_database where datname like 'shadow%'")).toBe(1);
    const copy = await rebuilt.copy();
    await copy.drop();
    expect(await ask(rebuilt, "select count(*)::int from pg_database where datname like 'shadow%'")).toBe(1);
  } finally {
    await shadow.close();
  }
});

/** Opens a shadow, says so, and stays until it is killed. To a program that is no file, jiti gives a module as `default`. */
const program = `
  const { default: { openShadow } } = await import("../../src/shadow/shadow.ts");
  await openShadow({ major: 17 });
  console.log("open");
  setInterval(() => undefined, 1000);`;

it("what a killed process left is cleared by the next, and the living are left alone", async () => {
  const living = await openShadow({ major: 17 });
  const child = spawn(
    process.execPath,
    ["--import", "jiti/register", "--input-type=module", "--eval", program],
    {
      cwd: fileURLToPath(new URL(".", import.meta.url)),
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  await once(child.stdout, "data");
  const pid = child.pid ?? 0;
  const [home] = await homesOf(pid);
  const server = await serverIn(home);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await homesOf(pid)).toHaveLength(1);
  const next = await openShadow({ major: 17 });
  expect(await homesOf(pid)).toEqual([]);
  expect(await commandOf(server)).toBeNull();
  expect(await homesOf(process.pid)).toHaveLength(2);
  await next.close();
  await living.close();
});
