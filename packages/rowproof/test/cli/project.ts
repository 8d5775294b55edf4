import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../bin/rowproof.js", import.meta.url));

/** A migration that makes all that `contract` declares, as it should be. */
export const goodMigration = `-- Notes, one a day, and their compat view.
alter default privileges revoke execute on functions from public;
create table if not exists public."DailyNote" (
  id uuid primary key default gen_random_uuid(),
  "userId" uuid not null references auth.users (id) on delete cascade,
  "noteText" text
);
create index if not exists daily_note_user_id on public."DailyNote" ("userId");
alter table public."DailyNote" enable row level security;
revoke all on public."DailyNote" from public, anon, authenticated, service_role;
grant select, insert, update, delete on public."DailyNote" to authenticated, service_role;
create policy daily_note_select_own on public."DailyNote" for select to authenticated
  using ("userId" = (select auth.uid()));
create policy daily_note_insert_own on public."DailyNote" for insert to authenticated
  with check ("userId" = (select auth.uid()));
create policy daily_note_update_own on public."DailyNote" for update to authenticated
  using ("userId" = (select auth.uid())) with check ("userId" = (select auth.uid()));
create policy daily_note_delete_own on public."DailyNote" for delete to authenticated
  using ("userId" = (select auth.uid()));
create policy daily_note_service_role on public."DailyNote" for all to service_role using (true) with check (true);
create view public.daily_note with (security_invoker = true) as
  select id, "userId" as user_id, "noteText" as note_text from public."DailyNote";
revoke all on public.daily_note from public, anon, authenticated, service_role;
grant select, insert, update, delete on public.daily_note to authenticated, service_role;
`;

/** The contract that goes with it. */
export const contract = `import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    DailyNote: { access: ownedBy("userId"), views: ["daily_note"] },
  },
});
`;

export interface Project {
  readonly directory: string;
  /** Writes a migration file. */
  migration(name: string, text: string): Promise<void>;
  write(name: string, text: string): Promise<void>;
  remove(): Promise<void>;
}

/** A project in a folder of its own: a contract, and no migration yet. */
export async function makeProject(config: string = contract): Promise<Project> {
  const directory = await mkdtemp(path.join(tmpdir(), "rowproof-project-"));
  await mkdir(path.join(directory, "migrations"));
  const write = (name: string, text: string) => writeFile(path.join(directory, name), text);
  await write("rowproof.config.ts", config);
  return {
    directory,
    write,
    migration: (name, text) => write(path.join("migrations", name), text),
    remove: () => rm(directory, { recursive: true }),
  };
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Outcome>;
}

/** Starts the built command line in a folder. */
export function startCli(
  directory: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Running {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [cli, ...parameters], {
    cwd: directory,
    env: { ...inherited, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the built command line in a folder to its end. */
export function runCli(
  directory: string,
  parameters: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  return startCli(directory, parameters, env).ended;
}
