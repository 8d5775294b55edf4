import {
  defaultExport,
  isExpression,
  parse,
  type SourceExpression,
  type SourceStatement,
  unwrap,
} from "../places.js";

export type ObjectExpression = Extract<SourceExpression, { type: "ObjectExpression" }>;
export type ConfigProperty = Extract<ObjectExpression["properties"][number], { type: "ObjectProperty" }>;

/** A config file whose exported object is written out in its text. */
export interface FollowedConfig {
  readonly source: string;
  readonly body: readonly SourceStatement[];
  /** The object under `tables`. */
  readonly tables: ObjectExpression;
}

/** Finds the tables in a config, through constants of the same file; otherwise says why that is not possible. */
export function followConfig(source: string): FollowedConfig | { readonly because: string } {
  const body = parseWhole(source);
  const root = body && defaultExport(body);
  const config = root && unwrap(root, body);
  if (body === undefined || config?.type !== "ObjectExpression") {
    return { because: "what it exports is not an object written out" };
  }
  const tables = followedValue(propertyOf(config, "tables"), body);
  if (tables?.type !== "ObjectExpression") {
    return { because: "its tables are not an object written out in the same file" };
  }
  return { source, body, tables };
}

function parseWhole(source: string): readonly SourceStatement[] | undefined {
  try {
    return parse(source, false);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The value of a property, through constants of the same file. */
export function followedValue(
  property: ConfigProperty | undefined,
  body: readonly SourceStatement[],
): SourceExpression | undefined {
  return property === undefined || !isExpression(property.value) ? undefined : unwrap(property.value, body);
}

/** The property of an object that counts: the last with that key, whether it is quoted or not. */
export function propertyOf(object: ObjectExpression, key: string): ConfigProperty | undefined {
  return object.properties.findLast(
    (property): property is ConfigProperty => property.type === "ObjectProperty" && keyOf(property) === key,
  );
}

/** The key of a property; undefined where it is computed. */
export function keyOf({ key, computed }: ConfigProperty): string | undefined {
  if (computed) return undefined;
  if (key.type === "Identifier") return key.name;
  return key.type === "StringLiteral" || key.type === "NumericLiteral" ? String(key.value) : undefined;
}

/** Where a node begins and ends in its source, in UTF-16 units. */
export function spanOf(node: { readonly start?: number | null; readonly end?: number | null }) {
  return { start: node.start ?? 0, end: node.end ?? 0 };
}

/** Every property and expression below a node, itself first. */
export function* walkSyntax(node: unknown): Generator<SourceExpression | ConfigProperty> {
  if (Array.isArray(node)) {
    for (const item of node) yield* walkSyntax(item);
    return;
  }
  if (typeof node !== "object" || node === null || !("type" in node)) return;
  yield node as SourceExpression | ConfigProperty;
  for (const value of Object.values(node)) yield* walkSyntax(value);
}
