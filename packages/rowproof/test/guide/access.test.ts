import { expect, test } from "vitest";
import type { Access } from "../../src/contract/contract.js";
import { custom } from "../../src/contract/custom.js";
import { memberOf } from "../../src/contract/member-of.js";
import { appendOnly, closed, ownedBy, publicRead, readOwn, serviceOnly } from "../../src/contract/presets.js";
import { under, useGuide, withTables } from "./harness.js";

const { section } = useGuide();

const tables = `
  create table teams (team_id uuid, user_id uuid, role text, primary key (team_id, user_id));
  create table t (
    id uuid primary key, user_id uuid not null, team_id uuid, title text, plan text, published boolean,
    words integer generated always as (length(title)) stored, number bigint generated always as identity);`;

async function linesFor(access: Access): Promise<string> {
  const contract = withTables({
    teams: { access: readOwn("user_id"), views: [] },
    t: { access, views: [] },
  });
  return under("**Access**", await section(tables, "t", contract));
}

const nothing = "- **Anonymous users** (`anon`): nothing.";
const everything = "- **The service** (`service_role`) may select, insert, update and delete every row.";

test.each<[string, Access, readonly string[]]>([
  [
    "ownedBy",
    ownedBy("user_id"),
    [
      nothing,
      "- **Signed-in users** (`authenticated`) may select, insert, update and delete their own rows (`user_id` holds their id).",
      everything,
    ],
  ],
  [
    "ownedBy within a parent, without deletes, some columns writable",
    ownedBy("user_id", { within: "ChatSession", delete: false, writable: ["user_id", "title"] }),
    [
      nothing,
      "- **Signed-in users** (`authenticated`)",
      "  - may select their own rows (`user_id` holds their id)",
      "  - may insert and update their own rows (`user_id` holds their id), each within their own row of `ChatSession`; only the columns `user_id` and `title`",
      "  - may not delete",
      everything,
    ],
  ],
  [
    "ownedBy with columns that are read-only",
    ownedBy("user_id", { readOnly: ["plan"] }),
    [
      nothing,
      "- **Signed-in users** (`authenticated`)",
      "  - may select and delete their own rows (`user_id` holds their id)",
      "  - may insert and update their own rows (`user_id` holds their id); every column but `plan`",
      everything,
    ],
  ],
  [
    "appendOnly",
    appendOnly("user_id"),
    [
      nothing,
      "- **Signed-in users** (`authenticated`)",
      "  - may select, insert and delete their own rows (`user_id` holds their id)",
      "  - may not update",
      everything,
    ],
  ],
  [
    "readOwn",
    readOwn("user_id"),
    [
      nothing,
      "- **Signed-in users** (`authenticated`)",
      "  - may select their own rows (`user_id` holds their id)",
      "  - may not insert, update or delete",
      everything,
    ],
  ],
  [
    "memberOf, with roles",
    memberOf("teams", { write: ["owner", "editor"], delete: ["owner"] }),
    [
      nothing,
      "- **Signed-in users** (`authenticated`)",
      "  - may select the rows of their teams (`team_id` is the `team_id` of a row of `teams` with their id as `user_id`)",
      "  - may insert and update the rows of their teams (`team_id` is the `team_id` of a row of `teams` with their id as `user_id` and the `role` `owner` or `editor`)",
      "  - may delete the rows of their teams (`team_id` is the `team_id` of a row of `teams` with their id as `user_id` and the `role` `owner`)",
      everything,
    ],
  ],
  [
    "custom, for both kinds of caller",
    custom({
      select: "published or\n  user_id = auth.uid()",
      update: "user_id = auth.uid()",
      anon: { select: "published" },
    }),
    [
      "- **Anonymous users** (`anon`)",
      "  - may select the rows for which `published` holds",
      "  - may not insert, update or delete",
      "- **Signed-in users** (`authenticated`)",
      "  - may select the rows for which `published or user_id = auth.uid()` holds",
      "  - may update the rows for which `user_id = auth.uid()` holds",
      "  - may not insert or delete",
      everything,
    ],
  ],
  [
    "ownedBy with a predicate",
    ownedBy("user_id", { select: "user_id = auth.uid() or public.is_staff()", insert: false, delete: false }),
    [
      nothing,
      "- **Signed-in users** (`authenticated`)",
      "  - may select the rows for which `user_id = auth.uid() or public.is_staff()` holds",
      "  - may update their own rows (`user_id` holds their id)",
      "  - may not insert or delete",
      everything,
    ],
  ],
  [
    "publicRead",
    publicRead(),
    [
      "- **Anonymous users** (`anon`)",
      "  - may select every row",
      "  - may not insert, update or delete",
      "- **Signed-in users** (`authenticated`)",
      "  - may select every row",
      "  - may not insert, update or delete",
      everything,
    ],
  ],
  ["serviceOnly", serviceOnly(), [nothing, "- **Signed-in users** (`authenticated`): nothing.", everything]],
  [
    "closed",
    closed(),
    [
      nothing,
      "- **Signed-in users** (`authenticated`): nothing.",
      "- **The service** (`service_role`): nothing.",
    ],
  ],
])("%s", async (_, access, lines) => {
  expect(await linesFor(access)).toBe(lines.join("\n"));
});

test("each column says whether a user may write it", async () => {
  const columns = async (access: Access) => {
    const contract = withTables({ t: { access, views: [] } });
    const rows = under("**Columns**", await section(tables, "t", contract))
      .split("\n")
      .slice(2);
    return Object.fromEntries(
      rows.map((row) => [row.split("`")[1], row.split(" | ").at(-1)?.replace(" |", "")]),
    );
  };
  expect(await columns(ownedBy("user_id", { readOnly: ["plan"], update: false }))).toEqual({
    id: "insert",
    user_id: "insert: their own id",
    team_id: "insert",
    title: "insert",
    plan: "no",
    published: "insert",
    words: "no",
    number: "no",
  });
  expect(await columns(ownedBy("user_id", { insert: false, writable: ["title"] }))).toMatchObject({
    user_id: "no",
    title: "update",
    plan: "no",
  });
  const contract = withTables({ t: { access: closed(), views: [] } });
  expect(under("**Columns**", await section(tables, "t", contract))).toContain(
    "| `words` | `integer` | yes | generated: `length(title)` | no |",
  );
  expect(await columns(closed())).toMatchObject({ id: "no", title: "no" });
});
