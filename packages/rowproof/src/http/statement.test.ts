import { expect, test } from "vitest";
import { readStatement } from "./statement.js";

const notes = { schema: "public", name: "DailyNote" };

test.each([
  [`select * from "public"."DailyNote"`, { kind: "select", name: notes, columns: ["*"], where: {} }],
  [
    `select * from "public"."DailyNote" where ("id", "a b") in (('x'::uuid, '2'::integer))`,
    { kind: "select", name: notes, columns: ["*"], where: { id: "'x'::uuid", "a b": "'2'::integer" } },
  ],
  [`select "from" from "public"."DailyNote"`, { kind: "select", name: notes, columns: ["from"], where: {} }],
  [
    `insert into "public"."DailyNote" ("id", "at") values ('it''s, (x'::text, date_trunc('day', now()))`,
    { kind: "insert", name: notes, values: { id: "'it''s, (x'::text", at: "date_trunc('day', now())" } },
  ],
  [
    `update "public"."DailyNote" set "tags" = array['a', 'b'], "n" = '1'::numeric(3, 1) where ("id") in (('x'))`,
    {
      kind: "update",
      name: notes,
      values: { tags: "array['a', 'b']", n: "'1'::numeric(3, 1)" },
      where: { id: "'x'" },
    },
  ],
  [`delete from "public"."DailyNote"`, { kind: "delete", name: notes, where: {} }],
  [
    `select "public"."DailyNote"(null::uuid, 'a'::text)`,
    { kind: "execute", name: notes, list: ["null::uuid", "'a'::text"] },
  ],
  [`select "public"."DailyNote"()`, { kind: "execute", name: notes, list: [] }],
])("a request can express %s", async (text, statement) => {
  expect(await readStatement(text)).toEqual(statement);
});

test.each([
  `truncate "public"."DailyNote"`,
  `select count(*) as rows from "public"."DailyNote"`,
  `select 1 from "public"."DailyNote" as t where t::text::integer = 0`,
  `insert into "public"."DailyNote" ("id") values ('x') on conflict ("id") do nothing`,
  `insert into "public"."DailyNote" ("id") values ('x') returning *`,
  `update "public"."DailyNote" set "n" = '1' where "id" = 'x'`,
  `select * from "public"."DailyNote" where ("id") in (('x'), ('y'))`,
  `call "public"."DailyNote"()`,
  "execute rowproof_read",
  "select 'open",
])("no request can express %s", async (text) => {
  expect(await readStatement(text)).toBeUndefined();
});
