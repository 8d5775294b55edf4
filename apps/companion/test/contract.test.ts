import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterDatabase, beforeDatabase, migrations } from "@rowproof/testing/companion";
import { testedMajors } from "@rowproof/testing/sample";
import { beforeAll, describe, expect, test } from "vitest";
import { checkDatabase } from "../../../packages/rowproof/src/check/run.js";
import { readResolved } from "../../../packages/rowproof/src/commands/verification/verification.js";
import type { Contract } from "../../../packages/rowproof/src/contract/contract.js";
import { loadContract } from "../../../packages/rowproof/src/contract/load.js";
import { readMigrations } from "../../../packages/rowproof/src/migrate/files.js";
import { companion } from "../fixture/place.js";

let contract: Contract;
beforeAll(async () => {
  contract = await loadContract(fileURLToPath(new URL("rowproof.config.ts", companion)));
});

test("the contract is a page", async () => {
  const text = await readFile(contract.file, "utf8");
  expect(text.split("\n").length).toBeLessThan(120);
});

test("its migrations run in the order the team knows", async () => {
  const { migrations: directory, versions } = contract;
  const read = await readMigrations({ directory, versions });
  expect(read.map((migration) => migration.fileName)).toEqual(migrations);
});

/** Functions that users may call and that run as their owner: what they show, only their bodies and the proof can tell. */
const definers = [
  "companion_export_messages()",
  "companion_has_role(roles text[])",
  "companion_take_sign_in(key text)",
  "companion_take_write()",
];

describe.each(testedMajors)("on Postgres %i", (major) => {
  test("the migrated database keeps the contract", async () => {
    const { client, drop } = await afterDatabase(major);
    const findings = await checkDatabase(await readResolved(contract, client));
    expect(findings.map(({ level, id, object }) => [level, id, object])).toEqual([
      ...definers.map((name) => ["note", "routine/unproven", `function public.${name}`]),
      [
        "note",
        "constraint/not-valid",
        'constraint "ChatMessage_sessionId_userId_fkey" on public."ChatMessage"',
      ],
    ]);
    await drop();
  });
});

test("the database as it is found does not", async () => {
  const { client, drop } = await beforeDatabase();
  const findings = await checkDatabase(await readResolved(contract, client));
  expect(findings.filter((finding) => finding.level === "error").length).toBeGreaterThan(20);
  await drop();
});
