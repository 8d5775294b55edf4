import pg from "pg";
import { RowproofError } from "../diagnostic.js";
import { sqlstateOf } from "./server-error.js";

/**
 * A connection string fit to be shown: without its password, wherever that stands.
 * A text that is not a URL is not repeated, for it may hold anything.
 */
export function displayUrl(url: string): string {
  if (!URL.canParse(url)) return "(a connection string that is not a URL)";
  const shown = new URL(url);
  if (shown.password !== "") shown.password = "";
  for (const name of [...shown.searchParams.keys()]) {
    if (/pass|secret|token|key/i.test(name)) shown.searchParams.set(name, "…");
  }
  return shown.toString();
}

/** The database that a connection string names. */
export function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

/** The same server and account, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(database)}`;
  return other.toString();
}

/**
 * Opens one connection.
 *
 * The session may idle for as long as a backup takes. The server checks once a second that the client is still connected, so a killed run does not keep
 * its locks (documentation, "client_connection_check_interval"); a server on a system that cannot do so says no,
 * and that is no obstacle.
 *
 * @throws {RowproofError} exit code 3: no server, wrong password, no such database; 2: not a connection string, or one of
 * a pooler in transaction mode
 */
export async function connect(url: string): Promise<pg.Client> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) throw notAConnectionString();
  if (isTransactionPooler(url)) throw throughPooler(url);
  const client = makeClient(url);
  // A server that goes away rejects the query under way; without a listener it would also end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw cannotConnect(url, error);
  }
  await client.query("set idle_session_timeout = 0");
  await client.query("set client_connection_check_interval = '1s'").catch(() => undefined);
  return client;
}

function makeClient(url: string): pg.Client {
  try {
    return new pg.Client({
      connectionString: url,
      application_name: "rowproof",
      connectionTimeoutMillis: 15_000,
      keepAlive: true,
    });
  } catch (error) {
    throw cannotConnect(url, error);
  }
}

/** A pooler that hands each transaction to another backend: Supabase's listens on 6543, Prisma's URLs say so. */
function isTransactionPooler(url: string): boolean {
  const { port, searchParams } = new URL(url);
  return port === "6543" || searchParams.get("pgbouncer") === "true";
}

function throughPooler(url: string): RowproofError {
  return new RowproofError(
    {
      id: "connection/transaction-pooler",
      message: `${displayUrl(url)} goes through a pooler in transaction mode`,
      why: "the lock on migrations and the limits of a session belong to one server process, and there each transaction may get another",
      fix: "connect directly, or through the pooler in session mode (on Supabase: port 5432), without pgbouncer=true",
    },
    2,
  );
}

function notAConnectionString(): RowproofError {
  return new RowproofError(
    {
      id: "connection/not-a-url",
      message: "the database is not given as a connection string",
      why: "it must begin with postgres:// or postgresql://, or be embedded:DIR; special characters in a password are percent-encoded",
      fix: "write --database postgres://ROLE:PASSWORD@HOST:5432/DATABASE, or set DATABASE_URL",
    },
    2,
  );
}

/** What the driver or the server says on a failed connection → why, and how to fix. First match counts. */
const refusals: readonly { readonly code: RegExp; readonly id: string; why: string; fix: string }[] = [
  {
    code: /^ECONNREFUSED$/,
    id: "connection/no-server",
    why: "nothing listens at that host and port",
    fix: "start the server, or correct host and port in the connection string",
  },
  {
    code: /^(ENOTFOUND|EAI_AGAIN)$/,
    id: "connection/unknown-host",
    why: "the host name cannot be resolved",
    fix: "correct the host in the connection string, or look at the network",
  },
  {
    code: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET|timeout)$/,
    id: "connection/unreachable",
    why: "the server did not answer within 15 seconds, or cut the connection",
    fix: "look at the network, a firewall or the database's list of allowed addresses",
  },
  {
    code: /^(28P01|28000)$/,
    id: "connection/refused",
    why: "the server does not accept this role with this password from here",
    fix: "correct role and password in the connection string; in a URL, special characters are percent-encoded",
  },
  {
    code: /client password must be a string/,
    id: "connection/no-password",
    why: "the server asks for a password and none was given",
    fix: "write it into the connection string, or set PGPASSWORD",
  },
  {
    code: /^3D000$/,
    id: "connection/no-database",
    why: "the server is there, the database is not",
    fix: "correct the database in the connection string, or create it: create database NAME",
  },
  {
    code: /^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_)/,
    id: "connection/untrusted-certificate",
    why: "the server's certificate is signed by an authority that this machine does not know",
    fix: "add sslrootcert=FILE with the provider's certificate to the connection string",
  },
  {
    code: /^ENOENT$/,
    id: "connection/no-certificate-file",
    why: "a file that the connection string names (sslrootcert, sslcert, sslkey) is not there",
    fix: "correct the file's path in the connection string",
  },
  {
    code: /^53300$/,
    id: "connection/too-many",
    why: "the server has no connection left",
    fix: "close other clients, or try again later",
  },
  {
    code: /^(57P03|57P01)$/,
    id: "connection/not-ready",
    why: "the server is starting or shutting down",
    fix: "try again in a moment",
  },
];

function cannotConnect(url: string, error: unknown): RowproofError {
  const sqlstate = sqlstateOf(error);
  const code = sqlstate ?? errorCode(error);
  const refusal = refusals.find((entry) => entry.code.test(code));
  return new RowproofError(
    {
      id: refusal?.id ?? "connection/failed",
      message: `cannot connect to ${displayUrl(url)}`,
      why: refusal?.why ?? `the server or the driver answered: ${code}`,
      fix: refusal?.fix ?? "look at host, port, role, password and database in the connection string",
      ...(sqlstate === undefined ? {} : { sqlstate }),
    },
    3,
    { cause: error },
  );
}

/** Node wraps the failures of several addresses of one host in an AggregateError, whose own code is the last one's. */
function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if ("code" in error && typeof error.code === "string") return error.code;
  return /timeout/i.test(error.message) ? "timeout" : error.message;
}
