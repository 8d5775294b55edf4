import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

/** A migration that makes everything that `contract` declares, correctly. */
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

/** The contract of `goodMigration`. */
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

/** A project in a folder of its own: a contract and no migration yet. */
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
