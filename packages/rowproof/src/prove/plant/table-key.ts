import type { RelationName } from "../../catalog/facts.js";

/** One text for a table's name, to look it up by. */
export function keyOf({ schema, name }: RelationName): string {
  return JSON.stringify([schema, name]);
}

export const usersKey = keyOf({ schema: "auth", name: "users" });
