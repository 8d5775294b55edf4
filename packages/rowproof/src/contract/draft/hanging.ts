import { type DraftedAccess, service } from "./choice.js";
import { isServices } from "./conventions.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { guess } from "./note.js";
import { shortest } from "./predicate-text.js";
import { type ForeignKeyLink, isSame, linksOf } from "./relations.js";

/**
 * The access of tables that by themselves suggest none: a row is read with the row that it hangs on by a foreign key.
 * The subquery is filtered by that table's own policies, so that it holds just the rows that the caller reads there.
 *
 * @param drafted what the other tables were drafted as, by table.
 */
export async function draftHanging(
  known: DraftSource,
  drafted: ReadonlyMap<DraftedTable, DraftedEntry>,
): Promise<ReadonlyMap<DraftedTable, DraftedEntry>> {
  const all = new Map(drafted);
  // What users read of it is told by the row itself, and not by asking other tables in turn.
  const holders = known.tables.filter((table) => holds(drafted.get(table)?.choice));
  // A list grows while it is walked, and what hangs on what hangs is found too.
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

/** One that every row has before one that it may lack. */
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
