// Holds packages/rowproof/src to the table in rooms-table.mjs: imports between rooms, names that two types share, functions
// with too many parameters. `node scripts/rooms.mjs --figures` prints the figures and never fails; `--list` also prints each
// place; `--write` writes the table of rooms in CONTRIBUTING.md. Import circles are biome's `noImportCycles`.
import { readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { limits, rooms, rootFiles } from "./rooms-table.mjs";
import { root } from "./setup.mjs";
import { importsOf, readSources, walk } from "./source-files.mjs";

const FEWEST_TOO_MANY = 5;
const source = join(root, "packages/rowproof/src");

/** What is wrong with the imports of the sources, one line each. */
export function importMistakes(sources) {
  return sources.flatMap(({ path, program }) => {
    const room = roomOf(path);
    if (room === undefined) return rootFiles.includes(path) ? [] : [`${path}: this file is in no room`];
    if (rooms[room] === undefined) return [`${path}: name the room ${room} in scripts/rooms-table.mjs`];
    return importsOf(program)
      .map((one) => ({ ...one, to: roomOf(posix.join(posix.dirname(path), one.source)) }))
      .filter((one) => one.source.startsWith(".") && one.to !== undefined && one.to !== room)
      .filter((one) => !mayImport(room, one))
      .map(({ line, to }) => `${path}:${line}: ${room} may not import ${to}`);
  });
}

function roomOf(path) {
  return path.includes("/") ? path.split("/")[0] : undefined;
}

function mayImport(room, { to, typesOnly }) {
  const { imports, importsTypesOf } = rooms[room];
  if (typesOnly && importsTypesOf === "all") return true;
  if (imports === "all") return true;
  if (imports === "all but cli") return to !== "cli";
  return imports.includes(to);
}

/** The type names that stand for more than one type, with their files. */
export function duplicateTypes(sources) {
  const places = new Map();
  for (const { path, program } of sources) {
    walk(program, (node) => {
      if (!/^(TSInterface|TSTypeAlias|TSEnum|Class)Declaration$/.test(node.type) || !node.id) return;
      places.set(node.id.name, (places.get(node.id.name) ?? new Set()).add(path));
    });
  }
  return [...places]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => `${name}: ${[...paths].join(", ")}`);
}

/** The functions that take five or more parameters. */
export function longParameterLists(sources) {
  return sources.flatMap(({ path, program }) => {
    const found = [];
    walk(program, (node) => {
      const isFunction = /^(Function|ArrowFunction|ObjectMethod|ClassMethod)/.test(node.type);
      if (!isFunction || node.params.length < FEWEST_TOO_MANY) return;
      found.push(
        `${path}:${node.loc.start.line}: ${node.id?.name ?? "a function"} has ${node.params.length}`,
      );
    });
    return found;
  });
}

/** The table of rooms as CONTRIBUTING.md shows it. */
export function markdownTable() {
  const rows = Object.entries(rooms).map(
    ([name, { holds, imports, importsTypesOf }]) =>
      `| \`${name}/\` | ${holds} | ${importsInWords(imports, importsTypesOf)} |`,
  );
  return ["| room | what it holds | may import |", "| --- | --- | --- |", ...rows].join("\n");
}

function importsInWords(imports, importsTypesOf) {
  const words = typeof imports === "string" ? imports : imports.join(", ") || "–";
  return importsTypesOf === "all" ? `${words}; types of all` : words;
}

/** Compares the table in CONTRIBUTING.md, or writes it. Returns whether it is as it should be. */
function contributing(write) {
  const path = join(root, "CONTRIBUTING.md");
  const before = readFileSync(path, "utf8");
  const after = before.replace(/^\| room \|.*\n(?:\|.*\n)+/m, () => `${markdownTable()}\n`);
  if (write) writeFileSync(path, after);
  else if (after !== before) console.error("CONTRIBUTING.md: run node scripts/rooms.mjs --write");
  return write || after === before;
}

function main(options) {
  const sources = readSources(source);
  const found = {
    imports: importMistakes(sources),
    duplicates: duplicateTypes(sources),
    parameters: longParameterLists(sources),
  };
  console.log(
    `rooms: ${found.imports.length} imports against the table, ${found.duplicates.length} type names with two meanings, ` +
      `${found.parameters.length} functions with ${FEWEST_TOO_MANY} or more parameters`,
  );
  const broken = Object.keys(limits).filter(
    (key) => limits[key].enforced && found[key].length > limits[key].most,
  );
  const listed = options.includes("--list") ? Object.keys(limits) : broken;
  for (const key of listed) for (const line of found[key]) console.error(`${key}: ${line}`);
  const table = contributing(options.includes("--write"));
  if (!options.includes("--figures") && (broken.length > 0 || !table)) process.exitCode = 1;
}

if (import.meta.filename === process.argv[1]) main(process.argv.slice(2));
