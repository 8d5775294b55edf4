import { expect, test } from "vitest";
import { RowproofError } from "../../diagnostic.js";
import { addAlias, removeAlias } from "./aliases.js";
import { renameTable } from "./rename-table.js";

const file = "/p/rowproof.config.ts";
const config = (tables: string) => `export default defineConfig({\n  tables: {\n${tables}  },\n});\n`;

const forms = {
  "on one line": [
    '    Notes: { access: ownedBy("id") },\n',
    '    Notes: { access: ownedBy("id"), aliases: ["Entry"] },\n',
  ],
  "on one line with a comma": [
    "    Notes: { access: a, },\n",
    '    Notes: { access: a, aliases: ["Entry"], },\n',
  ],
  "on lines": [
    '    Notes: {\n      access: ownedBy("id"),\n      views: ["note"], // for the app\n    },\n',
    '    Notes: {\n      access: ownedBy("id"),\n      views: ["note"], // for the app\n      aliases: ["Entry"],\n    },\n',
  ],
  "next to an alias": [
    '    Notes: { aliases: ["Old"], access: a },\n',
    '    Notes: { aliases: ["Old", "Entry"], access: a },\n',
  ],
  "next to aliases on lines": [
    '    Notes: {\n      aliases: [\n        "Old",\n      ],\n    },\n',
    '    Notes: {\n      aliases: [\n        "Old", "Entry",\n      ],\n    },\n',
  ],
} as const;

test.each(Object.entries(forms))("an alias comes and goes, %s, and leaves no trace", (_, [before, after]) => {
  expect(addAlias(file, config(before), "Notes", "Entry")).toBe(config(after));
  expect(removeAlias(file, config(after), "Notes", "Entry")).toBe(config(before));
});

test("an alias goes from the beginning and the middle of a list", () => {
  const list = (aliases: string) => config(`    Notes: { access: a, aliases: [${aliases}] },\n`);
  expect(removeAlias(file, list('"A", "B", "C"'), "Notes", "A")).toBe(list('"B", "C"'));
  expect(removeAlias(file, list('"A", "B", "C"'), "Notes", "B")).toBe(list('"A", "C"'));
  expect(removeAlias(file, list('"A", "B", "C"'), "Notes", "C")).toBe(list('"A", "B"'));
});

test("a list that is the first field, or the only one, goes with its comma", () => {
  const entry = (fields: string) => config(`    Notes: {${fields}},\n`);
  expect(removeAlias(file, entry(' aliases: ["A"], access: a '), "Notes", "A")).toBe(entry(" access: a "));
  expect(removeAlias(file, entry(' access: a, aliases: ["A"] // x\n'), "Notes", "A")).toBe(
    entry(" access: a // x\n"),
  );
});

test("an empty list is filled", () => {
  const source = config("    Notes: { aliases: [ ] },\n");
  expect(addAlias(file, source, "Notes", 'we"ird')).toBe(config("    Notes: { aliases: ['we\"ird'] },\n"));
});

test("a key changes with all that names it, and nothing that only looks alike", () => {
  const renaming = { oldKey: "Notes", newKey: "order entry", oldName: "Notes", newName: "order entry" };
  const source = config(
    [
      '    "Notes": { access: ownedBy("Notes"), views: ["Notes_"], aliases: ["order entry", "X"] }, // Notes',
      '    a: { access: ownedBy("id", { within: "Notes", writable: ["Notes"] }), purpose: "Notes" },',
      '    b: { access: appendOnly("id", { "within": \'Notes\' }) },',
      '    c: { access: memberOf("Notes", { column: "Notes" }) },',
      '    d: { access: r.memberOf("Notes") },',
      "",
    ].join("\n"),
  );
  expect(renameTable(file, source, renaming)).toBe(
    config(
      [
        '    "order entry": { access: ownedBy("Notes"), views: ["Notes_"], aliases: ["Notes", "X"] }, // Notes',
        '    a: { access: ownedBy("id", { within: "order entry", writable: ["Notes"] }), purpose: "Notes" },',
        '    b: { access: appendOnly("id", { "within": "order entry" }) },',
        '    c: { access: memberOf("order entry", { column: "Notes" }) },',
        '    d: { access: r.memberOf("order entry") },',
        "",
      ].join("\n"),
    ),
  );
});

test.each([
  ["    ...shared,\n", "table Notes is not an object written out in the same file"],
  ["    Notes,\n", "table Notes is not an object written out in the same file"],
  ["    Notes: table(),\n", "table Notes is not an object written out in the same file"],
  ["    Notes: { aliases: names },\n", "the aliases of table Notes are not a list of strings"],
  ["    Notes: { aliases: [...names] },\n", "the aliases of table Notes are not a list of strings"],
])("%s cannot be edited", (tables, because) => {
  const renaming = { oldKey: "Notes", newKey: "N", oldName: "Notes", newName: "N" };
  for (const edit of [
    () => addAlias(file, config(tables), "Notes", "N"),
    () => removeAlias(file, config(tables), "Notes", "N"),
    () => renameTable(file, config(tables), renaming),
  ]) {
    expect(edit).toThrow(RowproofError);
    expect(edit).toThrow(because);
  }
});
