import type { BoundPredicate } from "../catalog/external-objects.js";
import { type Command, commands } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import type { CheckContext } from "./context.js";
import { isPredicate, keyOf, predicateText } from "./predicates.js";
import type { ApiRole } from "./roles.js";

/** A condition of the contract, the roles that it applies to, and how the server bound it. */
export interface AskedCondition {
  readonly table: ResolvedTable;
  readonly text: string;
  /** The first command that it applies to: its place in the contract. */
  readonly command: Command;
  readonly roles: readonly ApiRole[];
  readonly bound: BoundPredicate | undefined;
}

/** Every condition of the contract, once a table and text. */
export function askedConditions(context: CheckContext): readonly AskedCondition[] {
  const { contract, catalog } = context;
  const bound = new Map(catalog.external.predicates.map((one) => [keyOf(one), one]));
  return context.tables.flatMap((table) => {
    const found = new Map<string, { command: Command; roles: Set<ApiRole> }>();
    for (const role of ["authenticated", "anon"] as const) {
      for (const command of commands) {
        const { rows } = table.access[role][command];
        const text = isPredicate(rows) ? predicateText(contract, rows) : undefined;
        if (text === undefined) continue;
        const known = found.get(text) ?? { command, roles: new Set() };
        known.roles.add(role);
        found.set(text, known);
      }
    }
    const { schema, name } = table.relation;
    return [...found].map(([text, { command, roles }]) => ({
      table,
      text,
      command,
      roles: [...roles],
      bound: bound.get(keyOf({ schema, name, text })),
    }));
  });
}
