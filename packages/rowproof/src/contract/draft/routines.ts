import type { RelationName, Routine } from "../../catalog/facts.js";
import { type ContractRole, commands } from "../contract.js";
import { accessOf } from "./choice.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { type DraftNote, guess } from "./note.js";
import { isSame, keyOf } from "./relations.js";

/** A function, and the roles that may execute it. */
export interface DraftedRoutine {
  readonly key: string;
  readonly execute: readonly ContractRole[];
  readonly notes: readonly DraftNote[];
  /** Why it is only proposed in a comment: naming it states that somebody has read what it does with its owner's rights. */
  readonly unread?: string;
}

type RoutineUsers = readonly ("anon" | "authenticated")[];
const users: RoutineUsers = ["anon", "authenticated"];

/** The functions that users need or were granted by name. Those that run as their owner are only proposed. */
export function draftRoutines(
  known: DraftSource,
  drafted: ReadonlyMap<DraftedTable, DraftedEntry>,
): readonly DraftedRoutine[] {
  const { routines } = known.catalog;
  const callable = routines.filter(
    ({ extension, returns }) => extension === null && returns !== "trigger" && returns !== "event_trigger",
  );
  const first = callable.filter((one, index) => callable.findIndex((other) => isSame(other, one)) === index);
  const all = first.flatMap((routine) => {
    const overloads = callable.filter((other) => isSame(other, routine));
    return draftRoutine(known, overloads, neededBy(known, drafted, routine)) ?? [];
  });
  const isProposed = ({ unread }: DraftedRoutine) => unread !== undefined;
  return [...all.filter((one) => !isProposed(one)), ...all.filter(isProposed), ...draftTriggers(known)];
}

function draftRoutine(
  { schemas }: DraftSource,
  overloads: readonly Routine[],
  needed: RoutineUsers,
): DraftedRoutine | undefined {
  const [routine] = overloads;
  if (routine === undefined) return undefined;
  const key = keyOf(routine, schemas);
  const definer = overloads.find(({ securityDefiner }) => securityDefiner);
  if (needed.length > 0) {
    const asOwner = definer && guess(`a table calls it, and it runs as ${definer.owner}: read it`);
    return { key, execute: needed, notes: asOwner ? [asOwner] : [] };
  }
  const executing = users.filter((user) => overloads.some((one) => one.executableBy.includes(user)));
  if (definer !== undefined && executing.length > 0) {
    const execute = executing.filter((user) => user === "authenticated" || executing.length === 1);
    return { key, execute, notes: [], unread: `security definer, runs as ${definer.owner}` };
  }
  const named = overloads.some(({ privileges }) =>
    privileges.some(({ grantee, privilege }) => grantee === "authenticated" && privilege === "EXECUTE"),
  );
  const notes = [guess("users call it: it is granted to authenticated by name")];
  return named ? { key, execute: ["authenticated"], notes } : undefined;
}

/**
 * The roles for which a table calls it and that can execute it today. A policy without TO calls it for anonymous users only if
 * their rows have the same condition.
 */
function neededBy(
  { catalog, tables }: DraftSource,
  drafted: ReadonlyMap<DraftedTable, DraftedEntry>,
  routine: RelationName,
): RoutineUsers {
  const calls = catalog.external.calls.filter((call) => isSame(call.routine, routine));
  return users.filter((user) =>
    calls.some(({ relation, part, executableBy }) => {
      const table = tables.find((one) => isSame(one.relation, relation));
      const access = table && drafted.get(table);
      if (access === undefined || !executableBy.includes(user)) return false;
      const kinds = commands.map((command) => accessOf(access.choice)[user][command].rows.kind);
      return part === "policy" && user === "anon"
        ? kinds.includes("where")
        : kinds.some((kind) => kind !== "none");
    }),
  );
}

/** Trigger functions that run as their owner when a user writes a row, signs up or is deleted. */
function draftTriggers({ catalog, schemas }: DraftSource): readonly DraftedRoutine[] {
  const { triggerRoutines, userTriggers } = catalog.external;
  const triggers = [...catalog.relations.flatMap((relation) => relation.triggers), ...userTriggers];
  const firing = triggers.filter(({ enabled }) => enabled === "origin" || enabled === "always");
  return triggerRoutines
    .filter(({ securityDefiner, extension }) => securityDefiner && extension === null)
    .filter((routine) => firing.some((trigger) => isSame(trigger.routine, routine)))
    .map((routine) => ({
      key: keyOf(routine, schemas),
      execute: [],
      notes: [],
      unread: `a trigger runs it as ${routine.owner}`,
    }));
}
