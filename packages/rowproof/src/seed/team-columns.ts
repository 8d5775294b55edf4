import type { RelationName } from "../catalog/facts.js";
import { commands } from "../contract/contract.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { keyOf } from "../sql/relation-key.js";
import type { TableSpec } from "./table-spec.js";

/** The columns of a table that have to do with teams. */
export interface TeamColumns {
  /** The columns that hold a team, with the key of the membership table in the contract. */
  readonly teams: Map<string, string>;
  membersOf: string | undefined;
  /** In a membership table: the column of the member's id, and the column of the role if there is one. */
  user: string | undefined;
  role: TableSpec["role"];
}

/** By the table's key, for every table with teams and every membership table. */
export function readTeamColumns(contract: ResolvedContract): ReadonlyMap<string, TeamColumns> {
  const found = new Map<string, TeamColumns>();
  const at = (name: RelationName): TeamColumns => {
    const known = found.get(keyOf(name)) ?? {
      teams: new Map(),
      membersOf: undefined,
      user: undefined,
      role: undefined,
    };
    found.set(keyOf(name), known);
    return known;
  };
  for (const table of contract.namedTables) {
    for (const command of commands) {
      const { rows } = table.access.authenticated[command];
      if (rows.kind !== "member") continue;
      at(table).teams.set(rows.column, rows.members);
      const named = contract.tableNamed(rows.members);
      if (named === undefined) continue;
      const members = at(named);
      members.teams.set(rows.team, rows.members);
      members.membersOf = rows.members;
      members.user = rows.user;
      if (rows.roles !== undefined) members.role = { column: rows.roles.column, members: rows.members };
    }
  }
  return found;
}
