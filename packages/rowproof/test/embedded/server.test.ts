import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "@rowproof/testing/database";
import { useInitdb } from "@rowproof/testing/initdb";
import { expect, inject, test } from "vitest";
import { majors } from "../../src/embedded/binaries.js";
import { freePort } from "../../src/embedded/port.js";
import { findPostmaster } from "../../src/embedded/postmaster.js";
import { openServer } from "../../src/embedded/server.js";
import { openInChild, startChild } from "./child.js";

useInitdb();

function newDirectory(name = "server"): string {
  return join(inject("scratch"), `${name}-${randomBytes(6).toString("hex")}`);
}

async function ask(url: string, question: string): Promise<unknown> {
  const client = await connect(url);
  const { rows } = await client.query({ text: question, rowMode: "array" }).finally(() => client.end());
  return rows[0]?.[0];
}

async function postmasterPid(directory: string): Promise<number | undefined> {
  return (await findPostmaster(directory))?.pid;
}

async function namesIn(directory: string): Promise<string[]> {
  return readdir(directory).catch(() => []);
}

async function occupy(port: number): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}

test.each(
  majors,
)("Postgres %i starts, in UTF-8 and the C collation, and stops when its user leaves", async (major) => {
  const directory = newDirectory();
  const server = await openServer({ directory, major, scratch: true });
  const url = server.url("postgres");
  expect(server).toMatchObject({ major, directory });
  expect(String(await ask(url, "show server_version_num")).slice(0, 2)).toBe(String(major));
  expect(await ask(url, "show server_encoding")).toBe("UTF8");
  expect(await ask(url, "show timezone")).toBe("UTC");
  expect(await ask(url, "select datcollate from pg_database where datname = 'template1'")).toBe("C");
  await server.close();
  expect(await postmasterPid(directory)).toBeUndefined();
  await expect(connect(url)).rejects.toThrow("ECONNREFUSED");
});

test("only the holder of a password that nobody else may read gets in", async () => {
  const directory = newDirectory();
  const server = await openServer({ directory, scratch: true });
  const wrong = new URL(server.url("postgres"));
  wrong.password = "guess";
  await expect(connect(wrong.href)).rejects.toMatchObject({ code: "28P01" });
  expect((await stat(join(directory, "password"))).mode & 0o777).toBe(0o600);
  expect(await ask(server.url("postgres"), "show listen_addresses")).toBe("127.0.0.1");
  expect(await ask(server.url("postgres"), "show unix_socket_directories")).toBe("");
  await server.close();
});

test("rows and the port are there again after closing and opening", async () => {
  const directory = newDirectory("with space, 'quote' and $HOME");
  const first = await openServer({ directory });
  await ask(first.url("postgres"), "create table kept as select 42 as answer");
  await first.close();
  const second = await openServer({ directory });
  expect(await ask(second.url("postgres"), "select answer from kept")).toBe(42);
  expect(await ask(second.url("postgres"), "show fsync")).toBe("on");
  expect(second.port).toBe(first.port);
  await second.close();
});

test("the server stays until the last user leaves, in one process and in several", async () => {
  const directory = newDirectory();
  const first = await openServer({ directory, scratch: true });
  const second = await openServer({ directory, scratch: true });
  const third = await openInChild(directory);
  const pid = await postmasterPid(directory);
  expect(third.said.port).toBe(first.port);
  await first.close();
  await first.close();
  await second.close();
  expect(await postmasterPid(directory)).toBe(pid);
  expect(await ask(String(third.said.url), "select 1")).toBe(1);
  await third.leave();
  expect(await postmasterPid(directory)).toBeUndefined();
});

test("processes that open a new directory at once share one server, and nothing is left when all have left", async () => {
  const directory = newDirectory();
  const children = await Promise.all([1, 2, 3].map(() => openInChild(directory)));
  expect(new Set(children.map((child) => child.said.port)).size).toBe(1);
  await Promise.all(children.map((child) => child.leave()));
  expect(await postmasterPid(directory)).toBeUndefined();
  expect((await readdir(directory)).sort()).toEqual(["data", "log", "password", "port"]);
});

test("a server whose process was killed is taken over, and stopped by the one who took it", async () => {
  const directory = newDirectory();
  const child = await openInChild(directory);
  const pid = await postmasterPid(directory);
  await child.kill();
  expect(await ask(String(child.said.url), "select 1")).toBe(1);
  const server = await openServer({ directory, scratch: true });
  expect(await postmasterPid(directory)).toBe(pid);
  await server.close();
  expect(await postmasterPid(directory)).toBeUndefined();
});

test("Ctrl-C in the terminal ends the process and not the server", async () => {
  const directory = newDirectory();
  const child = await openInChild(directory);
  const pid = await postmasterPid(directory);
  await child.interrupt();
  expect(await ask(String(child.said.url), "select 1")).toBe(1);
  const server = await openServer({ directory });
  expect(await postmasterPid(directory)).toBe(pid);
  await server.close();
});

test("a process that is killed while it makes the cluster leaves nothing that is in the way", async () => {
  const directory = newDirectory();
  const doomed = startChild(directory);
  while (!(await namesIn(directory)).some((name) => name.startsWith("data."))) await sleep(5);
  await doomed.kill();
  expect(await namesIn(directory)).toEqual(
    expect.arrayContaining(["lock", expect.stringMatching(/^data\./)]),
  );
  expect(await namesIn(directory)).not.toContain("data");
  const server = await openServer({ directory, scratch: true });
  expect(await ask(server.url("postgres"), "select 1")).toBe(1);
  await server.close();
  await (await openServer({ directory, scratch: true })).close();
  expect((await namesIn(directory)).sort()).toEqual(["data", "log", "password", "port"]);
});

test.each([
  500, 900,
])("a process that is killed after %i ms leaves nothing that is in the way", async (moment) => {
  const directory = newDirectory();
  const doomed = startChild(directory);
  await sleep(moment);
  await doomed.kill();
  const server = await openServer({ directory, scratch: true });
  expect(await ask(server.url("postgres"), "select 1")).toBe(1);
  await server.close();
  expect(await postmasterPid(directory)).toBeUndefined();
});

test("a stale postmaster.pid does not keep the server from starting", async () => {
  const directory = newDirectory();
  const killed = await openServer({ directory, scratch: true });
  const client = await connect(killed.url("postgres"));
  process.kill(Number(await postmasterPid(directory)), "SIGKILL");
  while ((await postmasterPid(directory)) !== undefined) await sleep(1);
  const server = await openServer({ directory, scratch: true });
  expect(await ask(server.url("postgres"), "select 1")).toBe(1);
  await client.end().catch(() => undefined);
  await Promise.all([killed.close(), server.close()]);
});

test("a query that outlives its killed server is waited for", async () => {
  const directory = newDirectory();
  const killed = await openServer({ directory, scratch: true });
  const client = await connect(killed.url("postgres"));
  const { rows } = await client.query("select pg_backend_pid() as pid");
  const endless = client.query("do 'begin loop end loop; end'").catch(() => undefined);
  process.kill(Number(await postmasterPid(directory)), "SIGKILL");
  while ((await postmasterPid(directory)) !== undefined) await sleep(1);
  const opening = openServer({ directory, scratch: true });
  while (!(await readFile(join(directory, "log"), "utf8")).includes("shared memory block")) await sleep(5);
  process.kill(rows[0].pid, "SIGKILL");
  await endless;
  const server = await opening;
  expect(await ask(server.url("postgres"), "select 1")).toBe(1);
  await Promise.all([killed.close(), server.close()]);
});

test("a postmaster.pid whose number belongs to another program of the same user is seen through", async () => {
  const directory = newDirectory();
  await (await openServer({ directory, scratch: true })).close();
  const { uid, gid } = await stat(join(directory, "data"));
  const stranger = spawn("sleep", ["60"], process.getuid?.() === 0 ? { uid, gid } : {});
  const lines = [stranger.pid, join(directory, "data"), 1, 5432, "", "127.0.0.1", "", "ready"];
  await writeFile(join(directory, "data", "postmaster.pid"), `${lines.join("\n")}\n`);
  const server = await openServer({ directory, scratch: true });
  expect(await postmasterPid(directory)).not.toBe(stranger.pid);
  expect(await ask(server.url("postgres"), "select 1")).toBe(1);
  expect(stranger.exitCode).toBeNull();
  await server.close();
  stranger.kill();
});

test("closing again does nothing, be the directory gone by then", async () => {
  const directory = newDirectory();
  const server = await openServer({ directory, scratch: true });
  await server.close();
  await rm(directory, { recursive: true });
  await server.close();
  expect(await namesIn(directory)).toEqual([]);
});

test("a port that is taken is an error where it was asked for, and left where it was not", async () => {
  const directory = newDirectory();
  const first = await openServer({ directory, scratch: true });
  await first.close();
  const squatter = await occupy(first.port);
  const asked = openServer({ directory, scratch: true, port: first.port });
  await expect(asked).rejects.toMatchObject({ id: "embedded/port-taken", exitCode: 3 });
  const moved = await openServer({ directory, scratch: true });
  expect(moved.port).not.toBe(first.port);
  await moved.close();
  squatter.close();
});

test("a running server is not moved to another port", async () => {
  const directory = newDirectory();
  const port = await freePort();
  const server = await openServer({ directory, scratch: true, port });
  expect(server.port).toBe(port);
  const elsewhere = openServer({ directory, port: port === 65535 ? 65534 : port + 1 });
  await expect(elsewhere).rejects.toMatchObject({ id: "embedded/port-differs", exitCode: 2 });
  await server.close();
  expect(await postmasterPid(directory)).toBeUndefined();
});

test("another major than the directory's is refused", async () => {
  const directory = newDirectory();
  await (await openServer({ directory, major: 16, scratch: true })).close();
  const other = openServer({ directory, major: 17 });
  await expect(other).rejects.toMatchObject({ id: "embedded/major-differs", exitCode: 2 });
  const server = await openServer({ directory });
  expect(server.major).toBe(16);
  await server.close();
  await writeFile(join(directory, "data", "PG_VERSION"), "14\n");
  const missing = openServer({ directory });
  await expect(missing).rejects.toMatchObject({ id: "embedded/binaries-not-installed", exitCode: 3 });
});

test("a broken data directory is reported in the server's words, and the next try may fix it", async () => {
  const directory = newDirectory();
  await (await openServer({ directory, scratch: true })).close();
  const control = join(directory, "data", "global", "pg_control");
  const kept = await readFile(control);
  await writeFile(control, "");
  const broken = openServer({ directory });
  await expect(broken).rejects.toMatchObject({
    id: "embedded/data-directory-broken",
    why: expect.stringContaining("pg_control"),
  });
  await writeFile(control, kept);
  const server = await openServer({ directory, scratch: true });
  await server.close();
});

test("a directory that is a file is refused", async () => {
  const directory = newDirectory();
  await writeFile(directory, "");
  await expect(openServer({ directory })).rejects.toMatchObject({ id: "embedded/directory-unusable" });
});
