import { codeOf, presetsIn } from "./choice-code.js";
import { type CodeProperty, entryInOneLine, inOneLine, list, object, property } from "./code.js";
import type { ContractDraft, TableDraft } from "./draft.js";
import type { DraftNote } from "./note.js";
import type { DraftedRoutine } from "./routines.js";

/** A draft as the text of `rowproof.config.ts`, formatted as Biome would with lines of 110 columns. */
export function writeConfig(draft: ContractDraft): string {
  const { migrations, schemas, tables, routines } = draft;
  const only = schemas.length === 1 && schemas[0] === "public";
  return [
    importLine(draft),
    "",
    "// Drafted by rowproof init from the database. Each guess is marked above its entry.",
    "export default defineConfig({",
    `  migrations: ${JSON.stringify(migrations)},`,
    '  schema: "schema.sql",',
    ...(only ? [] : [`  ${property({ key: "schemas", value: list(schemas) }, "  ")},`]),
    ...record("tables", tables.map(tableLines)),
    ...(routines.length === 0 ? [] : record("routines", routineLines(routines))),
    "});",
    "",
  ].join("\n");
}

/** The access of a table in one line, for JSON output. */
export function accessText({ choice }: TableDraft): string {
  return inOneLine(codeOf(choice));
}

function importLine({ tables }: ContractDraft): string {
  const names = [
    ...new Set(["defineConfig", ...tables.flatMap(({ choice }) => presetsIn(codeOf(choice)))]),
  ].sort();
  const line = `import { ${names.join(", ")} } from "rowproof";`;
  return line.length <= 110
    ? line
    : `import {\n${names.map((name) => `  ${name},\n`).join("")}} from "rowproof";`;
}

function record(name: string, entries: readonly (readonly string[])[]): readonly string[] {
  if (entries.length === 0) return [`  ${name}: {},`];
  return [`  ${name}: {`, ...entries.flat().map((line) => `    ${line}`), "  },"];
}

function tableLines({ key, choice, views, aliases, notes }: TableDraft): readonly string[] {
  const value = object({
    access: codeOf(choice),
    views: views.length === 0 ? undefined : list(views),
    aliases: aliases.length === 0 ? undefined : list(aliases),
  });
  return [...notes.flatMap(comment), ...entryLines({ key, value })];
}

function routineLines(routines: readonly DraftedRoutine[]): readonly (readonly string[])[] {
  const live = routines.filter(({ unread }) => unread === undefined);
  const proposed = routines.filter(({ unread }) => unread !== undefined);
  return [
    ...live.map((routine) => [...routine.notes.flatMap(comment), ...entryLines(routineEntry(routine))]),
    ...(proposed.length === 0
      ? []
      : [["// These run as their owner. Naming one states that somebody has read it:"]]),
    ...proposed.map((routine) => [
      `// ${oneLine(`${entryInOneLine(routineEntry(routine))}, // ${routine.unread}: read it first`)}`,
    ]),
  ];
}

function routineEntry({ key, execute }: DraftedRoutine): CodeProperty {
  return { key, value: object({ execute: list(execute) }) };
}

/** Without the indent, which `record` adds. */
function entryLines(entry: CodeProperty): readonly string[] {
  return `${property(entry, "    ")},`.split("\n").map((line, index) => (index === 0 ? line : line.slice(4)));
}

/** A note above its entry, wrapped to the line width. */
function comment({ guess, text }: DraftNote): readonly string[] {
  const lines: string[] = [];
  let line = "//";
  for (const word of oneLine(guess ? `guess: ${text}` : text).split(" ")) {
    if (`    ${line} ${word}`.length > 110) {
      lines.push(line);
      line = "//  ";
    }
    line = `${line} ${word}`;
  }
  return [...lines, line];
}

/** Names may contain line breaks, which would end the comment. */
function oneLine(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]+/g, " ");
}
