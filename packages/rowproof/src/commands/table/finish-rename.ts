import type pg from "pg";
import { findRelation } from "../../catalog/find-relation.js";
import { readMentions } from "../../catalog/mentions.js";
import { readUsers } from "../../catalog/users.js";
import { renamedTables, requireEffect } from "../../contract/edit/effect.js";
import { loadEdited } from "../../contract/edit/load-edited.js";
import { renameTable } from "../../contract/edit/rename-table.js";
import { predicateMentions } from "../../contract/predicate-mentions.js";
import type { ResolvedTable } from "../../contract/resolved.js";
import type { Group } from "../../plan/action.js";
import { dropErasingRoutines, erasingRoutines } from "../../plan/table/erasure.js";
import { grantsToOthers } from "../../plan/table/other-grantees.js";
import { renameStatements } from "../../plan/table/rename.js";
import { displayName } from "../../sql/sql.js";
import { migrationName } from "./migration-name.js";
import {
  alreadyFinished,
  inUse,
  namedInPredicates,
  notBegun,
  unknownTable,
  viewNotThere,
} from "./rename-mistakes.js";
import type { RenameStep } from "./rename-step.js";
import { hasAlias, type NamePair } from "./renaming.js";
import { requireObedience, type Situation } from "./situation.js";

/** The second step: the rows go under the new name, and the old one is a view of them. */
export const finishRename: RenameStep = {
  async edit({ contract, source }, names) {
    const { oldTable, newTable, oldName, newName, oldKey, schema } = names;
    if (oldTable === undefined) {
      throw hasAlias(newTable, oldName) ? alreadyFinished(names) : unknownTable(contract, oldKey);
    }
    if (!hasAlias(oldTable, newName)) throw notBegun(names);
    const mentions = await predicateMentions(contract, { schema, name: oldName });
    if (mentions.length > 0) throw namedInPredicates(contract, names, mentions);
    const text = renameTable(contract.file, source, names);
    const edited = await loadEdited(contract.file, text, `the name ${names.newKey}`);
    const byHand = `rename the entry ${oldKey} to ${names.newKey}, with aliases: ["${oldName}"]`;
    requireEffect(contract, edited, renamedTables(contract, names), byHand);
    return { contract: edited, source: text };
  },
  async plan(situation, edited, names) {
    const { schema, oldName, newName } = names;
    const table = await requireBegun(situation, names);
    const erasing = erasingRoutines(situation.context, table);
    const change = {
      ...edited,
      name: migrationName("finish_rename", oldName, "to", newName),
      title: `Renames table ${displayName(schema, oldName)} to ${displayName(schema, newName)}, and keeps the old name as a view: the second of three steps.`,
      first: [
        renameStatements({ schema, from: oldName, to: newName }),
        ...dropErasingRoutines(situation.context, erasing, await ownsUsers(situation.client)),
      ],
      last: grantsOnOldName(situation, names, table),
      isAbout: (object: string) =>
        [`table ${displayName(schema, newName)}`, `view ${displayName(schema, oldName)}`].includes(object),
    };
    return { change, notes: await notesOf(situation.client, names, erasing) };
  },
};

/** The table, once it is known that its new name is a view that nothing else uses. */
async function requireBegun(
  situation: Situation,
  { schema, oldName, newName, oldKey }: NamePair,
): Promise<ResolvedTable> {
  const { client, contract, context } = situation;
  const view = { schema, name: newName };
  const display = displayName(schema, newName);
  const table = context.tables.find(({ key }) => key === oldKey);
  if (table === undefined || findRelation(context.catalog, schema, newName)?.kind !== "view") {
    throw viewNotThere(display);
  }
  const users = await readUsers(client, view);
  if (users.length > 0) {
    const fix = `change ${users.length === 1 ? "it" : "them"} to use the table itself, ${displayName(schema, oldName)}: Postgres binds them to the table, so they follow it to its new name`;
    throw inUse(display, users, fix);
  }
  // A condition that has the new name already can be compared with its policy only when the table has that name.
  if ((await predicateMentions(contract, view)).length === 0) requireObedience(situation);
  return table;
}

type Erasing = ReturnType<typeof erasingRoutines>;

function grantsOnOldName(
  { context: { catalog } }: Situation,
  { schema, oldName, newName }: NamePair,
  { relation }: ResolvedTable,
): readonly Group[] {
  const present = findRelation(catalog, schema, newName);
  const renamed = { ...relation, name: newName };
  const { currentRole } = catalog.server;
  return grantsToOthers({ schema, name: oldName }, renamed, present ? [present] : [], currentRole);
}

async function ownsUsers(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ owns: boolean }>(
    "select pg_has_role(relowner, 'usage') as owns from pg_class where oid = 'auth.users'::regclass",
  );
  return rows[0]?.owns === true;
}

async function notesOf(
  client: pg.ClientBase,
  { schema, oldName, newName }: NamePair,
  erasing: Erasing,
): Promise<readonly string[]> {
  const gone = erasing.map((routine) => `function ${displayName(routine.schema, routine.name)}()`);
  const mentions = await readMentions(client, { schema, name: oldName });
  const [from, to] = [displayName(schema, oldName), displayName(schema, newName)];
  const published = await publications(client, schema, oldName);
  return [
    ...mentions
      .filter((routine) => !gone.includes(routine))
      .map((routine) => `${routine} names ${from}: it keeps working through the view; change it to ${to}`),
    ...published.map(
      (name) => `publication ${displayName(name)} will send the changes of ${from} as those of ${to}`,
    ),
  ];
}

async function publications(
  client: pg.ClientBase,
  schema: string,
  table: string,
): Promise<readonly string[]> {
  const { rows } = await client.query<{ pubname: string }>(
    "select pubname from pg_publication_tables where schemaname = $1 and tablename = $2 order by pubname",
    [schema, table],
  );
  return rows.map(({ pubname }) => pubname);
}
