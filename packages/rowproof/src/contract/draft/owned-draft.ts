import type { Relation } from "../../catalog/facts.js";
import { listed } from "../../sql/list.js";
import type { OwnedByOptions } from "../presets.js";
import { isProfile, isSensitive, isWrittenByService } from "./conventions.js";
import type { DraftedEntry } from "./drafted-entry.js";
import type { DraftedLimits } from "./limits.js";
import { guess } from "./note.js";
import { isUnique } from "./relations.js";

/** Full access for the owner, except what the table's name suggests is for the service. */
export function ownedByName(relation: Relation, column: string): DraftedEntry {
  if (!isWrittenByService(relation.name)) return owned(relation, column, {}, { notes: [] });
  return {
    choice: { kind: "owned", column, options: { insert: false, update: false, delete: false } },
    notes: [guess("only the service writes it, as its name suggests")],
  };
}

/** Access for the owner, without the withheld commands and the columns for permissions and payments. */
export function owned(
  relation: Relation,
  column: string,
  withheld: OwnedByOptions,
  given: DraftedLimits,
): DraftedEntry {
  const writes = withheld.insert !== false || withheld.update !== false;
  const { notes, ...limits } = writes ? withoutSensitive(relation, column, given) : given;
  return { choice: { kind: "owned", column, options: { ...withheld, ...limits } }, notes };
}

/** The limits, without the columns for permissions and payments, which only the service writes. */
export function withoutSensitive(relation: Relation, owner: string, limits: DraftedLimits): DraftedLimits {
  const columns = limits.writable === undefined ? sensitiveColumns(relation, owner) : [];
  if (columns.length === 0) return limits;
  const names = columns.length === 1 ? "its name" : "their names";
  const said = `only the service writes ${listed(columns)}, by ${names}`;
  return { ...limits, readOnly: columns, notes: [...limits.notes, guess(said)] };
}

/** A message may have a role too: the column is about the user only if each user has one row. */
function sensitiveColumns(relation: Relation, owner: string): readonly string[] {
  if (!isProfile(relation.name) && !isUnique(relation, [owner])) return [];
  return relation.columns.map(({ name }) => name).filter((name) => name !== owner && isSensitive(name));
}
