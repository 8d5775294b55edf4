import type { Caller } from "../caller.js";
import type { Canaries } from "../canaries.js";
import type { Outcome } from "../session.js";
import { agree, rowsIn, type Upshot } from "./answer.js";
import type { Statement } from "./statement.js";

/** An attempt with what came of it both ways. */
export interface Compared {
  readonly statement: Statement;
  readonly caller: Caller;
  /** The columns of the matrix that it tells of. */
  readonly actors: readonly string[];
  readonly outcome: Outcome;
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
  const parts = statement.kind === "select" ? ownParts(compared) : undefined;
  return new Map(
    actors.map((actor) => {
      if (parts !== undefined && actor === compared.caller.actors.own) return [actor, parts.own];
      if (parts !== undefined) return [actor, parts.others && shown];
      const same = agree(sql, http);
      return [actor, same === true ? shown : same];
    }),
  );
}

/** Rows of one's own and of others in the same answer, where they can be told apart by the caller's id in them. */
function ownParts({ actors, caller, outcome, sql, http }: Compared) {
  const { userId } = caller;
  if (actors.length < 2 || userId === null || sql.kind !== "done" || http.kind !== "done") return undefined;
  const own = (rows: readonly object[]) => rows.filter((row) => Object.values(row).includes(userId)).length;
  const [bySql, overHttp] = [own(outcome.results[0]?.rows ?? []), own(rowsIn(http.text))];
  if (bySql + overHttp === 0) return undefined;
  return { own: bySql === overHttp, others: sql.rows - bySql === http.rows - overHttp };
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
