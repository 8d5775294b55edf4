import { commands } from "../contract.js";
import type { CustomOptions } from "../custom.js";
import type { OwnedByOptions } from "../presets.js";
import { type DraftedAccess, type ReaderGroup, service } from "./choice.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { limitsOf } from "./limits.js";
import { memberChoice, teamLinkOf } from "./member-draft.js";
import { membersAdmitted } from "./membership.js";
import { type DraftNote, guess, remark } from "./note.js";
import { owned, withoutSensitive } from "./owned-draft.js";
import { isRowless } from "./rules.js";
import { type CommandAdmissions, keptAdmissions } from "./withholding.js";

/** The access that a table's policies and grants give today, except what no contract should keep. */
export function ruledDraft(known: DraftSource, table: DraftedTable): DraftedEntry {
  const { admitted, notes } = keptAdmissions(known, table);
  const readers = readersOf(table);
  const kept: CommandAdmissions =
    readers === undefined ? admitted : { ...admitted, select: { kind: "none" } };
  const anonymous = readers === undefined ? anonymousRows(table) : undefined;
  const drafted =
    anonymous === undefined
      ? (ownedDraft(table, kept, readers) ?? memberDraft(known, table, kept) ?? customDraft(table, kept))
      : customDraft(table, kept, anonymous);
  return {
    choice: { ...drafted.choice, readers },
    notes: [...notes, ...drafted.notes, ...readerNotes(readers, drafted.choice)],
  };
}

/** The policies' condition for the rows that anonymous users can read. */
function anonymousRows({ rules }: DraftedTable): string | undefined {
  const admission = rules.admits("anon", "select");
  return admission.kind === "where" && !isRowless(admission) ? admission.text : undefined;
}

/** Who can read every row. */
function readersOf({ rules }: DraftedTable): ReaderGroup | undefined {
  if (rules.admits("anon", "select").kind === "all") return "everybody";
  return rules.admits("authenticated", "select").kind === "all" ? "signed-in users" : undefined;
}

/** An access of more than one preset is explained in a comment too. */
function readerNotes(readers: ReaderGroup | undefined, { kind }: DraftedAccess): readonly DraftNote[] {
  if (readers === undefined || (readers === "everybody" && kind === "service")) return [];
  const rest = kind === "service" ? "" : "; the preset says who writes";
  return [remark(`${readers === "everybody" ? "everybody reads" : "signed-in users read"} every row${rest}`)];
}

/** For policies that compare only the owner column, or allow nothing. */
function ownedDraft(
  table: DraftedTable,
  admitted: CommandAdmissions,
  readers: ReaderGroup | undefined,
): DraftedEntry | undefined {
  const left = commands.map((command) => admitted[command]).filter(({ kind }) => kind !== "none");
  const columns = new Set(left.map((one) => (one.kind === "own" ? one.column : undefined)));
  const [column] = columns;
  if (left.length === 0) return { choice: service, notes: letsNobodyIn(table) ? [nobodyToday] : [] };
  if (columns.size > 1 || column === undefined) return undefined;
  const withheld = commands.filter(
    (command) => admitted[command].kind === "none" && !(command === "select" && readers),
  );
  const switches: OwnedByOptions = Object.fromEntries(withheld.map((command) => [command, false]));
  return owned(table.relation, column, switches, limitsOf(table.relation, written(admitted)));
}

const nobodyToday = guess("policies and grants allow no user any row today");

function letsNobodyIn({ rules }: DraftedTable): boolean {
  return (["anon", "authenticated"] as const).every((user) =>
    commands.every((command) => rules.admits(user, command).kind === "none"),
  );
}

function memberDraft(
  known: DraftSource,
  table: DraftedTable,
  admitted: CommandAdmissions,
): DraftedEntry | undefined {
  const link = teamLinkOf(known, table);
  if (link === undefined) return undefined;
  const [select, insert, update, remove] = commands.map((command) =>
    membersAdmitted(table, link, admitted[command], admitted.select),
  );
  if (select !== undefined || insert === null || update === null || remove === null) return undefined;
  const { notes, ...limits } = limitsOf(table.relation, written(admitted));
  const choice = memberChoice(known, link, { insert, update, delete: remove }, limits);
  const stands = guess(`memberOf replaces the condition of its policies on ${link.team.members.name}`);
  return { choice, notes: [stands, ...notes] };
}

/** The policies' own conditions. */
function customDraft(
  { relation, owner }: DraftedTable,
  admitted: CommandAdmissions,
  anonymous?: string,
): DraftedEntry {
  const said = commands.flatMap((command) => {
    const one = admitted[command];
    return one.kind === "own" || one.kind === "where" ? [[command, one.text] as const] : [];
  });
  const writes = written(admitted);
  const given = limitsOf(relation, writes);
  const isProtected = writes.length > 0 && owner.column !== undefined;
  const { notes, ...limits } = isProtected ? withoutSensitive(relation, owner.column, given) : given;
  const options: CustomOptions = {
    ...Object.fromEntries(said),
    ...limits,
    ...(anonymous === undefined ? {} : { anon: { select: anonymous } }),
  };
  const from: DraftNote = guess("copied from its policies of today");
  return { choice: { kind: "custom", options }, notes: [from, ...notes] };
}

function written(admitted: CommandAdmissions): readonly ("insert" | "update")[] {
  return (["insert", "update"] as const).filter((command) => admitted[command].kind !== "none");
}
