import type pg from "pg";
import type { RelationName } from "../../catalog/facts.js";
import { findRelation } from "../../catalog/find-relation.js";
import { readMentions } from "../../catalog/mentions.js";
import { readUsers } from "../../catalog/users.js";
import type { TableContract } from "../../contract/contract.js";
import { removeAlias } from "../../contract/edit/aliases.js";
import { requireEffect } from "../../contract/edit/effect.js";
import { loadEdited } from "../../contract/edit/load-edited.js";
import { dropOldView } from "../../plan/table/rename.js";
import { displayName, identifier, literal } from "../../sql/sql.js";
import { migrationName } from "./migration-name.js";
import { inUse, noOldName, notBegun, notFinished, unknownTable, viewNotThere } from "./rename-mistakes.js";
import type { RenameStep } from "./rename-step.js";
import { hasAlias } from "./renaming.js";
import { requireObedience, type Situation } from "./situation.js";

/** The last step: the old name goes, once nothing in the database uses it. */
export const dropOldName: RenameStep = {
  async edit({ contract, source }, names) {
    const { oldTable, newTable, oldName, newName, newKey } = names;
    if (oldTable !== undefined) throw hasAlias(oldTable, newName) ? notFinished(names) : notBegun(names);
    if (newTable === undefined) throw unknownTable(contract, newKey);
    if (!hasAlias(newTable, oldName)) throw noOldName(names);
    const text = removeAlias(contract.file, source, newKey, oldName);
    const edited = await loadEdited(contract.file, text, `table ${newKey} without the name ${oldName}`);
    const own = contract.tables[newKey];
    const expected = { ...contract.tables, ...(own && { [newKey]: withoutAlias(own, oldName) }) };
    requireEffect(contract, edited, expected, `take "${oldName}" out of the aliases of ${newKey}`);
    return { contract: edited, source: text };
  },
  async plan(situation, edited, { schema, oldName, newName }) {
    const view = { schema, name: oldName };
    const [display, table] = [displayName(schema, oldName), displayName(schema, newName)];
    await requireUnused(situation, view, table);
    requireObedience(situation);
    const change = {
      ...edited,
      name: migrationName("drop_old_name", oldName),
      title: `Takes the old name ${display} of table ${table} away: the last of three steps of its rename.`,
      first: [dropOldView(view)],
      last: [],
    };
    return { change, notes: [await outsideNote(situation.client, schema, oldName)] };
  },
};

/** The view exists, and nothing in the database uses it. */
async function requireUnused(
  { client, context }: Situation,
  view: RelationName,
  table: string,
): Promise<void> {
  const display = displayName(view.schema, view.name);
  if (findRelation(context.catalog, view.schema, view.name)?.kind !== "view") throw viewNotThere(display);
  const users = new Set([...(await readUsers(client, view)), ...(await readMentions(client, view))]);
  if (users.size > 0) throw inUse(display, [...users], `change each to ${table}, then run again`);
}

/** Without aliases the list goes too. */
function withoutAlias({ aliases = [], ...table }: TableContract, alias: string): TableContract {
  const left = aliases.filter((name) => name !== alias);
  return left.length === 0 ? table : { ...table, aliases: left };
}

/** What the database cannot know. */
async function outsideNote(client: pg.ClientBase, schema: string, name: string): Promise<string> {
  const seen = `programs outside the database that use ${displayName(schema, name)} are not seen here`;
  const { rows } = await client.query<{ schema: string }>(
    `select n.nspname as schema from pg_extension x join pg_namespace n on n.oid = x.extnamespace
      where x.extname = 'pg_stat_statements'`,
  );
  const extension = rows[0]?.schema;
  if (extension === undefined) return `${seen}: search the programs and the API's logs`;
  const view = identifier(extension, "pg_stat_statements").text;
  return `${seen}; to list their statements: select calls, query from ${view} where position(${literal(name).text} in query) > 0;`;
}
