import type { Actor } from "../attack/actor.js";
import type { Canaries } from "../attack/canaries.js";
import type { Outcome } from "../attack/session.js";
import { agree, reach, rowsIn, type Upshot } from "./answer.js";
import type { Statement } from "./statement.js";

/** An attempt with what came of it both ways. */
export interface Compared {
  readonly statement: Statement;
  readonly actor: Actor;
  /** The columns of the matrix that it tells of. */
  readonly actors: readonly string[];
  readonly outcome: Outcome;
  /** The rows that the actor can select of the same relation. */
  readonly visible: readonly object[];
  readonly sql: Upshot;
  readonly http: Upshot;
}

/** Whether both ways came to the same, by column of the matrix; undefined where that cannot be told. */
export function agreementOf(
  compared: Compared,
  canaries: Canaries,
): ReadonlyMap<string, boolean | undefined> {
  const { statement, actors, sql, http } = compared;
  const reads = statement.kind === "select" || statement.kind === "execute";
  const shown = !reads || sameCanaries(sql, http, canaries);
  const parts = ownParts(compared);
  return new Map(
    actors.map((actorName) => {
      if (parts !== undefined && actorName === compared.actor.standsFor.own) return [actorName, parts.own];
      if (parts !== undefined) return [actorName, parts.others === true ? shown : parts.others];
      const same = agree(sql, http);
      return [actorName, same === true ? shown : same];
    }),
  );
}

/** Rows of one's own and of others in what the same attempt came to, where they can be told apart. */
function ownParts(compared: Compared) {
  const { actors, sql, http } = compared;
  const own = actors.length < 2 ? undefined : ownRows(compared);
  if (own === undefined) return undefined;
  return {
    own: agree(
      withRows(sql, () => own.bySql),
      withRows(http, () => own.overHttp),
    ),
    others: agree(
      withRows(sql, (all) => all - own.bySql),
      withRows(http, (all) => all - own.overHttp),
    ),
  };
}

/** How many rows of one's own were read, as the actor's id stands in them; or written, as one's own are those reached first. */
function ownRows({ statement, actor, visible, outcome, sql, http }: Compared) {
  const { userId } = actor;
  if (userId === null || statement.kind === "insert") return undefined;
  const mentioning = (rows: readonly object[]) =>
    rows.filter((row) => Object.values(row).includes(userId)).length;
  if (statement.kind !== "select") {
    const own = mentioning(visible);
    return own === 0 ? undefined : { bySql: Math.min(own, reach(sql)), overHttp: Math.min(own, reach(http)) };
  }
  const bySql = mentioning(outcome.results[0]?.rows ?? []);
  const overHttp = http.kind === "done" ? mentioning(rowsIn(http.text)) : 0;
  return bySql + overHttp === 0 ? undefined : { bySql, overHttp };
}

function withRows(upshot: Upshot, rows: (all: number) => number): Upshot {
  return upshot.kind === "done" ? { ...upshot, rows: rows(upshot.rows) } : upshot;
}

/** Whether the same made-up texts and ids came: numbers are left out, as JSON's are not exact. */
function sameCanaries(sql: Upshot, http: Upshot, canaries: Canaries): boolean {
  if (sql.kind !== "done" || http.kind !== "done") return true;
  const found = (text: string) =>
    canaries
      .find(text, "")
      .map(({ token }) => token)
      .filter((token) => !/^\d+$/.test(token))
      .toSorted()
      .join();
  return found(sql.text) === found(http.text);
}
