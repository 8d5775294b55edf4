import { expect, it } from "vitest";
import { compareCatalogs } from "../../src/catalog/compare.js";
import { writeSchema } from "../../src/dump/schema.js";
import type { Major } from "../../src/embedded/binaries.js";
import { catalogAfter, corpus } from "./round-trip.js";

const cases: readonly { name: string; major: Major; schemas?: readonly string[] }[] = [
  { name: "structure", major: 17 },
  { name: "partitions", major: 17 },
  { name: "privileges", major: 17, schemas: ["public", "other"] },
  { name: "objects", major: 17, schemas: ["public", 'Ünï "co" de'] },
  { name: "odds", major: 17 },
  { name: "postgres-18", major: 18 },
  { name: "objects", major: 15, schemas: ["public", 'Ünï "co" de'] },
  { name: "partitions", major: 15 },
  { name: "structure", major: 18 },
  { name: "partitions", major: 18 },
];

it.each(
  cases,
)("$name on $major loads into the same schema, and is dumped as the same text", async (given) => {
  const { name, ...options } = given;
  const source = await corpus(name);
  const before = await catalogAfter((client) => client.query(source), options);
  const text = writeSchema(before);
  const after = await catalogAfter((client) => client.query(text), { ...options, platform: "open" });
  expect(compareCatalogs(before, after)).toEqual([]);
  expect(writeSchema(after)).toBe(text);
});

it("is the same text on the majors that print expressions alike", async () => {
  const source = `
    create table a (id integer generated always as identity primary key, n text not null default 'x', check (n <> ''));
    create table b (a integer references a on delete cascade, primary key (a));
    create function f() returns integer language sql stable as $$ select 1 $$;
    alter table a enable row level security;
    create policy p on a for select to authenticated using (id = f());
    grant all on a to service_role`;
  const texts: string[] = [];
  for (const major of [15, 17, 18] as const) {
    texts.push(writeSchema(await catalogAfter((client) => client.query(source), { major })));
  }
  expect(new Set(texts).size).toBe(1);
});
