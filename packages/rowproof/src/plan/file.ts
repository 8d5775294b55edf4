import type { Group, Phase } from "./action.js";
import type { Plan } from "./plan.js";

/** How long a statement waits for a lock before it gives way to who was there first, as the run itself has it. */
const lockTimeout = "set local lock_timeout = '100ms';";

/**
 * A plan as the text of one migration file. It brings its own transaction, so that `psql -f` runs it as a whole too, and what
 * cannot run in one, or should not, stands before and after it. Everything in it can run twice.
 *
 * @param title what the file is for, where that is more than what the contract asks for; the guide repeats it
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
    `-- What the contract asks for and the database lacks: ${statements} ${statements === 1 ? "statement" : "statements"}.`,
    "-- A line that begins with lock: says what each statement below it takes.",
    ...careful(groups),
    ...(removals.length === 0
      ? ["-- It takes no access away."]
      : ["-- It takes access away:", ...removals.map((removal) => `--   ${oneLine(removal)}`)]),
  ].join("\n");
}

/** What is done so that readers and writers go on, and where that is not to be had. */
function careful(groups: readonly Group[]): readonly string[] {
  const outside = groups.some(({ phase }) => phase !== "within");
  const scans = groups.some(({ phase, actions }) =>
    actions.some(({ lock }) => phase === "within" && lock.includes("while every row is checked")),
  );
  return [
    ...(outside
      ? [
          "-- Indexes are built before the transaction and rows are checked after it, so that readers and writers go on.",
        ]
      : []),
    ...(scans
      ? [
          "-- Where a lock says so, every row is checked in the transaction, and writers wait: choose a quiet hour.",
        ]
      : []),
  ];
}

/** Over each statement stands the lock that it takes, or that those from there on take. */
function writeGroup({ reason, actions }: Group): string {
  const lines = actions.flatMap(({ sql, lock }, at) =>
    actions[at - 1]?.lock === lock ? [sql] : [`-- lock: ${oneLine(lock)}`, sql],
  );
  return [...wrap(reason).map((line) => `-- ${line}`), ...lines].join("\n");
}

/** A name may hold a line break, and what follows it would not be a comment any more. */
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
