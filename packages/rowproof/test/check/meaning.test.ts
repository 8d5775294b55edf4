import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { parseExpressions } from "../../src/check/expressions.js";
import { readMeaning } from "../../src/check/meaning.js";
import { raw, sql } from "../../src/sql/sql.js";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.client.query(`
    create table diary (id int primary key, o uuid, t text, other uuid, flag boolean);
    insert into diary
      select row_number() over (), o, coalesce(o::text, t), other, flag
      from unnest(array[null, '${alice}', '${bob}']::uuid[]) o, unnest(array[null, '${alice}', '${bob}']::uuid[]) other,
        unnest(array[null, true, false]) flag, unnest(array[null, '', 'not a uuid']) t`);
});
afterAll(() => database.drop());

const alice = "11111111-1111-4111-8111-111111111111";
const bob = "22222222-2222-4222-8222-222222222222";

const ids = [
  "auth.uid()",
  "(select auth.uid())",
  "(select (select auth.uid()))",
  "(auth.jwt() ->> 'sub')::uuid",
  "(select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid)",
];
const owning: Readonly<Record<string, readonly string[]>> = {
  o: ids.flatMap((id) => [
    `o = ${id}`,
    `${id} = o`,
    `o in (select ${id})`,
    `o::text = (select ${id}::text)`,
    `(select diary.o = ${id})`,
    `not (o <> ${id})`,
    `o = any (array[${id}, auth.uid()])`,
    `o = any (array(select ${id}))`,
  ]),
  t: ids.flatMap((id) => [
    `t = ${id}::text`,
    `(select ${id}::text) = t`,
    `t in (select ${id}::text)`,
    `t::varchar = ${id}::text`,
    `t = (${id}::text collate "C")`,
    `t in (${id}::text, auth.jwt() #>> '{sub}')`,
  ]),
};
const constants = ["true", "false", "null::boolean", "(select true)", "(select false)"];
const others = [
  ...ids.flatMap((id) => [
    `other = ${id}`,
    `o is not distinct from ${id}`,
    `o <> ${id}`,
    `o >= ${id}`,
    `${id} is not null`,
    `${id} is null`,
    `not (other <> ${id})`,
    `o = any (array[${id}, other])`,
  ]),
  "o = nullif(current_setting('request.jwt.claim.sub', true), '')::uuid",
  "t = nullif(current_setting('request.jwt.claim.sub', true), '')",
  "nullif(current_setting('request.jwt.claim.sub', true), '') is not null",
  ...["o is null", "o is not null", "t is null", "t is not null", "other is null", "t = ''"],
  ...[
    "auth.role() = 'authenticated'",
    "auth.role() = 'service_role'",
    "flag",
    "not flag",
    "o = other",
    "t = 'x'",
    "exists (select from diary d where d.o = auth.uid())",
  ],
  ...["o in (select o from diary)", "(select d.o = auth.uid() from diary d limit 1)"],
];
const joins: readonly ((a: string, b: string) => string)[] = [
  (a, b) => `(${a} and ${b})`,
  (a, b) => `(${a} and ${b})`,
  (a, b) => `(${a} or ${b})`,
  (a, b) => `(${a} or ${b})`,
  (a) => `(not ${a})`,
  (a) => `(select ${a})`,
  (a) => `((${a}) is true)`,
  (a) => `((${a}) is not false)`,
  (a, b) => `coalesce(${a}, ${b})`,
  (a, b) => `(case when ${a} then ${b} else false end)`,
];

/** The same numbers at every run: a linear congruential generator. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function condition(random: (below: number) => number, own: string, depth: number): string {
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item;
  const atoms = owning[own] ?? [];
  if (depth === 0 || random(4) === 0) return pick([atoms, atoms, constants, others].map(pick));
  return pick(joins)(condition(random, own, depth - 1), condition(random, own, depth - 1));
}

async function admitted(text: string, sub: string | null): Promise<readonly (string | null)[]> {
  const { client } = database;
  const claims = sub === null ? "" : JSON.stringify({ sub, role: "authenticated" });
  await client.query("select set_config('request.jwt.claims', $1, true)", [claims]);
  const { rows } = await client.query<{ o: string | null }>(sql`select o from diary where ${raw(text)}`.text);
  return rows.map(({ o }) => o);
}

test.each([
  ["o", 1],
  ["t", 2],
] as const)("what is proved of a condition on %s is so for every row and caller", async (own, seed) => {
  const { client } = database;
  const random = generator(seed);
  const conditions = [...new Set(Array.from({ length: 1500 }, () => condition(random, own, 3)))];
  await client.query("begin");
  try {
    const statements = conditions.map((text, index) => `create policy p${index} on diary using (${text})`);
    await client.query(statements.join(";\n"));
    const catalog = await readCatalog(client);
    const [relation] = catalog.relations.filter(({ name }) => name === "diary");
    const expressions = await parseExpressions(catalog);
    const total = 81;
    const proofs = { within: 0, covers: 0, everything: 0, nothing: 0 };
    for (const [index, text] of conditions.entries()) {
      const policy = relation?.policies.find(({ name }) => name === `p${index}`);
      if (relation === undefined || policy === undefined) throw new Error(`no policy ${index}`);
      const meaning = readMeaning(expressions.expression(policy.using ?? ""), relation, own);
      const rows = await admitted(text, alice);
      if (meaning.within)
        expect(
          rows.every((o) => o === alice),
          `within: ${text}`,
        ).toBe(true);
      if (meaning.within) expect(await admitted(text, null), `within, nobody: ${text}`).toEqual([]);
      if (meaning.covers)
        expect(
          rows.filter((o) => o === alice),
          `covers: ${text}`,
        ).toHaveLength(27);
      if (meaning.everything) expect(rows, `everything: ${text}`).toHaveLength(total);
      if (meaning.nothing) expect(rows, `nothing: ${text}`).toEqual([]);
      for (const proof of ["within", "covers", "everything", "nothing"] as const)
        proofs[proof] += meaning[proof] ? 1 : 0;
    }
    // The generator must not miss what is to be tested.
    expect(Math.min(proofs.within, proofs.covers)).toBeGreaterThan(50);
    expect(Math.min(proofs.everything, proofs.nothing)).toBeGreaterThan(5);
  } finally {
    await client.query("rollback");
  }
});
