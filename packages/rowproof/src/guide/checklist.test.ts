import { expect, test } from "vitest";
import type { CheckResult } from "../check/run.js";
import type { Finding, Level } from "../diagnostic.js";
import { findingLine, summaryOf, withoutName } from "./checklist.js";

const finding = (level: Level, message = "it is *so*"): Finding => ({
  id: "a/b",
  level,
  object: "table t",
  message,
  why: "",
  fix: "",
});

const result = (fields: Partial<CheckResult>): CheckResult => ({
  id: "a",
  part: "security",
  holds: "All is well",
  summary: undefined,
  undecided: undefined,
  findings: [],
  ...fields,
});

test("a finding has the mark of its level", () => {
  expect((["error", "warning", "note"] as const).map((level) => findingLine(finding(level)))).toEqual(
    ["✗", "!", "~"].map((mark) => `${mark} it is \\*so\\* (\`a/b\`)`),
  );
});

test("a note leaves the database clean; a warning, or what could not be decided, does not", () => {
  expect(summaryOf([result({})])).toBe("clean (1 of 1 hold)");
  expect(summaryOf([result({ findings: [finding("note")] })])).toBe("clean (0 of 1 hold: 1 note)");
  expect(summaryOf([result({ findings: [finding("warning")] })])).toMatch(/^\*\*not clean\*\* /);
  expect(summaryOf([result({ undecided: "why" })])).toBe("**not clean** (0 of 1 hold: 1 not decided)");
});

test("the database has no name", () => {
  const [said] = withoutName(
    [result({ findings: [finding("error", 'x of database "My App", y of database "My App"')] })],
    "My App",
  );
  expect(said?.findings[0]?.message).toBe("x of this database, y of this database");
});
