import { RowproofError } from "../../diagnostic.js";
import { type LockOptions, withRunLock } from "../../migrate/advisory-lock.js";
import { readServer } from "../../migrate/preflight.js";
import { databaseOf, urlOfDatabase } from "../../sql/connection.js";
import { onConnection } from "../../sql/session.js";
import type { DatabaseTarget } from "../project/target.js";

/**
 * Runs `work` under the lock on a database's migrations. The lock is held on a connection of its own: to another
 * database of the server if the database will be copied, else to the database.
 *
 * @param work takes a signal that also aborts when the lock's connection is cut, because another run may begin then
 * @throws {RowproofError} as `withRunLock` does; exit code 3 where the lock is lost
 */
export async function underRunLock<T>(
  target: Pick<DatabaseTarget, "embedded" | "url">,
  options: LockOptions & { readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const url = target.embedded ? urlOfDatabase(target.url, "postgres") : target.url;
  return onConnection(url, options.signal, async (client) => {
    // A connection string can name one database in several ways; the server knows one name.
    const database = target.embedded ? databaseOf(target.url) : (await readServer(client)).database;
    const lost = new AbortController();
    client.once("end", () => lost.abort(lockLost(database)));
    return withRunLock(client, database, options, () => work(AbortSignal.any([options.signal, lost.signal])));
  });
}

function lockLost(database: string): RowproofError {
  return new RowproofError(
    {
      id: "run/lock-lost",
      message: `the lock on the migrations of database "${database}" was lost`,
      why: "its connection was cut, so another run may have begun; everything that was not committed is rolled back",
      fix: "make sure that the server is up and no other run is active, then run again",
    },
    3,
  );
}
