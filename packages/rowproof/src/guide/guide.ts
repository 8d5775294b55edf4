import path from "node:path";
import { readCheckContext } from "../check/context.js";
import type { CheckResult } from "../check/run.js";
import type { ResolvedContract } from "../contract/resolved.js";
import { changesSection } from "./changes.js";
import { checklistSection, withoutName } from "./checklist.js";
import { blocks, code } from "./markdown.js";
import type { GuideMigration, Material } from "./material.js";
import { migrationsSection } from "./migrations.js";
import { overview } from "./overview.js";
import { specialCasesSection } from "./special-cases.js";
import { stateSection } from "./state.js";
import { tableSection } from "./table.js";

/** What `writeGuide` takes. */
export interface GuideSource {
  /** Resolved against a catalog with the contract's conditions bound. */
  readonly contract: ResolvedContract;
  /** What `runChecks` found. */
  readonly results: readonly CheckResult[];
  /** In the order in which they run. */
  readonly migrations: readonly GuideMigration[];
}

/**
 * A project's database guide, as Markdown: the same bytes for the same contract, migrations and schema, on any machine
 * and at any time.
 */
export async function writeGuide({ contract, results, migrations }: GuideSource): Promise<string> {
  const material: Material = {
    contract,
    context: await readCheckContext(contract),
    results: withoutName(results, contract.catalog.server.database),
    migrations,
  };
  const findings = material.results.flatMap((result) => result.findings);
  const text = blocks(
    introduction(contract),
    stateSection(material),
    overview(material),
    ...contract.namedTables.map((table) => tableSection(material.context, table, findings)),
    specialCasesSection(material),
    migrationsSection(material),
    changesSection(material),
    checklistSection(material),
  );
  return `${text}\n`;
}

function introduction({ file, guide }: ResolvedContract): string {
  const config = path.relative(path.dirname(guide), file).replaceAll("\\", "/");
  return blocks(
    "# Database guide",
    `Who may read and write which rows, and how to work with the tables. \`rowproof guide\` writes this file from [${code(path.basename(file))}](${config}), the migrations and the database: do not edit it, run the command again. In SQL, names with capitals need double quotes.`,
    "[State](#state) · [Tables](#tables) · [Special cases](#special-cases) · [Migrations](#migrations) · [Working with it](#working-with-it) · [Checklist](#checklist)",
  );
}
