import { connect, freshDatabase } from "@rowproof/testing/database";
import { afterAll, beforeAll } from "vitest";
import type { Major } from "../../src/embedded/binaries.js";
import { readSnapshot, type SchemaSnapshot } from "../../src/shadow/schema-snapshot.js";
import { openShadow, type Rebuilt, type Shadow } from "../../src/shadow/shadow.js";

/** A shadow for the tests of a file. */
export function sharedShadow(major: Major = 17): () => Shadow {
  let shadow: Shadow | undefined;
  beforeAll(async () => {
    shadow = await openShadow({ major });
  });
  afterAll(() => shadow?.close());
  return () => {
    if (shadow === undefined) throw new Error("it is not open yet");
    return shadow;
  };
}

/** What is read of a database with the platform, after some SQL. */
export async function snapshotAfter(
  source: string,
  exposed: readonly string[] = ["public"],
): Promise<SchemaSnapshot> {
  const live = await freshDatabase();
  try {
    await live.client.query(source);
    return await readSnapshot(live.client, exposed);
  } finally {
    await live.drop();
  }
}

/** The same database on a server that has no such extension. */
export function withoutExtension(snapshot: SchemaSnapshot, name: string): SchemaSnapshot {
  const missing = `${name}_that_is_nowhere`;
  const renamed = (key: string, value: unknown) => (key === "extension" && value === name ? missing : value);
  const copy: SchemaSnapshot = JSON.parse(JSON.stringify(snapshot, renamed));
  const extensions = copy.catalog.extensions.map((extension) =>
    extension.name === name ? { ...extension, name: missing } : extension,
  );
  return { ...copy, catalog: { ...copy.catalog, extensions } };
}

/** One value that the rebuilt database answers, or the SQLSTATE of its refusal; as another role where one is named. */
export async function ask(rebuilt: Pick<Rebuilt, "url">, question: string, role?: string): Promise<unknown> {
  const client = await connect(rebuilt.url);
  try {
    if (role !== undefined) await client.query(`set session authorization ${role}`);
    const { rows } = await client.query({ text: question, rowMode: "array" });
    return rows[0]?.[0];
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  } finally {
    await client.end();
  }
}
