import type { Relation } from "../../catalog/facts.js";
import { listed } from "../../sql/list.js";
import { identifier } from "../../sql/sql.js";
import { type Command, commands } from "../contract.js";
import type { DraftedTable, DraftSource } from "./draft-source.js";
import { type DraftNote, guess } from "./note.js";
import { isRowless, type PolicyAdmission } from "./rules.js";

export type CommandAdmissions = Readonly<Record<Command, PolicyAdmission>>;

/** What policies allow signed-in users, without what no contract should keep or can express. */
export function keptAdmissions(
  known: DraftSource,
  table: DraftedTable,
): { readonly admitted: CommandAdmissions; readonly notes: readonly DraftNote[] } {
  const { rules, owner, relation } = table;
  const isMembers = known.teams.some(({ members }) => members === relation);
  const place: AdmissionContext = { relation, isMembers, owner: isMembers ? undefined : owner.column };
  const judged = commands.map((command) => {
    const admission = rules.admits("authenticated", command);
    const reason = reasons.find(({ holds }) => holds(place, command, admission));
    return { command, reason, admission: reason?.instead(place) ?? admission };
  });
  const reasonNotes = reasons.flatMap((reason) => {
    const concerned = judged.filter((one) => one.reason === reason).map(({ command }) => command);
    return concerned.length === 0 ? [] : [guess(reason.said(listed(concerned), place))];
  });
  const usesOwner = judged.some(({ reason, admission }) => reason && admission.kind === "own");
  return {
    admitted: Object.fromEntries(
      judged.map(({ command, admission }) => [command, admission]),
    ) as CommandAdmissions,
    notes: [
      ...rules.misplaced.map(misplacedNote),
      ...reasonNotes,
      ...(usesOwner ? owner.notes : []),
      ...anonymousNotes(table),
    ],
  };
}

interface AdmissionContext {
  readonly relation: Relation;
  readonly isMembers: boolean;
  /** The column that holds the owner's id, if the owner may write. */
  readonly owner: string | undefined;
}

/** Why a draft does not keep a policy's rows for a command, and what replaces them. */
interface WithholdingReason {
  holds(place: AdmissionContext, command: Command, admission: PolicyAdmission): boolean;
  instead(place: AdmissionContext): PolicyAdmission;
  said(commands: string, place: AdmissionContext): string;
}

const none: PolicyAdmission = { kind: "none" };

const reasons: readonly WithholdingReason[] = [
  {
    holds: (_, command, { kind }) => command !== "select" && kind === "all",
    instead: ({ relation, owner }) => (owner === undefined ? none : ownRows(relation, owner)),
    said: (commands, { owner }) =>
      `policies let every user ${commands} any row today; here ${owner === undefined ? "only the service does" : "users have only their own"}`,
  },
  {
    holds: (_, _command, admission) => isRowless(admission),
    instead: () => none,
    said: (commands) =>
      `who may ${commands} does not depend on the row; if that is intended, write it as a predicate`,
  },
  {
    holds: ({ isMembers }, command, { kind }) =>
      isMembers && kind === "own" && (command === "insert" || command === "update"),
    instead: () => none,
    said: () => "only the service adds members: today users can add themselves to any team",
  },
];

function ownRows({ columns }: Relation, column: string): PolicyAdmission {
  const isUuid = columns.some(({ name, type }) => name === column && type === "uuid");
  const text = `${identifier(column).text} = (select auth.uid()${isUuid ? "" : "::text"})`;
  return { kind: "own", column, text, conditions: [] };
}

function misplacedNote(name: string): DraftNote {
  return guess(`policy "${name}" is for the service, but has no TO, so it applies to everybody today`);
}

function anonymousNotes({ rules }: DraftedTable): readonly DraftNote[] {
  const open = (["insert", "update", "delete"] as const).filter(
    (command) => rules.admits("anon", command).kind !== "none",
  );
  if (open.length === 0) return [];
  return [guess(`policies let anonymous users ${listed(open)} today; here they do not`)];
}
