import pg from "pg";

/** A caller as PostgREST makes one: a role, and the claims it sets, or a text in their place. */
export interface Actor {
  readonly role: "anon" | "authenticated" | "service_role";
  readonly claims?: string;
}

export const anon: Actor = { role: "anon", claims: '{"role":"anon"}' };
export const service: Actor = { role: "service_role", claims: '{"role":"service_role"}' };

/** A signed-in user. */
export function signedIn(id: string): Actor {
  return { role: "authenticated", claims: JSON.stringify({ sub: id, role: "authenticated" }) };
}

/** What a statement came to: its rows, or the SQLSTATE and the constraint it failed with. */
export interface Outcome {
  readonly rows: readonly Record<string, unknown>[];
  readonly count: number;
  readonly code: string | null;
  readonly constraint: string | null;
}

type Run = (text: string, values?: readonly unknown[]) => Promise<Outcome>;

/**
 * Does something as an actor in a transaction that is rolled back. A statement that fails spoils nothing that follows: each
 * has a savepoint. What is not the server's word (a lost connection) rejects.
 */
export async function acting<Result>(
  client: pg.ClientBase,
  actor: Actor,
  work: (run: Run) => Promise<Result>,
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
  actor: Actor,
  text: string,
  values?: readonly unknown[],
): Promise<Outcome> {
  return acting(client, actor, (run) => run(text, values));
}

async function attempt(client: pg.ClientBase, text: string, values: readonly unknown[]): Promise<Outcome> {
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
