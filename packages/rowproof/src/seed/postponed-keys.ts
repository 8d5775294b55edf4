import { identifier } from "../sql/sql.js";
import { bare } from "./column-value.js";
import { tableOf } from "./read-back.js";
import { isRow } from "./row-key.js";
import { isRefusal, runInSavepoint } from "./savepoint.js";
import { type StoredSeedRow, storedRowsOf } from "./seed-context.js";
import type { SeedRun } from "./seed-run.js";
import type { ForeignKeySpec } from "./table-spec.js";

/** Sets the postponed foreign keys of each row to the same test user's first row, as far as the table accepts that. */
export async function setPostponedKeys(run: SeedRun): Promise<void> {
  const { context, seeded } = run;
  for (const row of [...seeded]) {
    for (const foreignKey of row.spec.foreignKeys) {
      if (context.order.postponed.has(foreignKey)) await setKey(run, row, foreignKey);
    }
  }
}

async function setKey(run: SeedRun, child: StoredSeedRow, foreignKey: ForeignKeySpec): Promise<void> {
  const { client, context, seeded } = run;
  const [parent] = storedRowsOf(context, foreignKey.target, child.person);
  if (parent === undefined) return;
  const statement = updateStatement(child, foreignKey, parent);
  try {
    await runInSavepoint(client, [statement]);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return;
  }
  // In a script the parent comes after the child, so the update follows the parent.
  const at = seeded.findIndex(
    ({ spec, person, number }) =>
      spec.key === foreignKey.target && person === parent.person && number === parent.number,
  );
  const row = seeded[at];
  if (row !== undefined) seeded[at] = { ...row, statement: `${row.statement};\n${statement}` };
}

function updateStatement(child: StoredSeedRow, foreignKey: ForeignKeySpec, parent: StoredSeedRow): string {
  const types = new Map(child.spec.relation.columns.map(({ name, type }) => [name, type]));
  const set = foreignKey.columns.map((column, index) => {
    const text = parent.row[foreignKey.targetColumns[index] ?? ""] ?? null;
    return `${identifier(column).text} = ${bare({ text, type: types.get(column) ?? "text" })}`;
  });
  return `update ${tableOf(child.spec)} set ${set.join(", ")} where ${isRow(child)}`;
}
