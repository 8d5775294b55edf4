import type { Relation } from "../../catalog/facts.js";
import { listed } from "../../sql/list.js";
import { identifier } from "../../sql/sql.js";
import { type Command, commands } from "../contract.js";
import type { DraftedTable, Known } from "./known.js";
import { guess, type Note } from "./note.js";
import { type Admission, isRowless } from "./rules.js";

export type Admitted = Readonly<Record<Command, Admission>>;

/** What policies let signed-in users do, without what no contract should keep or can say. */
export function keptAdmissions(
  known: Known,
  table: DraftedTable,
): { readonly admitted: Admitted; readonly notes: readonly Note[] } {
  const { rules, owner, relation } = table;
  const isMembers = known.teams.some(({ members }) => members === relation);
  const place: Place = { relation, isMembers, owner: isMembers ? undefined : owner.column };
  const judged = commands.map((command) => {
    const admission = rules.admits("authenticated", command);
    const reason = reasons.find(({ holds }) => holds(place, command, admission));
    return { command, reason, admission: reason?.instead(place) ?? admission };
  });
  const told = reasons.flatMap((reason) => {
    const concerned = judged.filter((one) => one.reason === reason).map(({ command }) => command);
    return concerned.length === 0 ? [] : [guess(reason.said(listed(concerned), place))];
  });
  const usesOwner = judged.some(({ reason, admission }) => reason && admission.kind === "own");
  return {
    admitted: Object.fromEntries(judged.map(({ command, admission }) => [command, admission])) as Admitted,
    notes: [
      ...rules.misplaced.map(misplacedNote),
      ...told,
      ...(usesOwner ? owner.notes : []),
      ...anonymousNotes(table),
    ],
  };
}

interface Place {
  readonly relation: Relation;
  readonly isMembers: boolean;
  /** The column that holds the owner's id, where the owner may write. */
  readonly owner: string | undefined;
}

/** Why a command is not kept as policies have it, and what stands for it. */
interface Reason {
  holds(place: Place, command: Command, admission: Admission): boolean;
  instead(place: Place): Admission;
  said(commands: string, place: Place): string;
}

const none: Admission = { kind: "none" };

const reasons: readonly Reason[] = [
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
      `who may ${commands} is told without a column of the row; where that is meant, write it as a predicate`,
  },
  {
    holds: ({ isMembers }, command, { kind }) =>
      isMembers && kind === "own" && (command === "insert" || command === "update"),
    instead: () => none,
    said: () => "only the service adds members: today users add themselves to any team",
  },
];

function ownRows({ columns }: Relation, column: string): Admission {
  const isUuid = columns.some(({ name, type }) => name === column && type === "uuid");
  const text = `${identifier(column).text} = (select auth.uid()${isUuid ? "" : "::text"})`;
  return { kind: "own", column, text, conditions: [] };
}

function misplacedNote(name: string): Note {
  return guess(`policy "${name}" is the service's; it has no TO, and is everybody's today`);
}

function anonymousNotes({ rules }: DraftedTable): readonly Note[] {
  const open = (["insert", "update", "delete"] as const).filter(
    (command) => rules.admits("anon", command).kind !== "none",
  );
  if (open.length === 0) return [];
  return [guess(`policies let whoever is not signed in ${listed(open)} today; here they do not`)];
}
