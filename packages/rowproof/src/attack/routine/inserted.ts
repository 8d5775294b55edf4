import { type ContractTable, ownerColumns } from "../../contract/tables.js";
import { objectOf } from "../../sql/object-name.js";
import type { Actor } from "../actor.js";
import type { TextRow } from "../session.js";
import type { Steps } from "../steps.js";
import { accessTo, type Target } from "../target.js";
import { record, type Written } from "./written.js";

/** Rows that a call made and that the actor could not make themselves: in another's name, in another's place, or in their own where the contract gives them none to make. */
export function* judgeInserted(written: Written, target: Target): Steps<void> {
  const { context, base, attempt, changes } = written;
  const { table } = target;
  if (table === undefined) return;
  const answers = yield* context.reach.among(attempt.actor, table, base, "insert", changes.inserted);
  for (const [at, row] of changes.inserted.entries()) {
    const whose = answers[at] === true ? undefined : whoseRow(target, table, attempt.actor, row);
    if (whose === undefined) continue;
    record(written, {
      attack: "execute/insert",
      subject: `inserts ${whose}`,
      what: `inserts ${whose} into ${objectOf(target.object)}, which the contract withholds`,
    });
  }
}

/** What is wrong about a row that the contract does not let the actor insert; undefined where it is nobody's. */
function whoseRow(target: Target, table: ContractTable, actor: Actor, row: TextRow): string | undefined {
  const owners = ownerColumns(table).map((column) => row[column] ?? null);
  if (owners.length > 0) {
    const ids = owners.filter((id) => id !== null);
    if (ids.length === 0) return undefined;
    if (ids.some((id) => id !== actor.userId)) return "a row in another's name";
    const own = accessTo(target, actor.role, "insert")?.rows.kind === "own";
    return own ? "a row under another user's" : "a row in their own name";
  }
  const rules = [accessTo(target, actor.role, "insert"), accessTo(target, actor.role, "select")];
  const kinds = rules.map((access) => access?.rows.kind);
  if (kinds.includes("member")) return "a row of a team";
  return kinds[0] === "where" ? "a row" : undefined;
}
