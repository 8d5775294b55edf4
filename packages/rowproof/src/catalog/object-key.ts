import { displayName } from "../sql/sql.js";
import type { Relation, Routine, TypeFact } from "./facts.js";

/** An object's name in `Catalog.dependencies` and in messages: `table public."DailyMood"`, `function public.f(uuid)`. */
export function objectKey(kind: string, names: readonly string[], routineArguments?: string | null): string {
  const name = `${kind} ${displayName(...names)}`;
  return routineArguments === undefined || routineArguments === null ? name : `${name}(${routineArguments})`;
}

export function relationKey(relation: Pick<Relation, "kind" | "schema" | "name">): string {
  return objectKey(relation.kind, [relation.schema, relation.name]);
}

export function routineKey(routine: Pick<Routine, "kind" | "schema" | "name" | "arguments">): string {
  return objectKey(routine.kind, [routine.schema, routine.name], routine.arguments);
}

export function typeKey(type: Pick<TypeFact, "schema" | "name">): string {
  return objectKey("type", [type.schema, type.name]);
}
