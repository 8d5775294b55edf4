import type { Relation, RelationName } from "../catalog/facts.js";
import type { Command, CommandAccess, Rows } from "../contract/contract.js";
import type { NamedTable, ResolvedContract } from "../contract/resolved.js";
import type { SeededRow } from "../seed/seeded.js";
import { identifier, literal, raw, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { TextRow } from "./session.js";
import { askOwner, type Steps } from "./steps.js";

/** What the answer depends on. */
interface ReachSource {
  readonly contract: ResolvedContract;
  readonly asActor: (actor: Actor, statements: readonly string[]) => readonly string[];
  readonly rowsOf: (table: RelationName) => readonly SeededRow[];
}

/**
 * What the contract says of single rows. It is read here from the contract's own words, apart from how policies are
 * planned and checked, so that a mistake there is not made here again.
 */
export class Reach {
  readonly #context: ReachSource;
  readonly #teams = new Map<string, ReadonlySet<string>>();
  readonly #answers = new Map<string, boolean>();

  constructor(context: ReachSource) {
    this.#context = context;
  }

  /**
   * Which of the rows of a table of the contract a actor may reach with a command.
   * @param setup what the tables' owner has done before: what the contract says may hang on other rows
   */
  *among(
    actor: Actor,
    table: NamedTable,
    base: Relation,
    command: Command,
    rows: readonly TextRow[],
    setup: readonly string[] = [],
  ): Steps<readonly boolean[]> {
    const access = accessOf(table, actor, command);
    const reached = yield* this.#match(actor, base, access.rows, rows, setup);
    if (command === "select" || command === "delete") return reached;
    return reached.map((is, at) => is && this.#within(actor, base, access.rows, rows[at] ?? {}));
  }

  *#match(
    actor: Actor,
    base: Relation,
    rule: Rows,
    rows: readonly TextRow[],
    setup: readonly string[],
  ): Steps<readonly boolean[]> {
    switch (rule.kind) {
      case "none":
        return rows.map(() => false);
      case "all":
        return rows.map(() => true);
      case "own":
        return rows.map((row) => actor.userId !== null && row[rule.column] === actor.userId);
      case "member": {
        const teams = yield* this.#teamsOf(actor, rule, setup);
        return rows.map((row) => teams.has(row[rule.column] ?? ""));
      }
      case "where":
        return yield* this.#ask(actor, base, rule.predicate, rows, setup);
    }
  }

  /** A written row of a table within another points to a parent of the same owner, or to none. */
  #within(actor: Actor, base: Relation, rule: Rows, row: TextRow): boolean {
    if (rule.kind !== "own" || rule.within === undefined) return true;
    const { contract, rowsOf } = this.#context;
    const parent = contract.tableNamed(rule.within);
    const [owner] = parent?.owners ?? [];
    if (parent === undefined || owner === undefined) return true;
    const keys = base.constraints.filter(
      ({ references }) => references?.schema === parent.schema && references.name === parent.name,
    );
    return keys.every(({ columns, references }) => {
      const pairs = columns.map(
        (column, at) => [row[column] ?? null, references?.columns[at] ?? ""] as const,
      );
      const links = pairs.filter(([, column]) => column !== owner);
      if (links.some(([value]) => value === null)) return true;
      const found = rowsOf(parent).find(({ row: other }) =>
        links.every(([value, column]) => other[column] === value),
      );
      return found === undefined || found.row[owner] === actor.userId;
    });
  }

  *#teamsOf(
    actor: Actor,
    rule: Extract<Rows, { kind: "member" }>,
    setup: readonly string[],
  ): Steps<ReadonlySet<string>> {
    const key = JSON.stringify([actor.userId, rule.members, rule.team, rule.user, rule.roles, setup]);
    const known = this.#teams.get(key) ?? (yield* this.#readTeams(actor, rule, setup));
    this.#teams.set(key, known);
    return known;
  }

  *#readTeams(
    actor: Actor,
    rule: Extract<Rows, { kind: "member" }>,
    setup: readonly string[],
  ): Steps<ReadonlySet<string>> {
    const members = this.#context.contract.tableNamed(rule.members)?.relation;
    if (actor.userId === null || members === undefined) return new Set();
    const among = rule.roles?.among.map((role) => literal(role).text).join(", ");
    const role =
      rule.roles === undefined ? "" : ` and ${identifier(rule.roles.column).text}::text in (${among})`;
    const query = sql`select ${identifier(rule.team)}::text as team from ${identifier(members.schema, members.name)} where ${identifier(rule.user)}::text = ${literal(actor.userId)}${raw(role)}`;
    const { results } = yield* askOwner([...setup, query.text]);
    return new Set((results.at(-1)?.rows ?? []).map(({ team }) => team ?? ""));
  }

  /**
   * A condition of the contract's, asked of rows as values. The actor asks, for what a condition reads of other tables is
   * under these tables' own policies; where the actor may not, their owner asks with the actor's claims.
   */
  *#ask(
    actor: Actor,
    base: Relation,
    predicate: string,
    rows: readonly TextRow[],
    setup: readonly string[],
  ): Steps<readonly boolean[]> {
    const keyOf = (row: TextRow) =>
      JSON.stringify([actor.name, base.schema, base.name, predicate, row, setup]);
    const asked = rows.filter((row) => !this.#answers.has(keyOf(row)));
    if (asked.length > 0) {
      const answers = yield* this.#answer(actor, base, askRows(base, predicate, asked), setup);
      for (const [at, row] of asked.entries()) this.#answers.set(keyOf(row), answers[at]?.holds === "t");
    }
    return rows.map((row) => this.#answers.get(keyOf(row)) === true);
  }

  *#answer(actor: Actor, base: Relation, query: string, setup: readonly string[]): Steps<readonly TextRow[]> {
    const { asActor } = this.#context;
    const asked = yield* askOwner([...setup, ...asActor(actor, [query])]);
    // The platform's own policies hide the buckets, and do not say what is public.
    const refused = asked.error?.sqlstate === "42501" || base.schema === "storage";
    const { results } = refused ? yield* askOwner([...setup, query], actor.claims) : asked;
    return results.find(({ rows }) => rows[0]?.holds !== undefined)?.rows ?? [];
  }
}

function accessOf(table: NamedTable, { role }: Actor, command: Command): CommandAccess {
  const known = table.access[role as keyof NamedTable["access"]];
  return known?.[command] ?? { rows: { kind: "none" } };
}

export function askRows(base: Relation, predicate: string, rows: readonly TextRow[]): string {
  const values = rows.map((row, at) => {
    const columns = base.columns.map(({ name, type }) => {
      const value = row[name] ?? null;
      const written = value === null ? "null" : literal(value).text;
      return `${written}::${type} as ${identifier(name).text}`;
    });
    return `select ${at} as "rowproof row", ${columns.join(", ")}`;
  });
  const source = raw(values.join("\nunion all\n"));
  return sql`select (${raw(predicate)}
) is true as holds from (${source}) as ${identifier(base.name)} order by "rowproof row"`.text;
}
