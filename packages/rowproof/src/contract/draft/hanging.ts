import { type DraftedAccess, service } from "./choice.js";
import { isServices } from "./conventions.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { guess } from "./note.js";
import { shortest } from "./predicate-text.js";
import { type ForeignKeyLink, isSame, linksOf } from "./relations.js";

/**
 * The access of tables that have no owner or team of their own: a row can be read if the row that it refers to can be read. The
 * policies of that table filter the subquery, so that it returns just the rows that the user can read there.
 *
 * @param drafted the access of the other tables
 */
export async function draftHanging(
  known: DraftSource,
  drafted: ReadonlyMap<DraftedTable, DraftedEntry>,
): Promise<ReadonlyMap<DraftedTable, DraftedEntry>> {
  const all = new Map(drafted);
  // Only tables whose readers follow from the row itself, without reading other tables.
  const holders = known.tables.filter((table) => holds(drafted.get(table)?.choice));
  // The list grows during the loop, so that chains of references are found too.
  for (const holder of holders) {
    for (const table of known.tables.filter((one) => !all.has(one) && canHang(one))) {
      const link = bestLink(table, holders);
      if (link === undefined || !isSame(holder.relation, link.to)) continue;
      all.set(table, await hangOn(link, holder));
      holders.push(table);
    }
  }
  for (const table of known.tables) if (!all.has(table)) all.set(table, ownerless(table));
  return all;
}

function holds(choice: DraftedAccess | undefined): boolean {
  if (choice === undefined || (choice.kind !== "owned" && choice.kind !== "member")) return false;
  return choice.readers === undefined && choice.options.select !== false;
}

function canHang({ relation, owner }: DraftedTable): boolean {
  return !isServices(relation.name) && owner.notes.length === 0;
}

/** A not null reference goes before a nullable one. */
function bestLink({ relation }: DraftedTable, holders: readonly DraftedTable[]): ForeignKeyLink | undefined {
  return linksOf(relation).find(({ to }) => holders.some((holder) => isSame(holder.relation, to)));
}

async function hangOn(link: ForeignKeyLink, holder: DraftedTable): Promise<DraftedEntry> {
  const { schema, name } = link.to;
  const select = await shortest(
    (written) => `${written(link.column)} in (select ${written(link.target)} from ${written(schema, name)})`,
  );
  const said = `read with its row of ${holder.key}; writes are the service's until somebody says who may`;
  return { choice: { kind: "custom", options: { select } }, notes: [guess(said)] };
}

function ownerless({ relation, owner }: DraftedTable): DraftedEntry {
  if (owner.notes.length > 0) return { choice: service, notes: owner.notes };
  const said = "no column says whose a row is; publicRead() if everybody may read it";
  return { choice: service, notes: isServices(relation.name) ? [] : [guess(said)] };
}
