import { type Piece, raw } from "../sql/sql.js";

/**
 * SQL for the type and the name of an object, such as `rule audit on public.notes`. `pg_identify_object` never translates them,
 * unlike `pg_describe_object`, whose texts follow `lc_messages` (PostgreSQL documentation, "Object Information and Addressing Functions").
 * Names of built-in types lose their schema, as people write them.
 *
 * @param address the class, the object id and the number of the part, as SQL
 */
export function identityOf(address: string): Piece {
  return raw(
    `(select i.type || ' ' || replace(i.identity, 'pg_catalog.', '') from pg_identify_object(${address}) i)`,
  );
}
