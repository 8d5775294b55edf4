import { compareVersions } from "../../migrate/files.js";
import type { MigrationState } from "../../migrate/history.js";

/** Where a migration stands. */
export interface MigrationStatus {
  readonly version: string;
  readonly name: string;
  readonly state: "applied" | "pending" | "edited since applied" | "unknown to us";
  readonly note?: string;
}

/** Every migration of the files and of the history, by version. */
export function migrationStatuses(state: MigrationState): readonly MigrationStatus[] {
  return [...appliedOf(state), ...pendingOf(state), ...unknownOf(state)].sort((left, right) =>
    compareVersions(left.version, right.version),
  );
}

function appliedOf({ applied, edited, unrecorded }: MigrationState): readonly MigrationStatus[] {
  return applied.map(({ version, name, fileName }) => {
    const isEdited = edited.some((other) => other.version === version);
    const note = `its text was not recorded when it ran, so ${fileName} cannot be compared`;
    return {
      version,
      name,
      state: isEdited ? "edited since applied" : "applied",
      ...(unrecorded.some((other) => other.version === version) ? { note } : {}),
    };
  });
}

function pendingOf({ pending, late }: MigrationState): readonly MigrationStatus[] {
  return pending.map(({ version, name }) => ({
    version,
    name,
    state: "pending",
    ...(late.some((other) => other.version === version) ? { note: "older than one that is applied" } : {}),
  }));
}

function unknownOf({ unknown }: MigrationState): readonly MigrationStatus[] {
  return unknown.map(({ version, name }) => ({
    version,
    name: name ?? "",
    state: "unknown to us",
    note: "in the history, but no file has this version",
  }));
}
