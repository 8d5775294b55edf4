import { expect, test } from "vitest";
import type { Finding } from "../diagnostic.js";
import { type ChecklistLine, renderChecklist, summarise } from "./checklist.js";
import { renderDiagnostic } from "./diagnostic.js";
import { renderStatus } from "./status.js";
import { duration, plain } from "./style.js";

const finding: Finding = {
  id: "rls/off",
  level: "error",
  object: "table public.t",
  message: "row level security is off on table public.t",
  why: "one line\nanother",
  fix: "alter table public.t enable row level security;",
};

const line = (fields: Partial<ChecklistLine>): ChecklistLine => ({
  part: "verification",
  holds: "All is well",
  summary: undefined,
  findings: [],
  ...fields,
});

test("a diagnostic says what, where, why and how to fix, with continued lines aligned", () => {
  const place = { file: "/elsewhere/m.sql", line: 2, column: 7 };
  const rendered = renderDiagnostic({ ...finding, sqlstate: "42601", place, excerpt: "2 | x\n  | ^" }, plain);
  expect(rendered).toBe(
    [
      "error rls/off (42601): row level security is off on table public.t",
      "  at:   /elsewhere/m.sql:2:7",
      "    2 | x",
      "      | ^",
      "  why:  one line",
      "        another",
      "  fix:  alter table public.t enable row level security;",
    ].join("\n"),
  );
});

test("the checklist ticks what holds, and never what was not decided", () => {
  const rendered = renderChecklist(
    [
      line({ summary: "3 of 3" }),
      line({ holds: "No leak", findings: [finding] }),
      line({ holds: "Said only", findings: [{ ...finding, level: "note" }] }),
      line({ part: "security", holds: "Doubtful", findings: [{ ...finding, level: "warning" }] }),
      line({ part: "security", holds: "Not looked at", undecided: "row level security is off" }),
    ],
    plain,
  );
  expect(rendered).toContain("  ✓ All is well (3 of 3)\n");
  expect(rendered).toContain("  ✗ No leak\n      error rls/off:");
  expect(rendered).toContain("  ~ Said only\n      note rls/off:");
  expect(rendered).toContain("  ! Doubtful\n      warning rls/off:");
  expect(rendered).toContain("  ? Not looked at\n      not decided: row level security is off");
  expect(rendered.split("\n").at(-1)).toBe("1 of 5 hold: 1 error, 1 warning, 1 note, 1 not decided");
});

test("only a list on which everything holds is clean", () => {
  expect(summarise([line({})])).toBe("clean: 1 of 1 hold");
  expect(summarise([line({ undecided: "why" })])).toBe("0 of 1 hold: 1 not decided");
});

test("the status counts each state", () => {
  const rendered = renderStatus(
    {
      server: "Postgres 17.1",
      database: "app",
      history: { table: "h.t", present: false },
      backups: [],
      migrations: [
        { version: "1", name: "a", state: "applied" },
        { version: "2", name: "b", state: "pending", note: "late" },
      ],
    },
    plain,
  );
  expect(rendered).toContain("history   h.t (does not exist yet)");
  expect(rendered).toMatch(/✓ 1 +a +applied\n +· 2 +b +pending \(late\)\n\n1 applied, 1 pending$/);
});

test("durations are short", () => {
  expect([duration(12.4), duration(1234)]).toEqual(["12 ms", "1.2 s"]);
});
