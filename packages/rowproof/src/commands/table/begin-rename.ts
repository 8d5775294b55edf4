import { findRelation } from "../../catalog/find-relation.js";
import { addAlias } from "../../contract/edit/aliases.js";
import { requireEffect } from "../../contract/edit/effect.js";
import { loadEdited } from "../../contract/edit/load-edited.js";
import { grantsToOthers } from "../../plan/table/other-grantees.js";
import { displayName } from "../../sql/sql.js";
import { migrationName } from "./migration-name.js";
import { requireFreeInContract, requireFreeInDatabase } from "./names.js";
import { alreadyBegun, alreadyFinished, unknownTable } from "./rename-mistakes.js";
import type { RenameStep } from "./rename-step.js";
import { hasAlias } from "./renaming.js";
import { requireObedience } from "./situation.js";

/** The first step: the new name is a view of the table, with the same columns and the same access. */
export const beginRename: RenameStep = {
  async edit({ contract, source }, names) {
    const { oldTable, newTable, oldName, newName, oldKey, schema } = names;
    if (oldTable === undefined) {
      throw hasAlias(newTable, oldName) ? alreadyFinished(names) : unknownTable(contract, oldKey);
    }
    if (hasAlias(oldTable, newName)) throw alreadyBegun(names);
    requireFreeInContract(contract, { schema, name: newName });
    const text = addAlias(contract.file, source, oldKey, newName);
    const edited = await loadEdited(contract.file, text, `the name ${newName}`);
    const own = contract.tables[oldKey];
    const aliases = [...(own?.aliases ?? []), newName];
    const expected = { ...contract.tables, ...(own && { [oldKey]: { ...own, aliases } }) };
    requireEffect(contract, edited, expected, `put "${newName}" into the aliases of ${oldKey}`);
    return { contract: edited, source: text };
  },
  async plan(situation, edited, { schema, oldName, newName }) {
    const { catalog } = situation.context;
    const view = { schema, name: newName };
    requireFreeInDatabase(catalog, view);
    requireObedience(situation);
    const table = findRelation(catalog, schema, oldName);
    const last = table ? grantsToOthers(view, table, [], catalog.server.currentRole) : [];
    const change = {
      ...edited,
      name: migrationName("begin_rename", oldName, "to", newName),
      title: `Gives table ${displayName(schema, oldName)} the name ${displayName(schema, newName)} too, as a view: the first of three steps of its rename.`,
      first: [],
      last,
    };
    return { change, notes: [] };
  },
};
