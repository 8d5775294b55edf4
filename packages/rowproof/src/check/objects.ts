import type { Policy, Relation, RelationName, Routine } from "../catalog/facts.js";
import { type Contract, contractRoles } from "../contract/contract.js";
import { displayName, identifier } from "../sql/sql.js";

/** `table public."DailyMood"`. */
export function objectOf(relation: Relation): string {
  const noun = relation.kind === "partitioned table" ? "table" : relation.kind;
  return `${noun} ${displayName(relation.schema, relation.name)}`;
}

/** `policy profiles_update_own on public.profiles`. */
export function policyObject(policy: Pick<Policy, "name">, relation: RelationName): string {
  return `policy ${displayName(policy.name)} on ${displayName(relation.schema, relation.name)}`;
}

/** `function public.f(uuid)`. */
export function routineObject(routine: Routine): string {
  return `${routine.kind === "procedure" ? "procedure" : "function"} ${displayName(routine.schema, routine.name)}(${routine.arguments})`;
}

/** `first, second and third`. */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** A relation's name as it stands in a statement. */
export function written(relation: RelationName): string {
  return identifier(relation.schema, relation.name).text;
}

/** A grantee as it stands in a statement; PUBLIC is a word of the language. */
export function writtenRole(role: string): string {
  if (role === "PUBLIC") return "public";
  return contractRoles.some((known) => known === role) ? role : writtenName(role);
}

/** A name as it stands in a statement. */
export function writtenName(name: string): string {
  return identifier(name).text;
}

/** A policy without TO is most often the service's, and given to it alone it lets no user further. */
export function keptForService(policy: Policy, relation: RelationName): string {
  return `alter policy ${writtenName(policy.name)} on ${written(relation)} to service_role;`;
}

/** How the contract spells an object: its name, with the schema where that is not the first, quoted where TypeScript asks for it. */
export function contractKey({ schemas }: Contract, { schema, name }: RelationName): string {
  const key = schema === schemas[0] ? name : `${schema}.${name}`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** `1 table`, `2 tables`. */
export function counted(count: number, noun: string): string {
  const plural = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${count} ${count === 1 ? noun : plural}`;
}
