import { counted } from "../sql/list.js";
import type { Style } from "./style.js";

interface MigrationLine {
  readonly version: string;
  readonly name: string;
  readonly state: "applied" | "pending" | "edited since applied" | "unknown to us";
  readonly note?: string;
}

export interface StatusReport {
  readonly server: string;
  readonly database: string;
  /** The table of the history, and whether it exists. */
  readonly history: { readonly table: string; readonly present: boolean };
  readonly migrations: readonly MigrationLine[];
  /** Copies of the database on its server, and dump files. */
  readonly backups: readonly string[];
}

const marks: Readonly<Record<MigrationLine["state"], string>> = {
  applied: "✓",
  pending: "·",
  "edited since applied": "✗",
  "unknown to us": "?",
};

/** The state of a database: what is applied, what is pending, what does not fit. */
export function renderStatus(report: StatusReport, style: Style): string {
  const lines = report.migrations.map((migration) => {
    const note = migration.note === undefined ? "" : style.dim(` (${migration.note})`);
    return `  ${marks[migration.state]} ${migration.version.padEnd(14)}  ${migration.name.padEnd(36)}  ${migration.state}${note}`;
  });
  const history = report.history.present ? "" : " (does not exist yet)";
  return [
    `server    ${report.server}`,
    `database  ${report.database}`,
    `history   ${report.history.table}${history}`,
    ...(report.backups.length === 0 ? [] : [`backups   ${report.backups.join("\n          ")}`]),
    "",
    ...(lines.length === 0 ? ["  no migrations"] : lines),
    "",
    totals(report.migrations),
  ].join("\n");
}

function totals(migrations: readonly MigrationLine[]): string {
  const totals = (Object.keys(marks) as MigrationLine["state"][]).flatMap((state) => {
    const number = migrations.filter((migration) => migration.state === state).length;
    return number === 0 ? [] : [`${number} ${state}`];
  });
  return totals.length === 0 ? counted(0, "migration") : totals.join(", ");
}
