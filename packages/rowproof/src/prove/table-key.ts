import type { RelationName } from "../catalog/facts.js";

/** One text for the name of a table, view or routine, to look it up by. */
export function keyOf({ schema, name }: RelationName): string {
  return JSON.stringify([schema, name]);
}

export const usersKey = keyOf({ schema: "auth", name: "users" });
