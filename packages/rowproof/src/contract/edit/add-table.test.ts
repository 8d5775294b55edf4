import { expect, test } from "vitest";
import { RowproofError } from "../../diagnostic.js";
import * as entry from "../../index.js";
import { readAccessText } from "./access-text.js";
import { addTable } from "./add-table.js";
import { presetNames } from "./imports.js";

function added(source: string, access = 'ownedBy("user_id")', more: object = {}): string {
  return addTable("/p/rowproof.config.ts", source, {
    key: "notes",
    access: readAccessText(access),
    views: [],
    ...more,
  });
}

const config = (tables: string, imports = 'import { defineConfig, ownedBy } from "rowproof";') =>
  `${imports}\n\nexport default defineConfig({\n  migrations: "migrations",\n  schema: "schema.sql",\n  tables: ${tables},\n});\n`;

const note = 'notes: { access: ownedBy("user_id") }';

test.each([
  [
    "after the last",
    "{\n    a: { access: closed() },\n  }",
    `{\n    a: { access: closed() },\n    ${note},\n  }`,
  ],
  [
    "after a comment at the end",
    "{\n    a: b,\n    // more\n  }",
    `{\n    a: b,\n    // more\n    ${note},\n  }`,
  ],
  ["after a comment on the last line", "{\n    a: b, // b\n  }", `{\n    a: b, // b\n    ${note},\n  }`],
  ["on the line of the others", "{ a: b }", `{ a: b, ${note} }`],
  ["on their line, with a comma", "{ a: b, }", `{ a: b, ${note}, }`],
  ["in steps of four", "{\n        a: b,\n    }", `{\n        a: b,\n        ${note},\n    }`],
  ["in tabs", "{\n\t\ta: b,\n\t}", `{\n\t\ta: b,\n\t\t${note},\n\t}`],
  ["as the first", "{}", `{\n    ${note},\n  }`],
  ["as the first on lines", "{\n  }", `{\n    ${note},\n  }`],
  ["as the first after a comment", "{\n    // none\n  }", `{\n    // none\n    ${note},\n  }`],
  ["without a comma where the last has none", "{\n    a: b // b\n  }", `{\n    a: b, // b\n    ${note}\n  }`],
])("an entry stands %s, and every other character stays", (_, tables, after) => {
  expect(added(config(tables))).toBe(config(after));
});

test("lines end as the file's do", () => {
  const source = config("{\n    a: b,\n  }").replaceAll("\n", "\r\n");
  const long = { purpose: "x".repeat(100) };
  expect(added(source, 'readOwn("id")', long).replaceAll("\r\n", "")).not.toContain("\n");
});

test("a long entry has a line a field", () => {
  const purpose = `What "I" note: ${"x".repeat(60)}`;
  const source = config("{\n\t\ta: b,\n\t}");
  expect(added(source, 'ownedBy("user_id")', { views: ["note"], purpose })).toBe(
    config(
      `{\n\t\ta: b,\n\t\tnotes: {\n\t\t\taccess: ownedBy("user_id"),\n\t\t\tviews: ["note"],\n\t\t\tpurpose: '${purpose}',\n\t\t},\n\t}`,
    ),
  );
});

test.each([
  ["other.notes", '"other.notes"'],
  ['we"ird näme', "'we\"ird näme'"],
  ["order", "order"],
  ["übung", "übung"],
])("the key %s is written %s", (key, written) => {
  expect(added(config("{\n    a: b,\n  }"), "closed()", { key })).toContain(
    `    a: b,\n    ${written}: { access: closed() },\n  }`,
  );
});

test.each([
  [
    'import { defineConfig, ownedBy } from "rowproof";',
    'import { closed, defineConfig, ownedBy } from "rowproof";',
  ],
  ['import { defineConfig, z } from "rowproof";', 'import { closed, defineConfig, z } from "rowproof";'],
  [
    'import { ownedBy, defineConfig } from "rowproof";',
    'import { ownedBy, defineConfig, closed } from "rowproof";',
  ],
  [
    'import {\n  appendOnly,\n  defineConfig,\n} from "rowproof";',
    'import {\n  appendOnly,\n  closed,\n  defineConfig,\n} from "rowproof";',
  ],
  [
    'import {\n  appendOnly,\n  b,\n} from "rowproof";',
    'import {\n  appendOnly,\n  b,\n  closed,\n} from "rowproof";',
  ],
  ['import { appendOnly } from "rowproof";', 'import { appendOnly, closed } from "rowproof";'],
  [
    'import type { Access } from "rowproof";',
    'import { closed } from "rowproof";\nimport type { Access } from "rowproof";',
  ],
  [
    'import * as rowproof from "rowproof";',
    'import { closed } from "rowproof";\nimport * as rowproof from "rowproof";',
  ],
  ['import { closed as shut } from "rowproof";', 'import { closed as shut, closed } from "rowproof";'],
  ["const closed = () => 1;", "const closed = () => 1;"],
  ["// none", '// none\n\nimport { closed } from "rowproof";'],
])("%s imports what is missing", (before, after) => {
  const tables = "{\n    a: b,\n  }";
  const entryText = "\n    notes: { access: closed() },\n  }";
  expect(added(config(tables, before), "closed()")).toBe(config(tables.replace("\n  }", entryText), after));
});

test("a member of a namespace and a key are no names of presets", () => {
  const source = config("{\n    a: b,\n  }", 'import * as rowproof from "rowproof";');
  expect(added(source, "rowproof.custom({ closed: 1 })")).not.toContain("import {");
});

test("what the package exports as presets is what is imported", () => {
  const names = Object.keys(entry).filter((name) => name !== "defineConfig");
  expect(names.toSorted()).toEqual([...presetNames]);
});

test.each([
  ["tables from a call", "build()", "its tables are not an object written out in the same file"],
  ["tables from elsewhere", "shared.tables", "its tables are not an object written out in the same file"],
  ["a spread", "{ ...shared, a: b }", "its tables are spread in from elsewhere"],
])("%s: the entry is reported, to be put in by hand", (_, tables, because) => {
  const error = thrown(() => added(config(tables), 'ownedBy("id", { update: false })', { views: ["note"] }));
  expect(error).toMatchObject({ id: "contract/cannot-edit", exitCode: 2 });
  expect(error.message).toBe(`rowproof.config.ts cannot be edited by a command: ${because}`);
  expect(error.fix).toBe(
    'put this among the tables: { notes: { access: ownedBy("id", { update: false }), views: ["note"] } }',
  );
});

test("constants of the same file are followed, with casts around them", () => {
  const source = `const tables = {\n  a: b,\n} satisfies Tables;\nconst config = { tables: tables as Tables };\nexport default config;\n`;
  expect(added(source)).toContain('  a: b,\n  notes: { access: ownedBy("user_id") },\n} satisfies');
});

test.each([
  [undefined, "table/no-access", 'ownedBy("user_id"), appendOnly('],
  ["  ", "table/no-access", "serviceOnly(), closed()"],
  ['ownedBy("user_id"', "table/access-syntax", "in single quotes"],
  ['ownedBy("a"); process.exit()', "table/access-syntax", ""],
  ['ownedBy("a"), closed()', "table/access-syntax", ""],
  ['ownedBy("a") }, x: { access: closed()', "table/access-syntax", ""],
  ['ownedby("a")', "table/access-preset", "did you mean ownedBy?"],
])("access %s: %s", (typed, id, fix) => {
  expect(thrown(() => readAccessText(typed))).toMatchObject({
    id,
    exitCode: 2,
    fix: expect.stringContaining(fix),
  });
});

test("an access is taken without comments around it", () => {
  expect(readAccessText('ownedBy("a") // mine')).toEqual({ text: 'ownedBy("a")', presets: ["ownedBy"] });
  expect(readAccessText("{ ...closed(), anon: publicRead().anon }").presets).toEqual([
    "closed",
    "publicRead",
  ]);
});

function thrown(work: () => unknown): RowproofError {
  try {
    work();
  } catch (error) {
    if (error instanceof RowproofError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
