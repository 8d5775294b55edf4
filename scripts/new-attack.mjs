// `npm run new:attack -- NAME`: a new attack on relations with its entry in the table of attacks, a flawed case of the corpus that
// fails until the attack is filled in, and a correct case that looks similar.
import { addEntry, identifierOf, refuseName, runGenerator, writeNew } from "./new-entry.mjs";
import { root } from "./setup.mjs";

const table = "packages/rowproof/src/attack/attacks.ts";

/** Writes the files of a new attack under `root` and returns their paths. */
export function newAttack({ root, name }) {
  const source = `packages/rowproof/src/attack/${name}.ts`;
  const cases = [`corpus/flawed--${name}`, `corpus/correct--${name}`];
  refuseName({ root, name, table, paths: [source, ...cases] });
  const [flawed, correct] = cases;
  const written = writeNew(root, {
    [source]: attackText(name),
    ...caseFiles(flawed, [{ object: "public.things", actor: "stranger", command: "select", status: "leak" }]),
    ...caseFiles(correct, []),
  });
  addEntry({ root, table, list: "relationAttacks", identifier: identifierOf(name), from: `./${name}.js` });
  return [...written, table];
}

function attackText(name) {
  return `import { sql } from "../sql/sql.js";
import type { RelationAttack } from "./attack.js";
import { send } from "./steps.js";

/** Say which mistake this finds, with the section of the PostgreSQL documentation. */
export const ${identifierOf(name)}: RelationAttack = {
  id: "select/${name}",
  command: "select",
  tries: "say in one sentence what this attack tries",
  // Remove this line, or say which relations the attack applies to.
  applies: () => false,
  *attempts({ actor }) {
    const statement = sql\`select 1\`.text;
    yield* send({ actor, statements: [statement] });
    // Record what the attempt showed with \`context.observed.record\`, as the other attacks do.
  },
};
`;
}

function caseFiles(folder, broken) {
  const expected = { about: "Say what is wrong, or looks wrong, and why.", broken };
  return {
    [`${folder}/schema.sql`]: schemaText(
      broken.length > 0 ? "with the flaw" : "that looks flawed and is not",
    ),
    [`${folder}/rowproof.config.ts`]: configText,
    [`${folder}/expected.json`]: `${JSON.stringify(expected, null, 2)}\n`,
  };
}

const configText = `import { defineConfig, ownedBy } from "rowproof";

export default defineConfig({
  migrations: "migrations",
  schema: "schema.sql",
  tables: {
    things: { access: ownedBy("user_id") },
  },
});
`;

function schemaText(what) {
  return `-- A database ${what}. Say what it is, and change it.
create table public.things (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.things enable row level security;
create policy "own rows" on public.things for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.things to authenticated, service_role;
`;
}

if (import.meta.filename === process.argv[1])
  runGenerator(newAttack, root, "Fill in the attack and its two cases; npm test -- corpus fails until then.");
