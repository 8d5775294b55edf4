import { setTimeout as sleep } from "node:timers/promises";
import type { ClientBase } from "pg";
import { RowproofError } from "../diagnostic.js";

/** The lock that every run takes: two keys, so that it does not meet other programs' single-key locks. */
const lockClass = 0x726f7770; // "rowp"

export interface LockOptions {
  /** How long to wait for another run, in milliseconds. */
  readonly wait: number;
  readonly signal?: AbortSignal | undefined;
  /** Called once if another session holds the lock, with that session. */
  readonly onWait?: (holder: string) => void;
}

/**
 * Runs `work` while holding the lock on migrations of one database, so that two runs do not interleave.
 * The lock is the session's: it goes with the connection, so a killed run leaves none behind.
 *
 * @param database the database that is migrated; the connection may be to another one of the same server
 * @throws {RowproofError} exit code 3 where another run holds it for longer than `wait`
 */
export async function withRunLock<T>(
  client: ClientBase,
  database: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + options.wait;
  let reported = false;
  while (!(await tryLock(client, database))) {
    const holder = await lockHolder(client, database);
    if (!reported) options.onWait?.(holder);
    reported = true;
    if (Date.now() >= deadline) throw lockHeld(database, holder, options.wait);
    await sleep(250, undefined, { signal: options.signal });
  }
  try {
    return await work();
  } finally {
    await client
      .query("select pg_advisory_unlock($1, hashtext($2))", [lockClass, database])
      .catch(() => undefined);
  }
}

async function tryLock(client: ClientBase, database: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    "select pg_try_advisory_lock($1, hashtext($2)) as locked",
    [lockClass, database],
  );
  return rows[0]?.locked === true;
}

async function lockHolder(client: ClientBase, database: string): Promise<string> {
  const { rows } = await client.query<{ holder: string }>(
    `select format('process %s of %s, since %s', a.pid, coalesce(nullif(a.application_name, ''), 'an unnamed program'),
                   to_char(a.backend_start at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS "UTC"')) as holder
       from pg_locks l join pg_stat_activity a on a.pid = l.pid
      where l.locktype = 'advisory' and l.granted and l.classid = $1 and l.objid::bigint = (hashtext($2)::bigint & 4294967295)`,
    [lockClass, database],
  );
  return rows[0]?.holder ?? "another session";
}

function lockHeld(database: string, holder: string, wait: number): RowproofError {
  return new RowproofError(
    {
      id: "run/locked",
      message: `another run is migrating database "${database}"`,
      why: `its lock was held for the whole ${Math.round(wait / 1000)} s of waiting, by ${holder}; nothing was changed`,
      fix: "wait until it ends and run again; if it is dead, end its session: select pg_terminate_backend(PID)",
    },
    3,
  );
}
