// What `npm run new:check` and `npm run new:attack` share: is the name free, and where does the entry of a table go.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parse } from "@babel/parser";

// As biome.json says.
const LINE_WIDTH = 110;

/** A name that cannot be used. The message says why and what to write instead. */
export class NameRefused extends Error {}

/** Refuses a name that is no kebab-case name, that JavaScript reserves, or that a file or a table's entry already has. */
export function refuseName({ root, name, table, paths }) {
  if (name === undefined) throw new NameRefused("give a name in kebab case, such as open-sequences");
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name))
    throw new NameRefused(`"${name}" is not in kebab case; write for example open-sequences`);
  if (name.length > 40)
    throw new NameRefused(`"${name}" is longer than 40 characters; choose a shorter name`);
  if (!isIdentifier(identifierOf(name)))
    throw new NameRefused(`"${name}" is a reserved word of JavaScript; choose another name`);
  const taken = paths.find((path) => existsSync(join(root, path)));
  if (taken !== undefined) throw new NameRefused(`${taken} exists already; choose another name`);
  if (new RegExp(`\\b${identifierOf(name)}\\b`).test(readFileSync(join(root, table), "utf8")))
    throw new NameRefused(`${table} has ${identifierOf(name)} already; choose another name`);
}

function isIdentifier(text) {
  try {
    parse(`const ${text} = 1;`, { sourceType: "module" });
    return true;
  } catch {
    return false;
  }
}

/** `open-sequences` as `openSequences`. */
export function identifierOf(name) {
  return name.replace(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());
}

/** Adds an import and an entry at the end of the exported array of a table's file. */
export function addEntry({ root, table, list, identifier, from }) {
  const path = join(root, table);
  const text = readFileSync(path, "utf8");
  const { program } = parse(text, { sourceType: "module", plugins: ["typescript"] });
  const imports = program.body.filter(({ type }) => type === "ImportDeclaration");
  const next = imports.find(({ source }) => source.value.startsWith("./") && source.value > from);
  const at = next?.start ?? imports.at(-1).end + 1;
  const array = arrayOf(program, list);
  const line = `import { ${identifier} } from "${from}";\n`;
  const before = `${text.slice(0, at)}${line}${text.slice(at, array.start)}`;
  writeFileSync(path, `${before}${extended(text, array, identifier)}${text.slice(array.end)}`);
}

/** The text of an array with one element more, in the format of the linter. */
function extended(text, array, identifier) {
  const { start, end } = array.loc;
  const inside = text.slice(array.start + 1, array.end - 1);
  if (start.line !== end.line) return `[${inside.trimEnd().replace(/,?$/, ",")}\n  ${identifier},\n]`;
  const elements = [...array.elements.map((one) => text.slice(one.start, one.end)), identifier];
  const line = `[${elements.join(", ")}]`;
  if (start.column + line.length + 1 <= LINE_WIDTH) return line;
  return `[\n${elements.map((one) => `  ${one},\n`).join("")}]`;
}

function arrayOf(program, list) {
  const declared = program.body.flatMap((node) => node.declaration?.declarations ?? []);
  const array = declared.find(({ id }) => id.name === list)?.init;
  if (array?.type !== "ArrayExpression") throw new Error(`there is no array ${list}`);
  return array;
}

/** Writes new files; a file that exists is an error. */
export function writeNew(root, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: "wx" });
  }
  return Object.keys(files);
}

/** Runs a generator for the name on the command line and prints what it wrote. A refused name is exit code 2. */
export function runGenerator(generate, root, next) {
  try {
    for (const path of generate({ root, name: process.argv[2] })) console.log(path);
    console.log(next);
  } catch (error) {
    if (!(error instanceof NameRefused)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
