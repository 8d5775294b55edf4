import { isBookkeeping, isPlainOwner } from "./conventions.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import type { DraftedEntry } from "./drafted-entry.js";
import { memberByName, teamLinkOf } from "./member-draft.js";
import { guess } from "./note.js";
import { ownedByName } from "./owned-draft.js";
import { keyOf } from "./relations.js";
import { ruledDraft } from "./ruled-draft.js";

/** The access that a table's own columns, policies and grants suggest; undefined where they suggest nothing. */
export function tableDraft(known: DraftSource, table: DraftedTable): DraftedEntry | undefined {
  if (isBookkeeping(table.relation.name)) return { choice: { kind: "closed" }, notes: [] };
  if (table.rules.hasPolicies) return ruledDraft(known, table);
  const drafted = draftWithoutPolicies(known, table);
  if (drafted === undefined || !table.relation.rowSecurity) return drafted;
  const shut = guess(
    "row level security is on without a policy for users, so they cannot reach any row today",
  );
  return { ...drafted, notes: [...drafted.notes, shut] };
}

/** Where no policy tells: grants to everybody are what a platform gives every table, so that they tell nothing. */
function draftWithoutPolicies(known: DraftSource, table: DraftedTable): DraftedEntry | undefined {
  const { relation, owner } = table;
  const team = known.teams.find(({ members }) => members === relation);
  if (team !== undefined) {
    const options = { insert: false, update: false, delete: false } as const;
    const said = `it says who is in which of ${keyOf(team.table, known.schemas)}; only the service adds members`;
    return { choice: { kind: "owned", column: team.user, options }, notes: [guess(said)] };
  }
  const link = teamLinkOf(known, table);
  const isTeams = link !== undefined && (link.team.table === relation || !isPlainOwner(owner.column ?? ""));
  if (isTeams) return memberByName(known, table, link);
  if (owner.column === undefined) return undefined;
  const drafted = ownedByName(relation, owner.column);
  const alone =
    link === undefined
      ? []
      : [guess(`only its owner reaches it; write memberOf() if the members of a team share it`)];
  return { ...drafted, notes: [...owner.notes, ...alone, ...drafted.notes] };
}
