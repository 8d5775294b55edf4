import type { Catalog, Relation } from "../catalog/facts.js";
import { keyOf } from "../sql/relation-key.js";
import type { TextRow } from "./session.js";
import { reachOfWrites } from "./write-reach.js";

/** Finds which tables were written by a statement, or by its triggers, foreign keys and functions. */
export class Watch {
  readonly #tables: ReadonlyMap<string, Relation>;
  readonly #ids: ReadonlyMap<string, string>;
  readonly #near: (table: Relation) => readonly Relation[] | undefined;
  readonly #queries = new Map<Relation | undefined, string>();
  /** The server's last counts. They still include writes that were rolled back. */
  readonly #counts = new Map<string, string>();

  /** @param tables by object id */
  constructor(tables: ReadonlyMap<string, Relation>, catalog: Catalog) {
    this.#tables = tables;
    this.#ids = new Map([...tables].map(([id, table]) => [keyOf(table), id]));
    this.#near = reachOfWrites(catalog);
  }

  /**
   * The query for how many rows were written in each table since the transaction began.
   * @param base the written table, if it limits which tables the write can change; absent: any table
   */
  query(base?: Relation): string {
    const known = this.#queries.get(base) ?? this.#write(base);
    this.#queries.set(base, known);
    return known;
  }

  /** The tables whose count is higher than before. */
  written(answer: readonly TextRow[]): readonly Relation[] {
    return answer.flatMap(({ id, written }) => {
      if (id == null || written == null || this.#counts.get(id) === written) return [];
      this.#counts.set(id, written);
      const table = this.#tables.get(id);
      return table === undefined ? [] : [table];
    });
  }

  #write(base: Relation | undefined): string {
    const near = base === undefined ? undefined : this.#near(base);
    const ids = near?.flatMap((table) => this.#ids.get(keyOf(table)) ?? []) ?? [...this.#tables.keys()];
    const count = ["inserted", "updated", "deleted"]
      .map((kind) => `pg_stat_get_xact_tuples_${kind}(id)`)
      .join(" + ");
    return `select id::text, (${count})::text as written from unnest('{${ids.join(",")}}'::oid[]) as id where ${count} > 0`;
  }
}
