import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadContract } from "../../src/contract/load.js";
import { type Small, useSmall } from "../plan/small.js";

const root = new URL("../../../../", import.meta.url);
const ada = "11111111-1111-4111-8111-111111111111";
const ben = "22222222-2222-4222-8222-222222222222";
const cleo = "33333333-3333-4333-8333-333333333333";

const script = fileURLToPath(new URL("scripts/example.mjs", root));

/** Runs an example as `npm run example` does; returns what it prints. */
function runExample(name: string): string {
  const { DATABASE_URL: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, name], {
    encoding: "utf8",
    env: { ...env, NO_COLOR: "1" },
  });
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

test("a script of 20 lines proves a contract through rowproof/commands", () => {
  expect(runExample("programmatic")).toMatch(/^ok: 17 cells, \d+ attempts\n$/m);
});

test.each(["team", "catalogue", "prisma"])("%s goes from init to clean by the command line", (name) => {
  const stdout = runExample(name);
  expect(stdout).toContain("wrote drafted.config.ts");
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/ hold(: \d+ notes?)?$/);
});

/** Who reaches what: a caller, a statement, and what it comes to (rows, or an SQLSTATE). */
type ExampleAttempt = readonly [user: string, statement: string, outcome: number | string];

const attempts: Readonly<Record<string, readonly ExampleAttempt[]>> = {
  team: [
    [ada, "select from projects", 1],
    [ben, "select from projects", 2],
    ["anon", "select from projects", "42501"],
    [ada, "update organizations set name = 'x'", 1],
    [ben, "update organizations set name = 'x'", 0],
    [ada, "update organizations set plan = 'gold'", "42501"],
    [
      ben,
      "insert into projects (org_id, name) select org_id, 'x' from memberships where role = 'member'",
      "42501",
    ],
    [ben, "insert into projects (org_id, name) select org_id, 'x' from memberships where role = 'admin'", 1],
    [cleo, `insert into memberships select org_id, '${cleo}', 'owner' from tasks`, "42501"],
    [
      cleo,
      "insert into memberships values ('aaaaaaaa-0000-4000-8000-000000000001', auth.uid(), 'owner')",
      "42501",
    ],
    [ada, "select from comments", 1],
    [ben, "select from comments", 2],
    [ben, "delete from comments", 0],
    [ada, `insert into comments (task_id, author_id, body) values (1, '${ada}', 'x')`, 1],
    [ada, `insert into comments (task_id, author_id, body) values (2, '${ada}', 'x')`, "42501"],
    [ada, `insert into comments (task_id, author_id, body) values (1, '${ben}', 'x')`, "42501"],
    [ada, "update comments set task_id = 2", "42501"],
    [ada, "select from invitations", "42501"],
    [ada, "select from task_overview", "42501"],
    ["anon", "select is_org_member('aaaaaaaa-0000-4000-8000-000000000001')", "42501"],
    ["service", "select from invitations", 1],
  ],
  catalogue: [
    ["anon", "select from products", 2],
    ["anon", "select from price_history", 2],
    ["anon", "select from price_history_2025", "42501"],
    ["anon", "insert into products (category_id, name, price_cents) values (1, 'x', 0)", "42501"],
    [ada, "update products set price_cents = 0", "42501"],
    [ada, "select from orders", 1],
    ["anon", "select from orders", "42501"],
    [ada, `insert into orders (user_id) values ('${ada}')`, 1],
    [ada, `insert into orders (user_id, total_cents) values ('${ada}', 0)`, "42501"],
    [ada, "update orders set status = 'paid'", "42501"],
    [ada, "delete from orders", "42501"],
    [
      ada,
      `insert into order_items (user_id, order_id, product_id, quantity) values ('${ada}', 'cccccccc-0000-4000-8000-000000000002', 1, 1)`,
      "23503",
    ],
    [
      ada,
      `insert into order_items (user_id, order_id, product_id, quantity) values ('${ada}', 'cccccccc-0000-4000-8000-000000000001', 1, 1)`,
      1,
    ],
    ["anon", "select from reviews", 1],
    [ben, "select from reviews", 2],
    [ben, "update reviews set published = true", "42501"],
    [ben, "update reviews set words = 'Drips a lot.'", 1],
    [ada, "select from coupons", "42501"],
    [ada, "select from bestsellers", "42501"],
  ],
  prisma: [
    [ada, 'select from "User"', 1],
    [ada, "select from users", 1],
    [ada, `update users set role = 'ADMIN'`, "42501"],
    [ada, `update "User" set name = 'A.'`, 1],
    ["anon", 'select from "User"', "42501"],
    ["anon", "select from posts", 2],
    [ada, "select from posts", 3],
    [ben, "update posts set title = 'x'", 0],
    [ada, `insert into posts (id, title, author_id) values ('p9', 'x', '${ben}')`, "42501"],
    [ada, `insert into posts (id, title, author_id) values ('p9', 'x', '${ada}')`, 1],
    [ben, `insert into post_comments values ('c9', 'x', 'p2', '${ben}')`, "42501"],
    [ben, `insert into post_comments values ('c9', 'x', 'p1', '${ben}')`, 1],
    [ben, "update likes set user_id = user_id", "42501"],
    [ben, `insert into "_PostToTag" values ('p3', 1)`, "42501"],
    [ada, `delete from "_PostToTag"`, 2],
    ["anon", "select from tags", 1],
    [ben, "select from api_keys", 0],
    [ada, "select from api_keys", 1],
    [ada, `select from _prisma_migrations`, "42501"],
    ["service", "select from _prisma_migrations", "42501"],
  ],
};

const make = useSmall();

describe.each(Object.entries(attempts))("%s", (name, tried) => {
  test.each([15, 17] as const)("callers reach what the contract says, on Postgres %i", async (major) => {
    const small = await database(name, major);
    const contract = await loadContract(fileURLToPath(new URL(`examples/${name}/rowproof.config.ts`, root)));
    expect(await small.obey(contract, { prune: true })).toEqual([]);
    for (const [user, statement, outcome] of tried) {
      expect([user, statement, await small.as(user, statement)]).toEqual([user, statement, outcome]);
    }
  });
});

async function database(name: string, major: 15 | 17): Promise<Small> {
  const small = await make("delete from auth.users", { open: true, major });
  await small.client.query(
    await readFile(fileURLToPath(new URL(`examples/${name}/before.sql`, root)), "utf8"),
  );
  return small;
}
