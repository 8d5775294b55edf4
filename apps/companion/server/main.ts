import { createApi } from "../api/api.js";
import { readSettings, SettingsError } from "../api/settings.js";
import { chosenDirectory, explain } from "../fixture/directory.js";
import { listen } from "./listen.js";
import { type LocalStack, openLocalStack } from "./local-stack.js";

/** Serves the API: on hosted Supabase if the environment names a project, else on a local stack. */
async function main(): Promise<void> {
  const [port, supabasePort] = [portOf("PORT", 3000), portOf("SUPABASE_PORT", 54321)];
  // A second Ctrl-C while it stops is ignored: the database would keep running.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve());
  });
  const local = await openLocal(supabasePort);
  try {
    const settings = readSettings({
      APP_URL: `http://localhost:${port}`,
      ...process.env,
      ...(local === undefined ? {} : variablesOf(local)),
    });
    const serving = await listen(createApi(settings).fetch, port);
    process.stderr.write(`${startText(serving.url, settings.supabase.url, local)}\n`);
    await stopped;
    process.stderr.write("stopping …\n");
    await serving.close();
  } finally {
    await local?.close();
  }
}

function portOf(name: string, usual: number): number {
  const given = process.env[name] || String(usual);
  if (/^\d{1,5}$/.test(given) && Number(given) < 65_536) return Number(given);
  throw new SettingsError([`${name} is not a port: use a number from 0 (any free port) to 65535`]);
}

async function openLocal(port: number): Promise<LocalStack | undefined> {
  if (process.env.SUPABASE_URL) return undefined;
  const directory = await chosenDirectory();
  if (directory === undefined)
    throw new Error("only an embedded database is served; set SUPABASE_URL for a project");
  return openLocalStack(directory, port);
}

function variablesOf({ url, keys }: LocalStack): Readonly<Record<string, string>> {
  return { SUPABASE_URL: url, SUPABASE_ANON_KEY: keys.anon, SUPABASE_SERVICE_ROLE_KEY: keys.service };
}

function startText(api: string, supabase: string, local: LocalStack | undefined): string {
  const lines = [
    ["API", `${api}/api   (described at ${api}/api/openapi.json)`],
    ["Supabase", supabase],
    ...(local === undefined
      ? []
      : [
          ["anon key", local.keys.anon],
          ["service key", `${local.keys.service}   (may do everything: this machine only)`],
          ...local.signIns.map(({ email, password }) => ["sign in as", `${email}   password ${password}`]),
        ]),
  ];
  return `\n${lines.map(([name = "", value]) => `  ${name.padEnd(12)} ${value}`).join("\n")}\n\nCtrl-C stops it.`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof SettingsError ? 2 : 3;
});
