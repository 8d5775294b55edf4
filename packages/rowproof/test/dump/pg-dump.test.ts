import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freshDatabase } from "@rowproof/testing/database";
import { expect, it } from "vitest";
import { readCatalog } from "../../src/catalog/catalog.js";
import { writeSchema } from "../../src/dump/schema.js";
import { corpus, testRoles } from "./round-trip.js";

const run = promisify(execFile);
const installed = await run("pg_dump", ["--version"]).then(
  ({ stdout }) => Number(/(\d+)\./.exec(stdout)?.[1]),
  () => 0,
);

/** The lines in no order: `pg_dump` sorts by object id what has the same name, and grants as they were given. */
async function dumpLines(url: string): Promise<readonly string[]> {
  const { stdout } = await run("pg_dump", ["--schema-only", url]);
  return stdout
    .split("\n")
    .filter((line) => !/^\\(?:un)?restrict /.test(line))
    .sort();
}

const cases = [
  { name: "objects", schemas: ["public", 'Ünï "co" de'] },
  { name: "partitions", schemas: ["public"] },
  { name: "privileges", schemas: ["public", "other"] },
];

/** The one judge that shares nothing with the catalog: what the catalog does not see, it cannot miss either. */
it.skipIf(installed < 15).each(cases)(
  "pg_dump sees no difference either: $name",
  async ({ name, schemas }) => {
    const first = await freshDatabase({ major: 15 });
    const second = await freshDatabase({ major: 15, platform: "open" });
    try {
      await first.client.query(testRoles);
      await first.client.query(await corpus(name));
      await second.client.query(writeSchema(await readCatalog(first.client, { schemas })));
      expect(await dumpLines(second.url)).toEqual(await dumpLines(first.url));
    } finally {
      await first.drop();
      await second.drop();
    }
  },
);
