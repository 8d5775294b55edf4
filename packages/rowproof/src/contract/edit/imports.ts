import type { SourceStatement } from "../places.js";
import { spanOf, walkSyntax } from "./followed.js";
import { indentAt, lineStart, newlineOf, type Splice } from "./text.js";

type ImportStatement = Extract<SourceStatement, { type: "ImportDeclaration" }>;

/** The presets that make an access. */
export const presetNames = [
  "appendOnly",
  "closed",
  "custom",
  "memberOf",
  "ownedBy",
  "publicRead",
  "readOwn",
  "serviceOnly",
] as const;

/** The presets that a piece of syntax names, neither as a key nor as a member of something else. */
export function presetsNamed(node: unknown): readonly string[] {
  const nodes = [...walkSyntax(node)];
  const others = new Set<unknown>(
    nodes.flatMap((one) => {
      if (one.type === "ObjectProperty" && !one.computed && !one.shorthand) return [one.key];
      return one.type === "MemberExpression" && !one.computed ? [one.property] : [];
    }),
  );
  const named = nodes.flatMap((one) => (one.type === "Identifier" && !others.has(one) ? [one.name] : []));
  return presetNames.filter((name) => named.includes(name));
}

/** Imports the presets among the names that the file does not import yet. */
export function importPresets(
  source: string,
  body: readonly SourceStatement[],
  names: readonly string[],
): readonly Splice[] {
  const known = knownNames(body);
  const missing = names.filter((name) => !known.has(name)).toSorted();
  if (missing.length === 0) return [];
  const present = body.find(importsNames);
  return present === undefined
    ? [importLine(source, body, missing)]
    : missing.map((name) => addName(source, present, name));
}

/** Every name that a statement of the file declares or imports. */
function knownNames(body: readonly SourceStatement[]): ReadonlySet<string> {
  const names = body.flatMap((statement) => {
    if (statement.type === "ImportDeclaration") return statement.specifiers.map(({ local }) => local.name);
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type === "FunctionDeclaration") return [declaration.id?.name ?? ""];
    if (declaration?.type !== "VariableDeclaration") return [];
    return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  });
  return new Set(names);
}

/** `import { … } from "rowproof"`, of values and with at least one name. */
function importsNames(statement: SourceStatement): statement is ImportStatement {
  if (statement.type !== "ImportDeclaration" || statement.source.value !== "rowproof") return false;
  return statement.importKind !== "type" && namesOf(statement).length > 0;
}

function namesOf({ specifiers }: ImportStatement) {
  return specifiers.filter((specifier) => specifier.type === "ImportSpecifier");
}

/** In alphabetical order if the others are, else at the end. */
function addName(source: string, statement: ImportStatement, name: string): Splice {
  const specifiers = namesOf(statement).map((specifier) => ({
    name: specifier.imported.type === "Identifier" ? specifier.imported.name : specifier.imported.value,
    ...spanOf(specifier),
  }));
  const ordered = specifiers.every((one, at) => at === 0 || (specifiers[at - 1]?.name ?? "") <= one.name);
  const next = ordered ? specifiers.find((one) => one.name > name) : undefined;
  const place = next ?? specifiers.at(-1) ?? spanOf(statement);
  const startsLine = source.slice(lineStart(source, place.start), place.start).trim() === "";
  const gap = startsLine ? `${newlineOf(source)}${indentAt(source, place.start)}` : " ";
  if (next !== undefined) return { start: next.start, end: next.start, text: `${name},${gap}` };
  return { start: place.end, end: place.end, text: `,${gap}${name}` };
}

function importLine(source: string, body: readonly SourceStatement[], names: readonly string[]): Splice {
  const [first] = body;
  const at = first === undefined ? source.length : spanOf(first).start;
  const newline = newlineOf(source);
  const line = `import { ${names.join(", ")} } from "rowproof";${newline}`;
  return { start: at, end: at, text: first?.type === "ImportDeclaration" ? line : `${line}${newline}` };
}
