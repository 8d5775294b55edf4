import type { Relation, RelationName } from "../catalog/facts.js";
import type { Command, CommandAccess, Rows } from "../contract/contract.js";
import type { NamedTable, ResolvedContract } from "../contract/resolved.js";
import type { SeededRow } from "../seed/seeded.js";
import { identifier, literal, raw, sql } from "../sql/sql.js";
import type { Actor } from "./actor.js";
import type { TextRow } from "./session.js";
import { askOwner, type Steps } from "./steps.js";

/** What `Reach` reads from the context of a run. */
interface ReachSource {
  readonly contract: ResolvedContract;
  readonly asActor: (actor: Actor, statements: readonly string[]) => readonly string[];
  readonly rowsOf: (table: RelationName) => readonly SeededRow[];
}

/** An actor's command on a table of the contract. */
interface ReachQuestion {
  readonly actor: Actor;
  readonly table: NamedTable;
  /** The table as the catalog has it. */
  readonly base: Relation;
  readonly command: Command;
}

/**
 * Which rows the contract allows. This code interprets the contract by itself, independently of planning and checking policies,
 * so that a mistake there is not repeated here.
 */
export class Reach {
  readonly #context: ReachSource;
  readonly #teams = new Map<string, ReadonlySet<string>>();
  readonly #answers = new Map<string, boolean>();

  constructor(context: ReachSource) {
    this.#context = context;
  }

  /**
   * Whether the contract allows each of these rows for an actor and a command.
   * @param setup what the tables' owner ran before: the contract can depend on other rows
   */
  *among(
    { actor, table, base, command }: ReachQuestion,
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

  /** Whether a written row of a table within another refers to a parent of the same owner, or to none. */
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
   * Evaluates a condition of the contract for rows given as values. It runs as the actor, because the policies of other tables
   * apply to what it reads. If the actor has no privilege, it runs as the tables' owner with the actor's claims.
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
    const unanswered = rows.filter((row) => !this.#answers.has(keyOf(row)));
    if (unanswered.length > 0) {
      const answers = yield* this.#answer(actor, base, askRows(base, predicate, unanswered), setup);
      for (const [at, row] of unanswered.entries()) this.#answers.set(keyOf(row), answers[at]?.holds === "t");
    }
    return rows.map((row) => this.#answers.get(keyOf(row)) === true);
  }

  *#answer(actor: Actor, base: Relation, query: string, setup: readonly string[]): Steps<readonly TextRow[]> {
    const { asActor } = this.#context;
    const outcome = yield* askOwner([...setup, ...asActor(actor, [query])]);
    // The platform's policies hide the buckets, and do not decide which ones are public.
    const refused = outcome.error?.sqlstate === "42501" || base.schema === "storage";
    const { results } = refused ? yield* askOwner([...setup, query], actor.claims) : outcome;
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
