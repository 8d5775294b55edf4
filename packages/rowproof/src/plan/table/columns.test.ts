import { expect, test } from "vitest";
import { parseColumns } from "./columns.js";

test("elements are cut at their commas, and stand as they were written but for comments", async () => {
  const typed = `title text not null, -- the title, first
  price numeric(6,2) default 1.5 check (price > 0 and kind <> 'a, b'),
  "when" timestamp with time zone /* then */, kind text,
  unique (title, kind)`;
  expect(await parseColumns(typed)).toEqual({
    elements: [
      "title text not null",
      "price numeric(6,2) default 1.5 check (price > 0 and kind <> 'a, b')",
      '"when" timestamp with time zone',
      "kind text",
      "unique (title, kind)",
    ],
    columns: [
      { name: "title", type: "text", generated: false },
      { name: "price", type: "numeric", generated: false },
      { name: "when", type: "timestamptz", generated: false },
      { name: "kind", type: "text", generated: false },
    ],
    keys: [],
    hasPrimaryKey: false,
  });
});

test("keys are found on columns and on the table", async () => {
  const typed = `a uuid primary key, b text references "Parent", c int, d int generated always as (c * 2) stored,
    constraint k foreign key (c, d) references app.other (x, y)`;
  const { keys, hasPrimaryKey, columns } = await parseColumns(typed);
  expect(hasPrimaryKey).toBe(true);
  expect(keys).toEqual([
    { columns: ["b"], schema: undefined, table: "Parent" },
    { columns: ["c", "d"], schema: "app", table: "other" },
  ]);
  expect(columns.filter(({ generated }) => generated).map(({ name }) => name)).toEqual(["d"]);
  expect((await parseColumns("a int, primary key (a)")).hasPrimaryKey).toBe(true);
});

test.each([
  [undefined, "table/no-columns"],
  [" ", "table/no-columns"],
  ["a int,", "table/columns-syntax"],
  ["a int b int", "table/columns-syntax"],
  ["a int) with (fillfactor = 70", "table/columns-more"],
  ["a int) inherits (b", "table/columns-more"],
  ["a int) partition by list (a", "table/columns-more"],
  ["like other including all", "table/columns-more"],
  ["a int); select 1; create table u (b int", "table/columns-more"],
  ["-- nothing", "table/columns-more"],
])("%s is refused", async (typed, id) => {
  await expect(parseColumns(typed)).rejects.toMatchObject({ id, exitCode: 2 });
});

test("the parser's place is shown in what was typed", async () => {
  await expect(parseColumns("a int,\nb ünt unt")).rejects.toMatchObject({
    excerpt: "2 | b ünt unt\n  |       ^",
  });
});
