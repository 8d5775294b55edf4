import type { RelationName } from "../catalog/facts.js";
import type { Contract } from "./contract.js";

/** An object's key in the contract: without the schema if that is the first, quoted where TypeScript requires it. */
export function contractKey({ schemas }: Pick<Contract, "schemas">, { schema, name }: RelationName): string {
  const key = schema === schemas[0] ? name : `${schema}.${name}`;
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
