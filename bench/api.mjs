// `npm run bench:api`: a month of the calendar by the API, against the same rows by bare supabase-js, in one run: both from this
// process over HTTP, to one server, in turns.
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient } from "@supabase/supabase-js";

const root = fileURLToPath(new URL("..", import.meta.url));
const seconds = Number(process.env.BENCH_SECONDS ?? 4);
const rounds = 3;
const wanted = 1.5;
const home = mkdtempSync(join(tmpdir(), "rowproof-bench-"));
chmodSync(home, 0o755);
const data = ["--database", `embedded:${join(home, "data")}`];

/** The server's own words tell where it is and who can sign in. */
async function serve() {
  const env = { ...process.env, PORT: "0", SUPABASE_PORT: "0", LOG_LEVEL: "silent", SUPABASE_URL: "" };
  const child = spawn(process.execPath, [`${root}apps/companion/dist/server/main.js`, ...data], { env });
  let words = "";
  for await (const part of child.stderr) {
    words += part;
    if (words.includes("Ctrl-C")) break;
  }
  const find = (pattern) => pattern.exec(words)?.[1] ?? "";
  return {
    child,
    api: find(/API +(http\S+)\/api /),
    supabase: find(/Supabase +(http\S+)/),
    key: find(/anon key +(\S+)/),
    email: find(/sign in as +(\S+)/),
    password: find(/password (\S+)/),
  };
}

/** Each client asks again as soon as it has its answer; milliseconds of each. */
async function load(clients, once) {
  const times = [];
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() < end) {
        const began = performance.now();
        await once();
        times.push(performance.now() - began);
      }
    }),
  );
  return times.sort((one, other) => one - other);
}

const at = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];

function told(name, clients, times) {
  const rate = times.length / (seconds * rounds);
  const line = `${name.padEnd(12)} ${String(clients).padStart(2)} clients ${rate.toFixed(0).padStart(6)} a second   p50 ${at(times, 0.5).toFixed(1).padStart(6)} ms   p99 ${at(times, 0.99).toFixed(1).padStart(6)} ms`;
  console.log(line);
  return rate;
}

let server;
try {
  const start = spawnSync(process.execPath, [join(root, "scripts/start.mjs"), "--no-serve", ...data]);
  if (start.status !== 0) throw new Error(String(start.stderr));
  server = await serve();
  const transport = class {};
  const options = { auth: { persistSession: false, autoRefreshToken: false }, realtime: { transport } };
  const supabase = createClient(server.supabase, server.key, options);
  const { data: signedIn, error } = await supabase.auth.signInWithPassword(server);
  if (error) throw error;
  const { access_token: token, user } = signedIn.session;
  const latest = await supabase
    .from("DailyMood")
    .select("date")
    .order("date", { ascending: false })
    .limit(1)
    .single();
  const [year, month] = latest.data.date.split("-").map(Number);
  const from = `${year}-${String(month).padStart(2, "0")}-01`;
  const to = new Date(Date.UTC(year, month, 1)).toISOString().slice(0, 10);

  const byApi = async () => {
    const response = await fetch(`${server.api}/api/calendar?year=${year}&month=${month}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    if (!response.ok) throw new Error(`the API answered ${response.status}`);
    return response.json();
  };
  const rows = (table, columns, owner, date) =>
    supabase.from(table).select(columns).eq(owner, user.id).gte(date, from).lt(date, to).throwOnError();
  const bare = () =>
    Promise.all([
      rows(
        "calendar_events",
        "id, date, title, location_label, location_lat, location_lng, emotion, intensity, notes",
        "user_id",
        "date",
      ),
      rows("DailyMood", "id, date, emotion, intensity, fruit, notes", "userId", "date"),
      rows("JournalEntry", "id, date, title, mood, emotion, tags, fruit", "userId", "date"),
      rows(
        "ChatSession",
        "sessionId, startTime, endTime, duration, messageCount, dominantEmotion, summary",
        "userId",
        "startTime",
      ),
    ]);

  console.log(`node ${process.version}; ${year}-${month}, ${rounds} rounds of ${seconds} s each, in turns\n`);
  for (const clients of [1, 8, 32]) {
    const times = { api: [], bare: [] };
    await load(clients, bare);
    await load(clients, byApi);
    for (let round = 0; round < rounds; round += 1) {
      times.bare.push(...(await load(clients, bare)));
      times.api.push(...(await load(clients, byApi)));
    }
    for (const all of Object.values(times)) all.sort((one, other) => one - other);
    told("supabase-js", clients, times.bare);
    told("API", clients, times.api);
    const ratio = at(times.api, 0.5) / at(times.bare, 0.5);
    console.log(`             the API takes ${ratio.toFixed(2)} × the time   wanted: < ${wanted} ×\n`);
    if (ratio > wanted) process.exitCode = 1;
  }
} finally {
  if (server !== undefined) {
    const ended = new Promise((resolve) => server.child.once("exit", resolve));
    server.child.kill("SIGTERM");
    await ended;
  }
  rmSync(home, { recursive: true, force: true });
}
