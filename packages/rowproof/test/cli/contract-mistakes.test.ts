import { type FreshDatabase, freshDatabase } from "@rowproof/testing/database";
import { goodMigration, makeProject, type Project } from "@rowproof/testing/project";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "./command-line.js";

/** One mistake of each kind: of shape, of the contract with itself, and of the contract with the database. */
const config = `import { custom, defineConfig, memberOf, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    DailyNote: {
      access: ownedBy("usrId"),
      veiws: ["daily_note"],
    },
    Project: { access: memberOf("nowhere") },
    Letter: { access: custom({ select: "published and" }) },
    "public.DailyNote": { access: ownedBy("userId") },
  },
  actors: { owner: {} },
});
`;

const kinds = [
  "contract/unknown-key", // shape
  "contract/table-twice", // contradiction
  "contract/unknown-members", // membership
  "contract/reserved-actor", // actor
  "contract/predicate-syntax", // predicate
  "contract/unknown-table", // name that the database lacks
  "contract/unknown-column",
];

let project: Project;
let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
  await database.client.query(goodMigration);
  project = await makeProject(config);
});
afterAll(async () => {
  await database.drop();
  await project.remove();
});

test("verify reports all mistakes of a contract in one run, as text", async () => {
  const { code, stderr } = await runCli(project.directory, ["verify", "--database", database.url]);
  expect(code).toBe(2);
  for (const kind of kinds) expect(stderr).toContain(`error ${kind}`);
  expect(stderr).toContain('column "usrId" of table public."DailyNote" does not exist');
  expect(stderr).toContain('table public."Project" does not exist');
});

test("verify reports all mistakes of a contract in one run, as JSON", async () => {
  const { code, stdout } = await runCli(project.directory, ["verify", "--json", "--database", database.url]);
  expect(code).toBe(2);
  const { error } = JSON.parse(stdout);
  const ids = error.details.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(expect.arrayContaining(kinds));
});

test("a condition that the server refuses is reported with a mistake of shape", async () => {
  const changed = await makeProject(`import { custom, defineConfig } from "rowproof";
export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: { DailyNote: { access: custom({ select: "missing_column = auth.uid()" }), purpos: "x" } },
});
`);
  try {
    const { stderr } = await runCli(changed.directory, ["verify", "--database", database.url]);
    expect(stderr).toContain("error contract/unknown-key");
    expect(stderr).toContain("error contract/predicate");
  } finally {
    await changed.remove();
  }
});

test("without a server, the mistakes in the file are reported", async () => {
  const unreachable = "postgres://app@127.0.0.1:1/app";
  const { code, stderr } = await runCli(project.directory, ["verify", "--database", unreachable]);
  expect(code).toBe(2);
  for (const kind of kinds.slice(0, 5)) expect(stderr).toContain(`error ${kind}`);
});
