import type { Relation } from "../../catalog/facts.js";
import { listed } from "../../sql/list.js";
import type { OwnedByOptions } from "../presets.js";
import { isProfile, isSensitive, isWrittenByService } from "./conventions.js";
import type { DraftedEntry } from "./drafted-entry.js";
import type { DraftedLimits } from "./limits.js";
import { guess } from "./note.js";
import { isUnique } from "./relations.js";

/** Full access of the owner, less what the table's name leaves to the service: nothing else tells. */
export function ownedByName(relation: Relation, column: string): DraftedEntry {
  if (!isWrittenByService(relation.name)) return owned(relation, column, {}, { notes: [] });
  return {
    choice: { kind: "owned", column, options: { insert: false, update: false, delete: false } },
    notes: [guess("only the service writes it, by its name")],
  };
}

/** Access of the owner, less what is withheld, and less the columns that say what one may do or has paid for. */
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

/** The limits, with the columns that say what the owner may do or has paid for left to the service. */
export function withoutSensitive(relation: Relation, owner: string, limits: DraftedLimits): DraftedLimits {
  const columns = limits.writable === undefined ? sensitiveColumns(relation, owner) : [];
  if (columns.length === 0) return limits;
  const names = columns.length === 1 ? "its name" : "their names";
  const said = `only the service writes ${listed(columns)}, by ${names}`;
  return { ...limits, readOnly: columns, notes: [...limits.notes, guess(said)] };
}

/** A message has a role, too: only where there is one row a user does the column speak of the user. */
function sensitiveColumns(relation: Relation, owner: string): readonly string[] {
  if (!isProfile(relation.name) && !isUnique(relation, [owner])) return [];
  return relation.columns.map(({ name }) => name).filter((name) => name !== owner && isSensitive(name));
}
