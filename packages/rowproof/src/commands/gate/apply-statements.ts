import type pg from "pg";
import { identifier, sql } from "../../sql/sql.js";
import { seedingLimit } from "../proof/shadow-proof.js";

/** Applies statements of migrations as a role, runs `work`, and rolls everything back. */
export async function applyStatements<T>(
  client: pg.Client,
  role: string,
  statements: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  await client.query(`begin; set local statement_timeout = ${seedingLimit}`);
  try {
    await client.query(sql`set local session authorization ${identifier(role)}`.text);
    for (const text of statements) await apply(client, text);
    await client.query("set local session authorization default; set local role none; reset search_path");
    return await work();
  } finally {
    await client.query("rollback");
  }
}

/** A statement that the shadow cannot run, because it has no rows or lacks an extension, is skipped. */
async function apply(client: pg.Client, text: string): Promise<void> {
  if (/^(?:begin|start\s+transaction|commit|end|rollback)\b/i.test(text)) return;
  await client.query("savepoint rowproof_cause");
  try {
    await client.query(text.replace(/^(create\s+(?:unique\s+)?index|drop\s+index)\s+concurrently\b/i, "$1"));
    await client.query("release savepoint rowproof_cause");
  } catch {
    await client.query("rollback to savepoint rowproof_cause");
  }
}
