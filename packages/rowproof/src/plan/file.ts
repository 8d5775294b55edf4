import type { Group, Phase } from "./action.js";
import type { Plan } from "./plan.js";

/** How long a statement waits for a lock before it gives up; `up` uses the same. */
const lockTimeout = "set local lock_timeout = '100ms';";

/**
 * A plan as the text of one migration file. It has its own transaction, so that `psql -f` also runs it as a whole. Statements
 * that cannot or should not run in a transaction come before and after it. Everything in it can run twice.
 *
 * @param title what the file is for, if it does more than the contract requires; the guide repeats it
 * @returns an empty string for a plan without statements.
 */
export function writePlan({ groups, removals }: Pick<Plan, "groups" | "removals">, title?: string): string {
  if (groups.length === 0) return "";
  const of = (phase: Phase) => groups.filter((group) => group.phase === phase);
  const [before, within, after] = [of("before"), of("within"), of("after")];
  const transaction =
    within.length === 0 ? [] : [`begin;\n${lockTimeout}`, ...within.map(writeGroup), "commit;"];
  const parts = [
    header(groups, removals, title),
    ...before.map(writeGroup),
    ...transaction,
    ...after.map(writeGroup),
  ];
  return `${parts.join("\n\n")}\n`;
}

function header(groups: readonly Group[], removals: readonly string[], title: string | undefined): string {
  const statements = groups.reduce((sum, { actions }) => sum + actions.length, 0);
  return [
    "-- rowproof: no-transaction",
    ...(title === undefined ? [] : [...wrap(title).map((line) => `-- ${line}`), "--"]),
    `-- What the database lacks to match the contract: ${statements} ${statements === 1 ? "statement" : "statements"}.`,
    "-- Each lock: line names the lock of the statements below it.",
    ...careful(groups),
    ...(removals.length === 0
      ? ["-- It removes no access."]
      : ["-- It removes access:", ...removals.map((removal) => `--   ${oneLine(removal)}`)]),
  ].join("\n");
}

/** How the file lets readers and writers continue, and where it cannot. */
function careful(groups: readonly Group[]): readonly string[] {
  const outside = groups.some(({ phase }) => phase !== "within");
  const scans = groups.some(({ phase, actions }) =>
    actions.some(({ lock }) => phase === "within" && lock.includes("while every row is checked")),
  );
  return [
    ...(outside
      ? [
          "-- Indexes are built before the transaction and rows are checked after it, so readers and writers continue.",
        ]
      : []),
    ...(scans
      ? ["-- Some locks make writers wait while every row is checked: run this at a quiet time."]
      : []),
  ];
}

/** Each lock is a comment above the first statement that takes it. */
function writeGroup({ reason, actions }: Group): string {
  const lines = actions.flatMap(({ sql, lock }, at) =>
    actions[at - 1]?.lock === lock ? [sql] : [`-- lock: ${oneLine(lock)}`, sql],
  );
  return [...wrap(reason).map((line) => `-- ${line}`), ...lines].join("\n");
}

/** A name may contain a line break, which would end the comment. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, " ");
}

function wrap(text: string, width = 117): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of oneLine(text).split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
