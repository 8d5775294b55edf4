import { expect, test } from "vitest";
import type { Cell } from "./proof.js";
import { scriptName, scriptNames } from "./script-name.js";

type NamedCell = Pick<Cell, "object" | "actor" | "command">;

const named = (name: string, more: Partial<NamedCell> = {}, list?: string): NamedCell => ({
  object: { schema: "public", name, kind: "table", ...(list === undefined ? {} : { arguments: list }) },
  actor: "stranger",
  command: "select",
  ...more,
});

test("a plain name is read at once", () => {
  expect(scriptName(named("ChatMessage"))).toBe("public.ChatMessage.stranger.select.sql");
  expect(scriptName(named("chat_message", { actor: "member owner", command: "delete" }))).toBe(
    "public.chat_message.member-owner.delete.sql",
  );
  expect(scriptName(named("count", { command: "execute" }, ""))).toBe("public.count.stranger.execute.sql");
});

const hostile = [
  "../../etc/passwd",
  "a/b",
  "a\\b",
  "a.b",
  "a b",
  "a\nb",
  "会話",
  "",
  ".",
  "x".repeat(63),
  "*?:<>|\"'",
];

test.each(hostile)("%j is safe in every file system", (name) => {
  const file = scriptName(named(name));
  expect(file).toMatch(/^public\.[A-Za-z0-9_-]+\.stranger\.select\.sql$/);
  expect(file.length).toBeLessThan(90);
});

test("a name that is a device to Windows is none", () => {
  const object = { schema: "CON", name: "aux", kind: "table" };
  expect(scriptName(named("", { object }))).toMatch(/^CON-\w{8}\.aux-\w{8}\./);
});

test("overloaded routines get different names, alone and together", () => {
  const [one, other] = ["integer", "text"].map((list) =>
    scriptName(named("f", { command: "execute" }, list)),
  );
  expect(one).toMatch(/^public\.f-\w{8}\.stranger\.execute\.sql$/);
  expect(one).not.toBe(other);
});

test("no two cells have one name, case apart", () => {
  const cells = [
    ...[...hostile, "a_b", "a__b", "Note", "note", "NOTE", `${"x".repeat(62)}y`].map((name) => named(name)),
    named("f", { command: "execute" }, "integer"),
    named("f", { command: "execute" }, "text"),
    named("f", { command: "execute" }, ""),
    named("t", { actor: "member a b" }),
    named("t", { actor: "member a-b" }),
  ];
  const names = [...scriptNames(cells).values()];
  expect(names).toHaveLength(cells.length);
  expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(cells.length);
  expect([...scriptNames(cells.toReversed()).values()].toSorted()).toEqual(names.toSorted());
});
