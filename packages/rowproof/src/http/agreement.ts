import type { Actor } from "../attack/actor.js";
import type { Canaries } from "../attack/canaries.js";
import type { Outcome } from "../attack/session.js";
import { agree, reach, rowsIn, type Upshot } from "./answer.js";
import type { Statement } from "./statement.js";

/** An attempt with its result by SQL and over HTTP. */
export interface Compared {
  readonly statement: Statement;
  readonly actor: Actor;
  /** The columns of the matrix that it is about. */
  readonly actors: readonly string[];
  readonly outcome: Outcome;
  /** The rows that the actor can select of the same relation. */
  readonly visible: readonly object[];
  readonly sql: Upshot;
  readonly http: Upshot;
}

/** Whether both results agree, by column of the matrix; undefined if this cannot be decided. */
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

/** The agreement for own rows and for other rows of the same attempt, if they can be distinguished. */
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

/** How many own rows were read: those with the actor's id. Or written: own rows are assumed to be reached first. */
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

/** Whether both results contain the same made-up texts and ids. Numbers are ignored, because JSON numbers are not exact. */
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
