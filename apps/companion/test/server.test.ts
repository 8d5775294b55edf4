import { type ChildProcess, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "@rowproof/testing/companion";
import { connect } from "@rowproof/testing/database";
import { findServerProcess } from "@rowproof/testing/postmaster";
import { openEmbedded } from "rowproof/embedded";
import { openStack, type Stack } from "rowproof/stack";
import { afterEach, beforeAll, expect, inject, test } from "vitest";
import { loadBefore } from "../fixture/load.js";
import { companion } from "../fixture/place.js";
import { type Listening, listen } from "../server/listen.js";
import { supabaseClient } from "./supabase.js";

const running = new Set<ChildProcess>();
const directory = join(inject("scratch"), "served");

beforeAll(async () => {
  await mkdir(directory, { recursive: true });
  const database = await openEmbedded({ directory, openDefaultPrivileges: true, scratch: true });
  const client = await connect(database.url);
  await loadBefore(client);
  await migrate(client);
  await client.end();
  await database.close();
});

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});

/** The last program of `npm start`; resolves with its output once it serves. */
async function serve(env: Readonly<Record<string, string>> = {}, asked = [`embedded:${directory}`]) {
  const main = fileURLToPath(new URL("dist/server/main.js", companion));
  const parameters = asked.flatMap((database) => ["--database", database]);
  const unset = { SUPABASE_URL: "", PORT: "0", SUPABASE_PORT: "0" };
  const child = spawn(process.execPath, [main, ...parameters], { env: { ...process.env, ...unset, ...env } });
  running.add(child);
  const output = { text: "" };
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  child.stdout.on("data", (part) => (output.text += part));
  const serving = new Promise<void>((resolve) => {
    child.stderr.on("data", (part) => {
      output.text += part;
      if (output.text.includes("Ctrl-C stops it")) resolve();
    });
  });
  await Promise.race([serving, ended]);
  return { child, ended, output, find: (pattern: RegExp) => pattern.exec(output.text)?.[1] ?? "" };
}

test("serves a local Supabase and the API to the demo users, and Ctrl-C leaves nothing running", async () => {
  const { child, ended, output, find } = await serve();
  const supabase = supabaseClient(find(/Supabase +(http\S+)/), find(/anon key +(\S+)/));
  const password = find(/password (\S+)/);
  const signedIn = await supabase.auth.signInWithPassword({ email: find(/sign in as +(\S+)/), password });
  expect(signedIn.error).toBeNull();
  const moods = await supabase.from("daily_mood").select("id").limit(3);
  expect(moods.data).toHaveLength(3);
  const api = find(/API +(http\S+)\/api /);
  expect((await fetch(`${api}/ready`)).status).toBe(200);
  const token = signedIn.data.session?.access_token ?? "";
  const events = await fetch(`${api}/api/calendar/events?from=2026-01-01&to=2026-12-31`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([events.status, await events.json()]).toEqual([200, expect.any(Array)]);
  const said = output.text.split("Ctrl-C stops it")[1] ?? "";
  expect(said).toContain('"route"');
  expect(said).not.toContain(token);

  child.kill("SIGINT");
  expect(await ended).toBe(0);
  await expect(fetch(`${api}/health`)).rejects.toThrow();
  expect(await findServerProcess(directory)).toBeNull();
});

test("a second start has the same keys and the same sign-ins", async () => {
  const first = await serve();
  first.child.kill("SIGTERM");
  expect(await first.ended).toBe(0);
  const second = await serve();
  for (const part of [/anon key +(\S+)/, /password (\S+)/]) expect(second.find(part)).toBe(first.find(part));
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
});

test("names the missing variables, and no value", async () => {
  const { ended, output } = await serve(
    { SUPABASE_URL: "http://127.0.0.1:9", SUPABASE_ANON_KEY: "k", STRIPE_SECRET_KEY: "sk_hidden" },
    [],
  );
  expect(await ended).toBe(2);
  expect(output.text).toContain("SUPABASE_SERVICE_ROLE_KEY");
  expect(output.text).toContain("STRIPE_WEBHOOK_SECRET");
  expect(output.text).not.toContain("sk_hidden");
});

test("an invalid port is refused before anything starts", async () => {
  const { ended, output } = await serve({ PORT: "many" });
  expect(await ended).toBe(2);
  expect(output.text).toContain("PORT is not a port");
});

test("with a project in the environment, it starts nothing local", async () => {
  const database = await openEmbedded({ directory });
  let stack: Stack | undefined;
  let project: Listening | undefined;
  try {
    stack = await openStack({ database: database.url });
    project = await listen(stack.fetch, 0);
    const { anon, service } = stack.keys;
    const names = { SUPABASE_URL: project.url, SUPABASE_ANON_KEY: anon, SUPABASE_SERVICE_ROLE_KEY: service };
    const { child, ended, output, find } = await serve(names, []);
    expect(output.text).not.toMatch(/anon key|service key|sign in as/);
    expect((await fetch(`${find(/API +(http\S+)\/api /)}/ready`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toBe(0);
  } finally {
    await project?.close();
    await stack?.close();
    await database.close();
  }
});
