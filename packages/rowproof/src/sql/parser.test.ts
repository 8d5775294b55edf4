import { expect, test } from "vitest";
import { parseStatements, SyntaxFault } from "./parser.js";

test("statements are cut where Postgres cuts them, and know where they stand", async () => {
  const text = `-- ä comment; with a semicolon
select 'a;b';

create function f() returns int language plpgsql as $$ begin return 1; end $$;
/* 𝔷 */ select 2`;
  const statements = await parseStatements(text);
  expect(statements.map((statement) => statement.text)).toEqual([
    "select 'a;b'",
    "create function f() returns int language plpgsql as $$ begin return 1; end $$",
    "select 2",
  ]);
  for (const statement of statements) {
    expect(text.slice(statement.offset, statement.offset + statement.text.length)).toBe(statement.text);
  }
});

test("text that is not SQL says where", async () => {
  const text = "select 'é𝔷';\nselekt 2;";
  const fault = await parseStatements(text).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(SyntaxFault);
  expect((fault as SyntaxFault).offset).toBe(text.indexOf("selekt"));
});

test("nothing is no statement", async () => {
  for (const text of ["", " \n", "-- only a comment\n"]) expect(await parseStatements(text)).toEqual([]);
});
