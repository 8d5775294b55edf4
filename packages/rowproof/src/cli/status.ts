import { readdir } from "node:fs/promises";
import path from "node:path";
import { readContract } from "../commands/project/contract.js";
import { openTarget } from "../commands/project/target.js";
import { listCopies } from "../migrate/backup.js";
import { compareVersions, readMigrations } from "../migrate/files.js";
import {
  compareWithHistory,
  hasHistory,
  historyTable,
  type MigrationState,
  readHistory,
} from "../migrate/history.js";
import { readServer } from "../migrate/preflight.js";
import { type MigrationLine, renderStatus } from "../report/status.js";
import { onConnection } from "../sql/session.js";
import { backupFolder } from "./backup.js";
import type { CommandRun, CommonOptions } from "./command.js";

/** `rowproof status`: the migrations' states, the server and the history. Exit 1 where a file was edited or is unknown. */
export const status: CommandRun<CommonOptions> = async (options, { output, signal }) => {
  const contract = await readContract(options);
  const migrations = await readMigrations({ directory: contract.migrations, versions: contract.versions });
  const target = await openTarget(contract, options);
  try {
    const report = await onConnection(target.url, signal, async (client) => {
      const server = await readServer(client);
      const state = await compareWithHistory(migrations, await readHistory(client));
      return {
        server: `Postgres ${server.version}`,
        database: `${server.database} · ${target.display}`,
        history: { table: historyTable, present: await hasHistory(client) },
        migrations: migrationLines(state),
        backups: [
          ...(await listCopies(client, server.database)),
          ...(await dumpFiles(backupFolder(contract))),
        ],
      };
    });
    output.product(renderStatus(report, output.style), { command: "status", ...report });
    const wrong = ["edited since applied", "unknown to us"];
    return report.migrations.some((line) => wrong.includes(line.state)) ? 1 : 0;
  } finally {
    await target.close();
  }
};

function migrationLines(state: MigrationState): readonly MigrationLine[] {
  const lines: MigrationLine[] = [
    ...state.applied.map(({ version, name, ...migration }): MigrationLine => {
      const edited = state.edited.some((other) => other.version === version);
      const unrecorded = state.unrecorded.some((other) => other.version === version);
      return {
        version,
        name,
        state: edited ? "edited since applied" : "applied",
        ...(unrecorded
          ? { note: `what ran is not recorded, so ${migration.fileName} cannot be compared` }
          : {}),
      };
    }),
    ...state.pending.map(({ version, name }): MigrationLine => {
      const late = state.late.some((other) => other.version === version);
      return { version, name, state: "pending", ...(late ? { note: "older than one that is applied" } : {}) };
    }),
    ...state.unknown.map(
      ({ version, name }): MigrationLine => ({
        version,
        name: name ?? "",
        state: "unknown to us",
        note: "in the history, but no file has this version",
      }),
    ),
  ];
  return lines.sort((left, right) => compareVersions(left.version, right.version));
}

async function dumpFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith(".dump"))
    .sort()
    .map((name) => path.join(folder, name));
}
