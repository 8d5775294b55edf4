import { literal, type Piece, raw, type Sql } from "../sql/sql.js";

/** The schemas to read, as an SQL expression of type `text[]`. */
export function schemaList(schemas: readonly string[]): Piece {
  return raw(`array[${schemas.map((name) => literal(name).text).join(", ")}]::text[]`);
}

/**
 * One family of facts: a query over the schemas, whose rows hold the finished fact as JSON in `fact` and, in `of`, the
 * object id of what it belongs to. Written without parameters, because all families are sent in one round trip.
 */
export interface Family<Fact> {
  readonly query: (schemas: Piece) => Sql;
  readonly rows: (result: readonly unknown[]) => readonly FamilyRow<Fact>[];
}

export interface FamilyRow<Fact> {
  readonly of: string;
  readonly fact: Fact;
}

/** Declares a family; the shape of its JSON is the query's promise, held to by the tests. */
export function family<Fact>(query: (schemas: Piece) => Sql): Family<Fact> {
  return { query, rows: (result) => result as readonly FamilyRow<Fact>[] };
}

/** The facts by what they belong to, each list in the query's order. */
export function groupByOwner<Fact>(rows: readonly FamilyRow<Fact>[]): ReadonlyMap<string, readonly Fact[]> {
  const groups = new Map<string, Fact[]>();
  for (const { of, fact } of rows) {
    const group = groups.get(of);
    if (group === undefined) groups.set(of, [fact]);
    else group.push(fact);
  }
  return groups;
}
