import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { ownedBy } from "../../src/contract/presets.js";
import { type MutantRunOptions, makeMutants, mutantClasses, runMutants } from "../../src/mutants/mutants.js";
import { contractWith } from "../plan/small.js";

const schema = `
  create table notes (id uuid primary key default gen_random_uuid(),
    user_id uuid not null references auth.users on delete cascade, body text not null);
  alter table notes enable row level security;
  create policy "read" on notes for select to authenticated using (user_id = (select auth.uid()));
  create policy "add" on notes for insert to authenticated with check (user_id = (select auth.uid()));
  create policy "change" on notes for update to authenticated
    using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
  create policy "remove" on notes for delete to authenticated using (user_id = (select auth.uid()));
  create policy "service" on notes for all to service_role using (true) with check (true);
  grant select, insert, update, delete on notes to authenticated, service_role;
  alter default privileges revoke execute on functions from public;`;

const contract = contractWith({ notes: { access: ownedBy("user_id") } });

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.client.query(schema);
});
afterAll(() => database.drop());

const tried = ["row-security-off", "policy-dropped", "policy-bare-call", "grant-truncate", "owner-nullable"];
const classes = mutantClasses.filter(({ id }) => tried.includes(id));

test("the proof notices what changes access, and nothing of it stays", async () => {
  const before = await readCatalog(database.client, { schemas: ["public"] });
  const progress: string[] = [];
  const { falseFindings, verdicts } = await runMutants({
    database: database.url,
    contract,
    classes,
    all: true,
    onProgress: (done, of, { id }) => progress.push(`${done}/${of} ${id}`),
  });
  expect(falseFindings).toEqual([]);
  expect(verdicts.map(({ outcome, mutant }) => `${outcome} ${mutant.id}`)).toEqual([
    "killed row-security-off: public.notes",
    "killed policy-dropped: add on public.notes",
    "killed policy-dropped: change on public.notes",
    "killed policy-dropped: read on public.notes",
    "killed policy-dropped: remove on public.notes",
    "equivalent policy-bare-call: add on public.notes",
    "killed grant-truncate: public.notes to anon",
    "killed grant-truncate: public.notes to authenticated",
    "equivalent owner-nullable: public.notes",
  ]);
  expect(progress[0]).toBe("0/9 row-security-off: public.notes");
  expect(await readCatalog(database.client, { schemas: ["public"] })).toEqual(before);
  const { rows } = await database.client.query("select from auth.users");
  expect(rows).toEqual([]);
});

test("a mutant that cannot be made fails, one with a wrong argument is refuted, one that is not noticed survives", async () => {
  const changes = () => [
    { on: "nonsense", sql: "alter table public.nothing disable row level security" },
    { on: "off", sql: "alter table public.notes disable row level security", equivalent: "nobody looks" },
    { on: "comment", sql: "comment on table public.notes is 'notes'" },
  ];
  const made = { id: "own", breaks: "Something.", appliesTo: "tables", changes } as const;
  const { verdicts } = await runMutants({ client: database.client, contract, classes: [made] });
  expect(verdicts.map(({ outcome, failure }) => [outcome, failure])).toEqual([
    ["failed", 'relation "public.nothing" does not exist'],
    ["refuted", undefined],
    ["survived", undefined],
  ]);
});

test("the same seed draws the same mutants, and ids are unique", async () => {
  const catalog = await readCatalog(database.client, { schemas: ["public"] });
  const ids = makeMutants(contract, catalog, { all: true }).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const draw = async (seed: number) => {
    const options = { client: database.client, contract, classes, all: true, count: 2, seed };
    const { verdicts } = await runMutants(options);
    return verdicts.map(({ mutant }) => mutant.id);
  };
  const drawn = await draw(3);
  expect(drawn).toHaveLength(2);
  expect(await draw(3)).toEqual(drawn);
});

test("every change of every class can be made on a small database", async () => {
  const { client } = database;
  const catalog = await readCatalog(client, { schemas: ["public"] });
  const refused: string[] = [];
  for (const { id, sql } of makeMutants(contract, catalog, { all: true })) {
    await client.query("begin");
    await client.query(sql).catch((error: Error) => refused.push(`${id}: ${error.message}`));
    await client.query("rollback");
  }
  expect(refused).toEqual([]);
});

test.each<[string, object]>([
  ["contract", { contract: undefined }],
  ["count", { count: 0 }],
  ["seed", { seed: 0.5 }],
  ["database", { database: undefined }],
  ["database", { database: 5 }],
])("nonsense for the option %s is refused in words", async (option, wrong) => {
  const options = { database: "postgres://nowhere", contract, ...wrong } as MutantRunOptions;
  await expect(runMutants(options)).rejects.toMatchObject({
    name: "RowproofError",
    exitCode: 2,
    message: `the option ${option} of runMutants is missing or makes no sense`,
  });
});
