import { expect, test } from "vitest";
import { renderMatrix } from "../report/matrix.js";
import { plain } from "../report/style.js";
import type { Contract } from "./contract.js";
import { custom } from "./custom.js";
import { declaredMatrix } from "./declared-cells.js";
import { memberOf } from "./member-of.js";
import { appendOnly, closed, ownedBy, publicRead, readOwn, serviceOnly } from "./presets.js";

const contract = (more: Partial<Contract>): Contract => ({
  file: "",
  directory: "",
  database: undefined,
  migrations: "",
  versions: {},
  schema: "",
  guide: "",
  schemas: ["public", "app"],
  tables: {},
  routines: {},
  actors: {},
  fixtures: {},
  place: () => undefined,
  ...more,
});

const drawn = (more: Partial<Contract>) =>
  renderMatrix(declaredMatrix(contract(more)), plain).split("\n\n  ✓ may")[0];

test("each preset says what the four actors may do, with a table as with its views", () => {
  const tables = {
    notes: { access: ownedBy("user_id", { delete: false }), views: ["note"], aliases: ["Notes"] },
    runs: { access: appendOnly("user_id"), views: [] },
    mine: { access: readOwn("user_id"), views: [] },
    posts: { access: custom({ select: "open", anon: { select: "open" } }), views: [] },
    news: { access: publicRead(), views: [] },
    events: { access: serviceOnly(), views: [] },
    "app.history": { access: closed(), views: [] },
  };
  const routines = { "app.board": { execute: ["anon", "authenticated"] as const }, fix: { execute: [] } };
  expect(drawn({ tables, routines })).toBe(`\
Tables and views  owner    stranger  anon     service
                  S I U D  S I U D   S I U D  S I U D
  notes           ✓ ✓ ✓ ·  · · · ·   · · · ·  ✓ ✓ ✓ ✓
  note (view)     ✓ ✓ ✓ ·  · · · ·   · · · ·  ✓ ✓ ✓ ✓
  Notes (view)    ✓ ✓ ✓ ·  · · · ·   · · · ·  ✓ ✓ ✓ ✓
  runs            ✓ ✓ · ✓  · · · ·   · · · ·  ✓ ✓ ✓ ✓
  mine            ✓ · · ·  · · · ·   · · · ·  ✓ ✓ ✓ ✓
  posts           ~ · · ·  ~ · · ·   ~ · · ·  ✓ ✓ ✓ ✓
  news            ✓ · · ·  ✓ · · ·   ✓ · · ·  ✓ ✓ ✓ ✓
  events          · · · ·  · · · ·   · · · ·  ✓ ✓ ✓ ✓
  app.history     · · · ·  · · · ·   · · · ·  · · · ·

Routines     owner  stranger  anon  service
             X      X         X     X
  app.board  ✓      ✓         ✓     ·
  fix        ·      ·         ·     ·`);
});

test("members, and the contract's own actors, have columns of their own", () => {
  const tables = {
    tasks: { access: memberOf("members", { write: ["editor", "lead"], delete: ["lead"] }), views: [] },
    members: { access: readOwn("user_id"), views: [] },
  };
  const actors = {
    robot: { role: "service_role" },
    lead2: { rows: { members: { role: "lead" } } },
    odd: { rows: { members: { role: { sql: "'lead'" } } } },
    guest: {},
  } as const;
  expect(drawn({ tables, actors })).toBe(`\
Tables and views  owner    stranger  anon     service  member   member editor  member lead  robot
                  S I U D  S I U D   S I U D  S I U D  S I U D  S I U D        S I U D      S I U D
  tasks           ✓ ✓ ✓ ✓  · · · ·   · · · ·  ✓ ✓ ✓ ✓  ✓ · · ·  ✓ ✓ ✓ ·        ✓ ✓ ✓ ✓      ✓ ✓ ✓ ✓
  members         ✓ · · ·  · · · ·   · · · ·  ✓ ✓ ✓ ✓  · · · ·  · · · ·        · · · ·      ✓ ✓ ✓ ✓

                  lead2    odd      guest
                  S I U D  S I U D  S I U D
  tasks           ✓ ✓ ✓ ✓  ✓ ~ ~ ~  · · · ·
  members         · · · ·  · · · ·  · · · ·`);
});
