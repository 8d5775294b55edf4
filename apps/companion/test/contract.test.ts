import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterDatabase, beforeDatabase, migrations } from "@rowproof/testing/companion";
import type { FreshDatabase } from "@rowproof/testing/database";
import { testedMajors } from "@rowproof/testing/sample";
import { type Finding, status, verify } from "rowproof/commands";
import { describe, expect, test } from "vitest";
import { companion } from "../fixture/place.js";

const config = fileURLToPath(new URL("rowproof.config.ts", companion));

test("the contract is at most a page", async () => {
  const text = await readFile(config, "utf8");
  expect(text.split("\n").length).toBeLessThan(120);
});

test("its migrations run in the expected order", async () => {
  const { url, drop } = await beforeDatabase();
  const { migrations: found } = await status({ config, database: url });
  expect(found.map(({ state }) => state)).toEqual(migrations.map(() => "pending"));
  expect(found.map(({ name }) => migrations.findIndex((file) => file.includes(name)))).toEqual(
    migrations.map((_, index) => index),
  );
  await drop();
});

async function findingsOn({ url }: FreshDatabase): Promise<readonly Finding[]> {
  const { checks } = await verify({ config, database: url });
  return checks.flatMap(({ findings }) => findings);
}

/** Functions that users may call and that run as their owner: only their bodies and the proof can tell what they show. */
const definers = [
  "companion_export_messages()",
  "companion_has_role(roles text[])",
  "companion_take_sign_in(key text)",
  "companion_take_write()",
];

describe.each(testedMajors)("on Postgres %i", (major) => {
  test("the migrated database obeys the contract", async () => {
    const database = await afterDatabase(major);
    const findings = await findingsOn(database);
    expect(findings.map(({ level, id, object }) => [level, id, object])).toEqual([
      ...definers.map((name) => ["note", "routine/unproven", `function public.${name}`]),
      [
        "note",
        "constraint/not-valid",
        'constraint "ChatMessage_sessionId_userId_fkey" on public."ChatMessage"',
      ],
    ]);
    await database.drop();
  });
});

test("the database in its first state does not", async () => {
  const database = await beforeDatabase();
  const findings = await findingsOn(database);
  expect(findings.filter((finding) => finding.level === "error").length).toBeGreaterThan(20);
  await database.drop();
});
