import type { Catalog, RelationName } from "../catalog/facts.js";
import type { Contract } from "../contract/contract.js";
import { contractTables, qualifiedName, viewsOf } from "../contract/tables.js";
import { keyOf } from "../sql/relation-key.js";
import { displayName } from "../sql/sql.js";
import type { Proof } from "./proof.js";

/** What the contract names and the database lacks: it cannot be attacked, and that nothing was found there is no all clear. */
export function absentObjects(contract: Contract, catalog: Catalog): Proof["untested"] {
  const relations = new Set(catalog.relations.map(keyOf));
  const named = contractTables(contract).flatMap((table): readonly (RelationName & { kind: string })[] => [
    { schema: table.schema, name: table.name, kind: "table" },
    ...viewsOf(table).map(({ name }) => ({ schema: table.schema, name, kind: "view" })),
  ]);
  const routines = Object.entries(contract.routines).flatMap(([key, { execute }]) => {
    const { schema, name } = qualifiedName(key, contract.schemas);
    const there = catalog.routines.some((one) => one.schema === schema && one.name === name);
    return there || execute.length === 0 ? [] : [{ schema, name, kind: "function" }];
  });
  return [...named.filter((one) => !relations.has(keyOf(one))), ...routines].map(
    ({ kind, schema, name }) => ({
      object: `${kind} ${displayName(schema, name)}`,
      why: "the contract names it, and it is not there",
    }),
  );
}
