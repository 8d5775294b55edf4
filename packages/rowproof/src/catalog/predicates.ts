import type pg from "pg";
import { serverError } from "../sql/server-error.js";
import { identifier, literal, raw, sql } from "../sql/sql.js";
import type { BoundPredicate } from "./external-objects.js";
import type { RelationName } from "./facts.js";
import { callers } from "./privileges.js";
import { snapshotSettings } from "./snapshot.js";

/** A condition over the rows of a table. */
export interface PredicateText extends RelationName {
  readonly text: string;
}

/**
 * How the server prints conditions of its own tables: the same words in which it prints a policy's. The only way to have an
 * expression bound and printed is to make something of it, so a temporary view is made of each, in a transaction or
 * savepoint that is rolled back; it takes no lock but that of a reader.
 *
 * @returns each predicate with its print, or with what the server says against it.
 */
export async function bindPredicates(
  client: pg.ClientBase,
  predicates: readonly PredicateText[],
): Promise<readonly BoundPredicate[]> {
  if (predicates.length === 0) return [];
  const own = (client.getTransactionStatus() ?? "I") === "I";
  const savepoint = "savepoint rowproof_predicates";
  const back = "rollback to savepoint rowproof_predicates";
  await client.query(own ? `begin; set local lock_timeout = '10s'; ${savepoint}` : savepoint);
  try {
    const bound: BoundPredicate[] = [];
    for (let at = 0; at < predicates.length; at += together) {
      bound.push(...(await bindSome(client, predicates.slice(at, at + together), back)));
      await client.query(back);
    }
    return bound;
  } finally {
    await client
      .query(own ? "rollback" : `${back}; release savepoint rowproof_predicates`)
      .catch(() => undefined);
  }
}

/** How many are asked in one round trip: each view holds locks until it is taken back. */
const together = 200;

/** All at once; where the server refuses one of them, each by itself. */
async function bindSome(
  client: pg.ClientBase,
  predicates: readonly PredicateText[],
  back: string,
): Promise<readonly BoundPredicate[]> {
  try {
    return await bindAtOnce(client, predicates);
  } catch (error) {
    if (serverError(error) === null) throw error;
  }
  const bound: BoundPredicate[] = [];
  for (const predicate of predicates) {
    await client.query(back);
    bound.push(await bindOne(client, predicate));
  }
  return bound;
}

async function bindOne(client: pg.ClientBase, predicate: PredicateText): Promise<BoundPredicate> {
  try {
    const [bound] = await bindAtOnce(client, [predicate]);
    if (bound !== undefined) return bound;
  } catch (error) {
    const fault = serverError(error);
    if (fault === null) throw error;
    return unbound(predicate, fault);
  }
  return unbound(predicate, { message: "the server printed nothing", sqlstate: "XX000" });
}

function unbound(
  predicate: PredicateText,
  { message, sqlstate }: { readonly message: string; readonly sqlstate: string },
): BoundPredicate {
  return { ...predicate, printed: null, fault: { message, sqlstate }, reads: [], calls: [] };
}

async function bindAtOnce(
  client: pg.ClientBase,
  predicates: readonly PredicateText[],
): Promise<readonly BoundPredicate[]> {
  const views = predicates.map(({ schema, name, text }, index) => {
    const view = identifier(viewName(index));
    // The condition is parsed before it comes here: it is one expression.
    return sql`create temp view ${view} as select 1 as one from ${identifier(schema, name)} where (${raw(text)}
)`.text;
  });
  const names = predicates.map((_, index) => literal(viewName(index)).text).join(", ");
  // Under the search path of a policy that is made by a migration; printed under the one in which policies are read.
  await client.query(views.join(";\n"));
  const settings = snapshotSettings.join(";\n");
  const results = (await client.query(
    `${settings}; ${printed(names)}`,
  )) as unknown as readonly pg.QueryResult<Printed>[];
  const rows = results.at(-1)?.rows ?? [];
  return predicates.map((predicate, index) => ({
    ...predicate,
    printed: rows[index]?.definition ?? null,
    fault: null,
    reads: rows[index]?.reads ?? [],
    calls: rows[index]?.calls ?? [],
  }));
}

type Printed = { readonly definition: string } & Pick<BoundPredicate, "reads" | "calls">;

/** Of each view its text, and what its rule depends on. */
function printed(names: string): string {
  return `select pg_get_viewdef(c.oid) as definition, (
      select coalesce(json_agg(json_build_object('schema', n.nspname, 'name', b.relname, 'selectableBy', (
        select coalesce(json_agg(caller.name order by caller.name collate "C"), '[]') from ${callers.text} caller
        where has_any_column_privilege(caller.oid, b.oid, 'SELECT')))), '[]')
      from (select distinct d.refobjid from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass
        and d.objid = r.oid and d.refclassid = 'pg_class'::regclass where r.ev_class = c.oid and d.refobjid <> c.oid) one
      join pg_class b on b.oid = one.refobjid join pg_namespace n on n.oid = b.relnamespace) as reads, (
      select coalesce(json_agg(json_build_object('routine', json_build_object('schema', n.nspname, 'name', p.proname,
        'arguments', pg_get_function_identity_arguments(p.oid)), 'executableBy', (
        select coalesce(json_agg(caller.name order by caller.name collate "C"), '[]') from ${callers.text} caller
        where has_function_privilege(caller.oid, p.oid, 'EXECUTE')))), '[]')
      from (select distinct d.refobjid from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass
        and d.objid = r.oid and d.refclassid = 'pg_proc'::regclass where r.ev_class = c.oid) one
      join pg_proc p on p.oid = one.refobjid join pg_namespace n on n.oid = p.pronamespace) as calls
    from unnest(array[${names}]::text[]) with ordinality as v (name, position)
    join pg_class c on c.relname = v.name and c.relnamespace = pg_my_temp_schema() order by v.position`;
}

function viewName(index: number): string {
  return `rowproof_predicate_${index}`;
}
