import type { RelationName, Routine } from "../../catalog/facts.js";
import { literal, raw, sql } from "../../sql/sql.js";
import type { AttackContext } from "../context.js";
import { askOwner, type Steps } from "../steps.js";

/** A parameter of a routine. */
export interface Parameter {
  /** Empty if it has no name. */
  readonly name: string;
  /** As a cast names it, with its schema. */
  readonly type: string;
  /** The base type of a domain; else the type itself. */
  readonly base: string;
  /** Of an array: the type of its elements. */
  readonly element: string | null;
  /** Of an enum, or of an array of one. */
  readonly labels: readonly string[];
  /** Of a row of a relation: which. */
  readonly relation: RelationName | null;
  /** `out` for an output parameter of a procedure, for which a call passes null. */
  readonly mode: "in" | "out" | "variadic";
}

/** What the server says about a routine, in addition to the catalog. */
export interface Signature {
  readonly parameters: readonly Parameter[];
  /** The actors' roles that may execute it and name its schema. */
  readonly executableBy: readonly string[];
}

interface Found extends Signature {
  readonly schema: string;
  readonly name: string;
  readonly arguments: string;
}

const known = new WeakMap<AttackContext, readonly Found[]>();

/** The signature of a routine; undefined if the server does not have it. All are read at once. */
export function* signatureOf(context: AttackContext, routine: Routine): Steps<Signature | undefined> {
  const read = known.get(context) ?? (yield* readSignatures(context));
  known.set(context, read);
  const alike = read.filter(({ schema, name }) => schema === routine.schema && name === routine.name);
  return (
    alike.find((one) => one.arguments === routine.arguments) ?? (alike.length === 1 ? alike[0] : undefined)
  );
}

/** With the search path of the catalog query, because the names of types depend on it. */
function* readSignatures(context: AttackContext): Steps<readonly Found[]> {
  const { exposed, actors } = context;
  const roles = [...new Set(["anon", "authenticated", ...actors.map(({ role }) => role)])];
  const { error, results } = yield* askOwner([
    "set local search_path = pg_catalog, pg_temp",
    signaturesQuery(exposed, roles),
  ]);
  if (error !== null) throw new Error(`cannot read the routines' signatures: ${error.message}`);
  return (results[1]?.rows ?? []).map(({ found }) => JSON.parse(found ?? "null") as Found);
}

function signaturesQuery(schemas: readonly string[], roles: readonly string[]): string {
  return sql`
    select json_build_object('schema', n.nspname, 'name', p.proname,
      'arguments', pg_get_function_identity_arguments(p.oid),
      'executableBy', (select coalesce(json_agg(r.rolname), '[]') from pg_roles r where r.rolname in (${listOf(roles)})
        and has_function_privilege(r.oid, p.oid, 'EXECUTE') and has_schema_privilege(r.oid, n.oid, 'USAGE')),
      'parameters', (select coalesce(json_agg(json_build_object('name', coalesce(p.proargnames[a.position], ''),
          'type', ${spelt("t")}, 'base', ${spelt("b")},
          'element', case when b.typcategory = 'A' then ${spelt("e")} end,
          'labels', (select coalesce(json_agg(l.enumlabel order by l.enumsortorder), '[]') from pg_enum l
            where l.enumtypid in (b.oid, e.oid)),
          'relation', (select json_build_object('schema', s.nspname, 'name', c.relname) from pg_class c
            join pg_namespace s on s.oid = c.relnamespace where c.oid = b.typrelid),
          'mode', case p.proargmodes[a.position] when 'o' then 'out' when 'v' then 'variadic' else 'in' end
        ) order by a.position), '[]')
        from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality as a (type, position)
        join pg_type t on t.oid = a.type
        join pg_type b on b.oid = case t.typtype when 'd' then t.typbasetype else t.oid end
        left join pg_type e on e.oid = b.typelem
        where coalesce(p.proargmodes[a.position], 'i') in ('i', 'b', 'v')
          or (p.prokind = 'p' and p.proargmodes[a.position] = 'o'))) as found
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.prokind in ('f', 'p') and n.nspname in (${listOf(schemas)})`.text;
}

/** Polymorphic parameters are called with texts. */
function spelt(type: string) {
  return raw(
    `case when ${type}.typname in ('anyarray', 'anycompatiblearray') then 'text[]' when ${type}.typtype = 'p' then 'text' else format_type(${type}.oid, null) end`,
  );
}

function listOf(values: readonly string[]) {
  return raw(["", ...values].map((value) => literal(value).text).join(", "));
}
