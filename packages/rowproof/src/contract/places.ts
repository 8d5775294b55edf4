import { createRequire } from "node:module";
import type { Place } from "../diagnostic.js";

type BabelParser = typeof import("@babel/parser");
export type SourceStatement = ReturnType<BabelParser["parse"]>["program"]["body"][number];
export type SourceExpression = Extract<SourceStatement, { type: "ExpressionStatement" }>["expression"];
type SourceSpot = NonNullable<SourceExpression["loc"]>["start"];

/**
 * Finds the place of a path of a file's default export, such as `["tables", "DailyMood", "access"]`. If only a part of the
 * path is written out in the file, it is the place of that part; undefined if the default export cannot be followed at all. The
 * file is parsed at the first call: a contract without mistakes needs none.
 */
export function placeFinder(file: string, source: string): (path: readonly string[]) => Place | undefined {
  let body: readonly SourceStatement[] | undefined;
  return (path) => {
    body ??= parseModule(source);
    const root = defaultExport(body);
    const spot = root && findSpot(root, path, body);
    return spot && { file, line: spot.line, column: spot.column + 1 };
  };
}

/** The place and message of a syntax error; undefined if the file is valid TypeScript. */
export function syntaxMistake(source: string): { message: string; line: number; column: number } | undefined {
  try {
    parse(source, false);
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError) || !("loc" in error)) throw error;
    const { line, column } = error.loc as SourceSpot;
    return { message: error.message.replace(/\s*\(\d+:\d+\)$/, ""), line, column: column + 1 };
  }
}

export function parse(source: string, errorRecovery: boolean): readonly SourceStatement[] {
  // Required, not imported: places are looked up in synchronous code.
  const { parse: parseSource } = createRequire(import.meta.url)("@babel/parser") as BabelParser;
  return parseSource(source, { sourceType: "module", plugins: ["typescript"], errorRecovery }).program.body;
}

function parseModule(source: string): readonly SourceStatement[] {
  try {
    return parse(source, true);
  } catch {
    return [];
  }
}

export function defaultExport(body: readonly SourceStatement[]): SourceExpression | undefined {
  const statement = body.find((candidate) => candidate.type === "ExportDefaultDeclaration");
  if (statement === undefined) return undefined;
  const { declaration } = statement;
  const isExpression =
    declaration.type !== "FunctionDeclaration" &&
    declaration.type !== "ClassDeclaration" &&
    declaration.type !== "TSDeclareFunction";
  return isExpression ? declaration : undefined;
}

function findSpot(
  root: SourceExpression,
  path: readonly string[],
  body: readonly SourceStatement[],
): SourceSpot | undefined {
  let node: SourceExpression | undefined = root;
  let spot = unwrap(root, body).loc?.start;
  for (const key of path) {
    const found: PathStep | undefined = node && step(unwrap(node, body), key, body);
    if (found === undefined) break;
    node = found.value;
    spot = found.spot ?? spot;
  }
  return spot;
}

interface PathStep {
  readonly spot: SourceSpot | undefined;
  readonly value: SourceExpression | undefined;
}

function step(node: SourceExpression, key: string, body: readonly SourceStatement[]): PathStep | undefined {
  if (node.type === "ArrayExpression") {
    const element = node.elements[Number(key)];
    if (!element || element.type === "SpreadElement") return undefined;
    return { spot: element.loc?.start, value: element };
  }
  if (node.type === "CallExpression") return stepIntoCall(node.arguments, key, body);
  if (node.type !== "ObjectExpression") return undefined;
  // Of several properties with one key, the last counts.
  const property = node.properties.findLast((candidate) => {
    if (candidate.type === "SpreadElement" || candidate.computed) return false;
    const name = candidate.key;
    if (name.type === "Identifier") return name.name === key;
    return (name.type === "StringLiteral" || name.type === "NumericLiteral") && String(name.value) === key;
  });
  if (property === undefined || property.type === "SpreadElement") return undefined;
  const value =
    property.type === "ObjectProperty" && isExpression(property.value) ? property.value : undefined;
  return { spot: property.loc?.start, value };
}

/** A preset's options are part of the value that it returns: look for the key in the objects of the call. */
function stepIntoCall(
  given: readonly { readonly type: string }[],
  key: string,
  body: readonly SourceStatement[],
): PathStep | undefined {
  for (const argument of given) {
    if (!isExpression(argument)) continue;
    const inner = unwrap(argument, body);
    const found = inner.type === "ObjectExpression" ? step(inner, key, body) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Sees through `defineConfig(…)`, `as`, `satisfies`, parentheses and a constant of the same file. */
export function unwrap(
  node: SourceExpression,
  body: readonly SourceStatement[],
  depth = 0,
): SourceExpression {
  if (depth > 20) return node;
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "ParenthesizedExpression":
      return unwrap(node.expression, body, depth + 1);
    case "CallExpression": {
      const first = node.arguments[0];
      const named = node.callee.type === "Identifier" && node.callee.name === "defineConfig";
      return named && first && isExpression(first) ? unwrap(first, body, depth + 1) : node;
    }
    case "Identifier": {
      const value = constantNamed(node.name, body);
      return value === undefined ? node : unwrap(value, body, depth + 1);
    }
    default:
      return node;
  }
}

function constantNamed(name: string, body: readonly SourceStatement[]): SourceExpression | undefined {
  for (const statement of body) {
    const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declaration?.type !== "VariableDeclaration") continue;
    const declarator = declaration.declarations.find(
      ({ id }) => id.type === "Identifier" && id.name === name,
    );
    if (declarator) return declarator.init ?? undefined;
  }
  return undefined;
}

export function isExpression(node: { readonly type: string }): node is SourceExpression {
  return (
    node.type.endsWith("Expression") ||
    node.type.endsWith("Literal") ||
    node.type === "Identifier" ||
    node.type === "TSTypeAssertion"
  );
}
