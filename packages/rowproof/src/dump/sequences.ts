import type { Relation, SequenceFacts } from "../catalog/facts.js";
import { identifier, raw } from "../sql/sql.js";
import { named, statement } from "./statement.js";

const largest: Readonly<Record<string, bigint>> = {
  smallint: 2n ** 15n - 1n,
  integer: 2n ** 31n - 1n,
  bigint: 2n ** 63n - 1n,
};

/** The options that differ from Postgres's own (documentation, "CREATE SEQUENCE"), each with a space before it. */
export function sequenceOptions(sequence: SequenceFacts): string {
  const descending = sequence.increment.startsWith("-");
  const top = largest[sequence.type] ?? 0n;
  const minimum = String(descending ? -top - 1n : 1n);
  const maximum = String(descending ? -1n : top);
  const start = descending ? sequence.maximum : sequence.minimum;
  const options: readonly (readonly [string, string, string])[] = [
    ["start with", sequence.start, start],
    ["increment by", sequence.increment, "1"],
    ["minvalue", sequence.minimum, minimum],
    ["maxvalue", sequence.maximum, maximum],
    ["cache", sequence.cache, "1"],
  ];
  const written = options
    .filter(([, value, usual]) => value !== usual)
    .map(([word, value]) => ` ${word} ${value}`);
  return written.join("") + (sequence.cycle ? " cycle" : "");
}

/** A sequence that stands by itself; that of an identity column is written with its column. */
export function writeSequence(relation: Relation, sequence: SequenceFacts): string {
  const unlogged = raw(relation.unlogged ? "unlogged " : "");
  const type = raw(sequence.type === "bigint" ? "" : ` as ${sequence.type}`);
  return statement`create ${unlogged}sequence ${named(relation)}${type}${raw(sequenceOptions(sequence))}`;
}

/** Ties sequences to the columns whose drop takes them along. */
export function writeOwnedBy(relation: Relation): readonly string[] {
  const { sequence } = relation;
  if (relation.extension !== null || sequence === null) return [];
  if (sequence.identity || sequence.ownedBy === null) return [];
  const { schema, name, column } = sequence.ownedBy;
  return [statement`alter sequence ${named(relation)} owned by ${identifier(schema, name, column)}`];
}
