import type { Relation } from "../../catalog/facts.js";
import { listed } from "../../sql/list.js";
import { ownerOf } from "./choice.js";
import type { DraftedTable } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { guess } from "./note.js";
import { ordered } from "./ordered.js";
import { foreignKeys, isNotNull, isSame } from "./relations.js";

/** A referenced table with the same owner. */
interface OwnedParent {
  readonly table: DraftedTable;
  readonly notNull: boolean;
  /** Whether the foreign key includes the owner, so that this is not a guess. */
  readonly bound: boolean;
}

/** Adds `within` if a referenced table has the same owner and is not readable by others. */
export function placeWithin(
  table: DraftedTable,
  drafted: DraftedEntry,
  all: ReadonlyMap<DraftedTable, DraftedEntry>,
): DraftedEntry {
  const { choice } = drafted;
  if (choice.kind !== "owned" || (choice.options.insert === false && choice.options.update === false)) {
    return drafted;
  }
  const parents = ordered(parentsOf(table, choice.column, all), ({ bound, notNull }) => [
    bound ? 0 : 1,
    notNull ? 0 : 1,
  ]);
  const names = [...new Set(parents.map((parent) => parent.table.key))];
  const [within, ...others] = names;
  if (within === undefined) return drafted;
  const also = others.length === 0 ? "" : `; it refers to ${listed(others)}, too, and one can be named`;
  const isSure = parents[0]?.bound === true && others.length === 0;
  const said = guess(`a row stays within its owner's row of ${within}${also}`);
  return {
    choice: { ...choice, options: { ...choice.options, within } },
    notes: isSure ? drafted.notes : [...drafted.notes, said],
  };
}

function parentsOf(
  { relation }: DraftedTable,
  owner: string,
  all: ReadonlyMap<DraftedTable, DraftedEntry>,
): readonly OwnedParent[] {
  return foreignKeys(relation).flatMap(({ columns, references }): OwnedParent[] => {
    const found = [...all].find(([parent]) => isSame(parent.relation, references));
    const [table, drafted] = found ?? [];
    const column = drafted && ownerOf(drafted.choice);
    const isShared = drafted?.choice.kind === "owned" && drafted.choice.readers !== undefined;
    if (table === undefined || column === undefined || isShared || table.relation === relation) return [];
    const link = columns.filter(
      (_, index) => columns[index] !== owner && references.columns[index] !== column,
    );
    if (link.length === 0 || typeOf(table.relation, column) !== typeOf(relation, owner)) return [];
    const bound = columns.length > link.length;
    return [{ table, notNull: link.every((name) => isNotNull(relation, name)), bound }];
  });
}

function typeOf({ columns }: Relation, name: string): string | undefined {
  return columns.find((column) => column.name === name)?.type;
}
