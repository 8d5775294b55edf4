import type { Constraint, Relation } from "../catalog/facts.js";
import type { OutsideTrigger } from "../catalog/triggers.js";
import type { CheckContext } from "../check/context.js";
import { erasedByTrigger } from "../check/erasing-triggers.js";
import { commands } from "../contract/contract.js";
import type { ResolvedTable } from "../contract/resolved.js";
import type { Finding } from "../diagnostic.js";
import { listed } from "../sql/list.js";
import { objectOf } from "../sql/object-name.js";
import { code, codes, prose } from "./markdown.js";
import { type Material, spelt } from "./material.js";

/** How deleting a user deletes their rows of each table, or that they stay; equal tables together. */
export function erasures({ contract, context, results }: Material): readonly string[] {
  const findings = results.filter(({ id }) => id === "erasure").flatMap((result) => result.findings);
  const groups = new Map<string, string[]>();
  const add = (said: string, key: string) => groups.set(said, [...(groups.get(said) ?? []), key]);
  for (const table of context.tables) {
    for (const column of table.owners) {
      const ways = [
        ...keyWays(table.relation, column, (one) => spelt(contract, one)),
        ...triggerWays(context, table.relation, column),
      ];
      const doubt = doubtOf(table, findings);
      add(doubt === undefined ? listed(ways) : [...ways, doubt].join("; "), table.key);
    }
    if (isOfTeams(table)) add("rows belong to a team and stay", table.key);
  }
  return [...groups].map(([said, keys]) => `${codes(keys)}: ${said}`);
}

/** Cascading foreign keys of only the owner column. */
function keyWays(
  { constraints }: Relation,
  column: string,
  name: (relation: { readonly schema: string; readonly name: string }) => string,
): readonly string[] {
  const takes = ({ kind, columns, onDelete }: Constraint) =>
    kind === "foreign key" && columns.length === 1 && columns[0] === column && onDelete === "cascade";
  return constraints
    .filter((key) => key.enforced && takes(key))
    .flatMap(({ references }) =>
      references === null ? [] : [`by the foreign key ${code(column)} → ${code(name(references))}`],
    );
}

/** Tests each trigger alone, so that the guide can name it. */
function triggerWays(context: CheckContext, relation: Relation, column: string): readonly string[] {
  const { external } = context.catalog;
  return external.userTriggers
    .filter((trigger) => erasedBy(context, trigger, relation, column))
    .map(({ name }) => `by the trigger ${code(name)} on ${code("auth.users")}`);
}

function erasedBy(
  context: CheckContext,
  trigger: OutsideTrigger,
  relation: Relation,
  column: string,
): boolean {
  const { catalog } = context;
  const alone = { ...catalog, external: { ...catalog.external, userTriggers: [trigger] } };
  const timings = ["before", "after"] as const;
  return erasedByTrigger({ ...context, catalog: alone }, relation, column, timings) === "proved";
}

/** The finding of `verify` on the table. */
function doubtOf({ relation }: ResolvedTable, findings: readonly Finding[]): string | undefined {
  const found = findings.find(({ object }) => object === objectOf(relation));
  return found === undefined ? undefined : `**${prose(found.message)}**`;
}

function isOfTeams({ access }: ResolvedTable): boolean {
  return commands.some((command) => access.authenticated[command].rows.kind === "member");
}
