// The rooms of packages/rowproof/src: what each holds and which rooms it may import. This is the only such table: rooms.mjs
// holds the code to it, and the table in CONTRIBUTING.md is written from it. It runs from what only reads to what people see.

/** Every room of the package: what it holds, in one sentence, and the rooms that it may import. */
export const rooms = {
  sql: {
    holds: "identifiers, literals, lists and counts, Postgres's parser, connections, the place of an error",
    imports: [],
  },
  catalog: {
    holds: "frozen facts of one database, one file a family",
    imports: ["sql"],
  },
  contract: {
    holds: "presets, loading, the resolved contract, drafting for `init`",
    imports: ["sql", "catalog"],
  },
  check: {
    holds: "static findings, one file each in a table of checks",
    imports: ["sql", "catalog", "contract"],
  },
  plan: {
    holds: "contract against catalog → actions → the text of a migration; one planner a kind in a table",
    imports: ["sql", "catalog", "contract", "check"],
  },
  dump: {
    holds: "catalog → `schema.sql`",
    imports: ["sql", "catalog"],
  },
  embedded: {
    holds: "a real Postgres from npm, with the roles and the `auth` schema of Supabase",
    imports: ["sql"],
  },
  shadow: {
    holds: "the schema of a live database, rebuilt in an embedded server that is thrown away",
    imports: ["sql", "catalog", "dump", "embedded"],
  },
  stack: {
    holds:
      "a Supabase-compatible API on a local Postgres, behind one adapter that tests itself before it serves",
    imports: ["sql"],
  },
  seed: {
    holds: "test users and rows: values, the order of foreign keys, each state that a condition tells apart",
    imports: ["sql", "catalog", "contract"],
  },
  attack: {
    holds: "the table of attacks, one file each, and the runner that sends attempts and controls",
    imports: ["sql", "catalog", "contract", "seed"],
  },
  judge: {
    holds: "observations against the contract → cells; cells → causes",
    imports: ["sql", "catalog", "contract", "seed", "attack"],
  },
  http: {
    holds: "the same attempts as requests to the API, compared with SQL",
    imports: ["sql", "catalog", "contract", "seed", "attack", "judge", "stack"],
  },
  mutants: {
    holds:
      "a table of ways to break a database, one class a file, and functions that show whether a proof notices",
    imports: ["sql", "catalog", "contract", "seed", "attack", "judge"],
  },
  migrate: {
    holds: "migration files, history, the run, backup and restore; the only room that commits",
    imports: ["sql", "catalog"],
  },
  report: {
    holds: "values → text, JSON, Markdown, HTML",
    imports: ["sql"],
    importsTypesOf: "all",
  },
  guide: {
    holds: "contract, catalog and findings → the database guide of a project, one file a section",
    imports: ["sql", "catalog", "contract", "check", "report"],
  },
  commands: {
    holds: "one command a file: a function from options to a value; prints nothing and exits nowhere",
    imports: "all but cli",
  },
  cli: {
    holds: "one command a file: parses options, calls the command, prints, sets the exit code",
    imports: "all",
  },
};

/** Files next to the rooms. Every room may import them. */
export const rootFiles = ["diagnostic.ts", "visible.ts", "index.ts"];

/** What `npm run check` refuses. A figure that is not enforced yet is printed only. */
export const limits = {
  imports: { most: 0, enforced: true },
  duplicates: { most: 0, enforced: true },
  parameters: { most: 14, enforced: true },
};
