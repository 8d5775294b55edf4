import { compatViewsOf } from "../check/compat.js";
import { summaryOf } from "./checklist.js";
import { blocks, codes, table } from "./markdown.js";
import type { Material } from "./material.js";
import { strangersOf } from "./strangers.js";

/** The state of the database, without time and place: the same schema gives the same lines. */
export function stateSection({ contract, context, results, migrations }: Material): string {
  const { catalog, tables } = context;
  const views = compatViewsOf(context);
  const there = views.filter(({ view }) => view !== undefined).length;
  const policies = tables.reduce((sum, { relation }) => sum + relation.policies.length, 0);
  const rows = [
    ["server", `Postgres ${catalog.server.major}`],
    ["schemas that the API exposes", codes(contract.schemas)],
    ["tables of the contract", `${tables.length} of ${contract.namedTables.length} exist`],
    ["views that are their other names", `${there} of ${views.length} exist`],
    ["tables and views outside the contract", `${strangersOf(context).length}`],
    ["policies", `${policies}`],
    ["migration files", `${migrations.length}`],
    ["[verify](#checklist)", summaryOf(results)],
  ];
  return blocks("## State", table(["what", "state"], rows));
}
