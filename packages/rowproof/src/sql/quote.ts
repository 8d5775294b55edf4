import type { QualifiedName } from "./relation-key.js";
import { identifier } from "./sql.js";

/** A name as a statement takes it: `"DailyMood"`. */
export function quoteName(name: string): string {
  return identifier(name).text;
}

/** The name of a table, view, index or type as a statement takes it: `"public"."DailyMood"`. */
export function quoteRelation({ schema, name }: QualifiedName): string {
  return identifier(schema, name).text;
}

/** A routine as a statement takes it, with the types of its arguments: `"public"."f"(uuid)`. */
export function quoteRoutine(routine: QualifiedName & { readonly arguments: string }): string {
  return `${quoteRelation(routine)}(${routine.arguments})`;
}

/** Roles of Supabase's API, which are written without quotes because they never need them. */
const plainRoles: readonly string[] = ["anon", "authenticated", "service_role"];

/** A grantee as a statement takes it. PUBLIC is a keyword, so it must not be quoted. */
export function quoteRole(role: string): string {
  if (role === "PUBLIC") return "public";
  return plainRoles.includes(role) ? role : quoteName(role);
}
