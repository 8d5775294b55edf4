import { listed } from "../../sql/list.js";
import type { ColumnLimits } from "../access.js";
import type { DraftedAccess } from "./choice.js";
import { isWritingRole } from "./conventions.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { guess } from "./note.js";
import { isSame, keyOf, linksOf } from "./relations.js";
import type { DraftedTeam } from "./teams.js";

/** A team whose members share a table's rows, and the table's column that names it. */
export interface TeamLink {
  readonly team: DraftedTeam;
  readonly column: string;
}

/** The team that a table describes, else the first team that its rows belong to. The membership table itself has none. */
export function teamLinkOf({ teams }: DraftSource, { relation }: DraftedTable): TeamLink | undefined {
  const own = teams.find(({ table }) => table === relation);
  if (own !== undefined) return { team: own, column: own.key };
  return linksOf(relation).flatMap(({ column, to, target }) => {
    const team = teams.find(
      ({ table, key, members }) => isSame(table, to) && key === target && members !== relation,
    );
    return team === undefined ? [] : [{ team, column }];
  })[0];
}

/** The roles that may do something; undefined for every member, false for nobody. */
export type WriterRoles = readonly string[] | false | undefined;

/** The access of a team's members. */
export function memberChoice(
  { schemas }: DraftSource,
  { team, column }: TeamLink,
  writers: Readonly<Record<DraftedWrite, WriterRoles>>,
  limits: ColumnLimits = {},
): DraftedAccess {
  const hasRoles = writes.some((command) => Array.isArray(writers[command]));
  const options = {
    column: column === "team_id" ? undefined : column,
    team: team.column === column ? undefined : team.column,
    user: team.user === "user_id" ? undefined : team.user,
    role: hasRoles && team.role?.column !== "role" ? team.role?.column : undefined,
    ...writeOptions(writers),
    ...limits,
  };
  const said = Object.entries(options).filter(([, value]) => value !== undefined);
  return { kind: "member", members: keyOf(team.members, schemas), options: Object.fromEntries(said) };
}

const writes = ["insert", "update", "delete"] as const;
type DraftedWrite = (typeof writes)[number];

/** Roles that several commands share become `write`, unless every member may do one of them: that cannot be an exception. */
function writeOptions(writers: Readonly<Record<DraftedWrite, WriterRoles>>): object {
  const isEvery = ([, one]: readonly [DraftedWrite, WriterRoles]) => one === undefined;
  const each = writes.map((command) => [command, writers[command]] as const);
  const isSame = (one: WriterRoles, other: WriterRoles) => JSON.stringify(one) === JSON.stringify(other);
  const common = each.find(([, one], index) =>
    each.slice(index + 1).some(([, other]) => isSame(one, other)),
  )?.[1];
  const others = each.filter(([, one]) => !isSame(one, common));
  if (common === undefined || others.some(isEvery))
    return Object.fromEntries(each.filter((one) => !isEvery(one)));
  return { write: common, ...Object.fromEntries(others) };
}

/** The members' access without any policy: all read, and roles such as owner or editor write. */
export function memberByName(known: DraftSource, table: DraftedTable, link: TeamLink): DraftedEntry {
  const { team } = link;
  const strong = (team.role?.labels ?? []).filter(isWritingRole);
  const writers = strong.length === 0 || strong.length === team.role?.labels.length ? undefined : strong;
  const name = keyOf(team.table, known.schemas);
  if (team.table === table.relation) {
    const choice = memberChoice(known, link, { insert: false, update: writers ?? false, delete: false });
    const change = writers === undefined ? "only the service changes it" : `${listed(writers)} may change it`;
    return { choice, notes: [guess(`members read their row of ${name}; ${change}`)] };
  }
  const choice = memberChoice(known, link, { insert: writers, update: writers, delete: writers });
  const write = writers === undefined ? "every member may write" : `${listed(writers)} may write`;
  return { choice, notes: [guess(`members of ${name} share the rows; ${write}`)] };
}
