import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { useInitdb } from "@rowproof/testing/initdb";
import { expect, inject, test } from "vitest";
import { withLock } from "../../src/embedded/lock.js";
import { identityOf, isAlive } from "../../src/embedded/process-identity.js";

useInitdb();

async function newDirectory(name: string): Promise<string> {
  const directory = join(inject("scratch"), `lock-${name}`);
  await mkdir(directory);
  return directory;
}

test("one at a time, and nothing is left behind", async () => {
  const directory = await newDirectory("alone");
  let inside = 0;
  let most = 0;
  const enter = () =>
    withLock(join(directory, "lock"), async () => {
      inside += 1;
      most = Math.max(most, inside);
      await sleep(2);
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 20 }, enter));
  expect(most).toBe(1);
  expect(await readdir(directory)).toEqual([]);
});

test("what is thrown inside comes out, and the lock is free again", async () => {
  const directory = await newDirectory("thrown");
  const failing = withLock(join(directory, "lock"), () => Promise.reject(new Error("inside")));
  await expect(failing).rejects.toThrow("inside");
  expect(await withLock(join(directory, "lock"), async () => "next")).toBe("next");
});

test.each([
  ["of a process that is gone", { pid: 2 ** 22 + 1, start: "then", id: "dead" }],
  ["of an earlier process with our number", { pid: process.pid, start: "long ago", id: "dead" }],
  ["that a power cut emptied", ""],
])("a lock %s is succeeded by one of many, and its litter swept", async (name, holder) => {
  const directory = await newDirectory(name.replaceAll(" ", "-"));
  const content = holder === "" ? "" : JSON.stringify(holder);
  for (const file of ["lock", "lock.dead", "lock.0123.draft"]) {
    await writeFile(
      join(directory, file),
      file === "lock" || holder !== "" ? content : JSON.stringify({ pid: 0, start: "" }),
    );
  }
  let inside = 0;
  const enter = () =>
    withLock(join(directory, "lock"), async () => {
      inside += 1;
      expect(inside).toBe(1);
      await sleep(1);
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 20 }, enter));
  expect(await readdir(directory)).toEqual([]);
});

test("a process is alive until it ends, be it that nobody has asked how it ended", async () => {
  const parent = spawn("sh", ["-c", "sleep 0.3 & echo $!; exec sleep 60"]);
  const [line] = await once(parent.stdout, "data");
  const child = await identityOf(Number(line));
  expect(await isAlive(child)).toBe(true);
  await expect.poll(() => isAlive(child)).toBe(false);
  const itself = await identityOf(parent.pid ?? 0);
  parent.kill("SIGKILL");
  await once(parent, "exit");
  expect(await isAlive(itself)).toBe(false);
});
