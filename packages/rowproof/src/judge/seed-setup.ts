import type { EvidenceSource } from "../attack/evidence.js";
import type { RelationName } from "../catalog/facts.js";
import type { SeededRow } from "../seed/seeded.js";
import { attacker, neighbours, newcomer, victim } from "../seed/test-users.js";
import { keyOf } from "../sql/relation-key.js";
import { identifier, literal, raw, sql } from "../sql/sql.js";

/** The first statements of a script: they insert the rows, move the sequences past them, and fill materialized views. */
export function seedSetup(
  context: EvidenceSource,
  relations: ReadonlySet<string>,
  person: string | null,
): readonly string[] {
  const filled = [...relations].flatMap((key) => {
    const relation = context.relations.get(key);
    return relation?.kind === "materialized view"
      ? [sql`refresh materialized view ${identifier(relation.schema, relation.name)}`.text]
      : [];
  });
  const rows = rowsFor(context, relations, person);
  return [...rows.map(({ statement }) => statement), ...numbersPast(context, rows), ...filled];
}

/** The rows that a script needs: those of the given relations, of every table that these refer to, and the users. */
function rowsFor(
  context: EvidenceSource,
  relations: ReadonlySet<string>,
  person: string | null,
): readonly SeededRow[] {
  const needed = new Set(relations);
  for (const key of needed) {
    for (const parent of parentsOf(context, key)) needed.add(keyOf(parent));
  }
  const persons = new Set([victim, attacker, newcomer, ...neighbours, "nobody", person]);
  return context.seeded.rows.filter(
    (row) => isUser(row.table) || (persons.has(row.person) && needed.has(keyOf(row.table))),
  );
}

function parentsOf(context: EvidenceSource, key: string): readonly RelationName[] {
  const relation = context.relations.get(key);
  if (relation === undefined) return [];
  const keys = relation.constraints.flatMap(({ references }) => (references === null ? [] : [references]));
  return [...keys, ...relation.reads, ...(relation.partition === null ? [] : [relation.partition.of])];
}

function isUser({ schema, name }: RelationName): boolean {
  return schema === "auth" && name === "users";
}

/** The rows contain their numbers, so inserting them moves no sequence. Without this, the next number would be a duplicate. */
function numbersPast(context: EvidenceSource, rows: readonly SeededRow[]): readonly string[] {
  const last = new Map<string, bigint>();
  for (const { table, row } of rows) {
    for (const { name, identity, default: written } of context.relations.get(keyOf(table))?.columns ?? []) {
      const drawn = /\bnextval\(('(?:[^']|'')*')::regclass\)/.exec(written ?? "")?.[1];
      const value = row[name] ?? "";
      if ((identity === null && drawn === undefined) || !/^\d+$/.test(value)) continue;
      const owned = sql`pg_get_serial_sequence(${literal(identifier(table.schema, table.name).text)}, ${literal(name)})`;
      const sequence = drawn ?? owned.text;
      const before = last.get(sequence) ?? 0n;
      last.set(sequence, before > BigInt(value) ? before : BigInt(value));
    }
  }
  return [...last].map(
    ([sequence, number]) =>
      sql`select setval(${raw(sequence)}, greatest(nextval(${raw(sequence)}), ${raw(String(number))}))`.text,
  );
}
