import pg from "pg";

/** An API role with the claims that PostgREST sets, or a text in their place. */
export interface TestActor {
  readonly role: "anon" | "authenticated" | "service_role";
  readonly claims?: string;
}

export const anon: TestActor = { role: "anon", claims: '{"role":"anon"}' };
export const service: TestActor = { role: "service_role", claims: '{"role":"service_role"}' };

/** A signed-in user. */
export function signedIn(id: string): TestActor {
  return { role: "authenticated", claims: JSON.stringify({ sub: id, role: "authenticated" }) };
}

/** The result of a statement: its rows, or the SQLSTATE and the constraint of its error. */
export interface StatementResult {
  readonly rows: readonly Record<string, unknown>[];
  readonly count: number;
  readonly code: string | null;
  readonly constraint: string | null;
}

type RunStatement = (text: string, values?: readonly unknown[]) => Promise<StatementResult>;

/**
 * Does something as an actor in a transaction that is rolled back. Each statement has a savepoint, so that one that fails does
 * not affect the next. An error that does not come from the server (a lost connection) rejects.
 */
export async function acting<Result>(
  client: pg.ClientBase,
  actor: TestActor,
  work: (run: RunStatement) => Promise<Result>,
): Promise<Result> {
  await client.query("begin");
  try {
    if (actor.claims !== undefined) {
      await client.query("select set_config('request.jwt.claims', $1, true)", [actor.claims]);
    }
    await client.query(`set local role ${pg.escapeIdentifier(actor.role)}`);
    return await work((text, values = []) => attempt(client, text, values));
  } finally {
    await client.query("rollback");
  }
}

/** One statement as an actor, rolled back. */
export function tryAs(
  client: pg.ClientBase,
  actor: TestActor,
  text: string,
  values?: readonly unknown[],
): Promise<StatementResult> {
  return acting(client, actor, (run) => run(text, values));
}

async function attempt(
  client: pg.ClientBase,
  text: string,
  values: readonly unknown[],
): Promise<StatementResult> {
  await client.query("savepoint attempt");
  try {
    const { rows, rowCount } = await client.query<Record<string, unknown>>(text, [...values]);
    await client.query("release savepoint attempt");
    return { rows, count: rowCount ?? 0, code: null, constraint: null };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    await client.query("rollback to savepoint attempt");
    return { rows: [], count: 0, code: error.code ?? "", constraint: error.constraint ?? null };
  }
}
