import type { QualifiedName } from "./relation-key.js";
import { displayName } from "./sql.js";

/** A relation or a routine with its kind, as the catalog reads it. */
export interface ObjectIdentity extends QualifiedName {
  readonly kind: string;
  /** The types of a routine's arguments. */
  readonly arguments?: string | null | undefined;
}

/**
 * Kinds that a statement names as another kind: `alter table` is for partitioned tables too, `alter function` for window
 * functions (PostgreSQL documentation, "SQL Commands").
 */
const kindsInStatements: Readonly<Record<string, string>> = {
  "partitioned table": "table",
  window: "function",
};

/**
 * An object as messages, findings and `Catalog.dependencies` name it. The name is quoted only where Postgres needs it.
 *
 * @example
 * objectName("table", ["public", "DailyMood"]); // table public."DailyMood"
 * objectName("function", ["public", "f"], "uuid"); // function public.f(uuid)
 */
export function objectName(kind: string, names: readonly string[], routineArguments?: string | null): string {
  const list = typeof routineArguments === "string" ? `(${routineArguments})` : "";
  return `${kindsInStatements[kind] ?? kind} ${displayName(...names)}${list}`;
}

/** A relation or a routine: `table public."DailyMood"`, `function public.f(uuid)`. */
export function objectOf({ kind, schema, name, arguments: list }: ObjectIdentity): string {
  return objectName(kind, [schema, name], list);
}

/** `type public.mood`. */
export function typeObject({ schema, name }: QualifiedName): string {
  return objectName("type", [schema, name]);
}

/** `policy profiles_update_own on public.profiles`. */
export function policyObject(policy: { readonly name: string }, relation: QualifiedName): string {
  return partObject("policy", policy.name, relation);
}

/** `trigger touch on public.profiles`. */
export function triggerObject(trigger: { readonly name: string }, relation: QualifiedName): string {
  return partObject("trigger", trigger.name, relation);
}

function partObject(kind: string, name: string, relation: QualifiedName): string {
  return `${objectName(kind, [name])} on ${displayName(relation.schema, relation.name)}`;
}
