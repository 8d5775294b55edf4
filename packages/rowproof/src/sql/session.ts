import type pg from "pg";
import { RowproofError } from "../diagnostic.js";
import { connect } from "./connection.js";
import { serverError } from "./server-error.js";

/**
 * Gives `work` a connection and closes it afterwards. When the signal aborts, the statement under way is cancelled on
 * the server, so that nothing goes on after the caller has left.
 */
export async function onConnection<T>(
  url: string,
  signal: AbortSignal | undefined,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const client = await connect(url);
  // Asked of the server: behind a pooler the protocol's own number is not that of a server process.
  const backend = await backendOf(client);
  const cancel = () => void cancelStatement(url, backend);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    return await work(client);
  } catch (error) {
    // What a cancelled statement says is not the news: the reason for the cancel is.
    signal?.throwIfAborted();
    throw connectionLost(error) ?? refusal(error) ?? error;
  } finally {
    signal?.removeEventListener("abort", cancel);
    await client.end();
  }
}

async function backendOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
  return rows[0]?.pid ?? 0;
}

async function cancelStatement(url: string, backend: number): Promise<void> {
  const other = await connect(url).catch(() => null);
  await other?.query("select pg_cancel_backend($1)", [backend]).catch(() => undefined);
  await other?.end();
}

function connectionLost(error: unknown): RowproofError | null {
  if (!(error instanceof Error) || !/connection (terminated|error)|ECONNRESET|EPIPE/i.test(error.message)) {
    return null;
  }
  return new RowproofError(
    {
      id: "connection/lost",
      message: "the connection to the server was cut",
      why: "the server stopped, or something ended the session; what was not committed is rolled back by the server",
      fix: "see that the server is up, then run again",
    },
    3,
    { cause: error },
  );
}

/** What the server says of a statement of ours, which no room has foreseen. */
function refusal(error: unknown): RowproofError | null {
  const fault = serverError(error);
  if (fault === null) return null;
  const { message, sqlstate, detail, hint } = fault;
  return new RowproofError(
    {
      id: "server/refused",
      sqlstate,
      message,
      why:
        detail ??
        "the server refused a statement that the command needs; what was not committed is rolled back",
      fix:
        hint ??
        (sqlstate === "42501" ? "connect as a role that has the right" : "fix what it says and run again"),
    },
    3,
    { cause: error },
  );
}
