// Reads TypeScript files without the compiler: the native compiler of TypeScript 7 has no JavaScript API.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parse } from "@babel/parser";

/** The parsed source files under a folder, without tests: path from the folder with `/`, and the program. */
export function readSources(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort()
    .map((path) => ({ path, program: parseFile(join(folder, path)) }));
}

function parseFile(path) {
  const text = readFileSync(path, "utf8");
  return parse(text, { sourceType: "module", plugins: ["typescript"], sourceFilename: path }).program;
}

/** Calls `visit` for every node of a syntax tree. */
export function walk(node, visit) {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === "string") walk(child, visit);
    }
  }
}

/** Every import of a program, `import()` and re-exports included: the module, the line, and whether only types are taken. */
export function importsOf(program) {
  const found = [];
  walk(program, (node) => {
    const source = sourceOf(node);
    if (source === undefined) return;
    found.push({ source, line: node.loc.start.line, typesOnly: takesTypesOnly(node) });
  });
  return found;
}

function sourceOf(node) {
  if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type)) return node.source?.value;
  if (node.type === "TSImportType") return node.argument.value;
  if (node.type === "ImportExpression") return node.source.value;
  if (node.type === "CallExpression" && node.callee.type === "Import") return node.arguments[0]?.value;
  return undefined;
}

function takesTypesOnly(node) {
  if (node.type === "TSImportType") return true;
  if (node.importKind === "type" || node.exportKind === "type") return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === "type");
}
