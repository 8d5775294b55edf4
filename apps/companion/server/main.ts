import { createApi } from "../api/api.js";
import { readSettings, SettingsError } from "../api/settings.js";
import { askedDirectory, explain } from "../fixture/asked.js";
import { listen } from "./listen.js";
import { type LocalStack, openLocalStack } from "./local-stack.js";

/** Serves the API: on hosted Supabase where the environment names one, else on a local stack of its own. */
async function main(): Promise<void> {
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
  const local = await openLocal();
  try {
    const port = Number(process.env.PORT || 3000);
    const settings = readSettings({
      APP_URL: `http://localhost:${port}`,
      ...process.env,
      ...(local === undefined ? {} : variablesOf(local)),
    });
    const serving = await listen(createApi(settings).fetch, port);
    process.stderr.write(`${told(serving.url, settings.supabase.url, local)}\n`);
    await stopped;
    process.stderr.write("stopping …\n");
    await serving.close();
  } finally {
    await local?.close();
  }
}

async function openLocal(): Promise<LocalStack | undefined> {
  if (process.env.SUPABASE_URL) return undefined;
  const directory = await askedDirectory();
  if (directory === undefined)
    throw new Error("only an embedded database is served; set SUPABASE_URL for a project");
  return openLocalStack(directory, Number(process.env.SUPABASE_PORT || 54321));
}

function variablesOf({ url, keys }: LocalStack): Readonly<Record<string, string>> {
  return { SUPABASE_URL: url, SUPABASE_ANON_KEY: keys.anon, SUPABASE_SERVICE_ROLE_KEY: keys.service };
}

function told(api: string, supabase: string, local: LocalStack | undefined): string {
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
