import { closedTables, publicTables } from "./closed.js";
import { erasures } from "./erasure.js";
import { blocks, bullets } from "./markdown.js";
import type { Material } from "./material.js";
import { ownerless } from "./ownerless.js";
import { partitions } from "./partitions.js";
import { readOnlyColumns } from "./read-only.js";
import { routinesTable } from "./routines.js";
import { strangers } from "./strangers.js";
import { triggersElsewhere } from "./triggers.js";
import { ownTypes } from "./types.js";
import { unsound } from "./unsound.js";
import { rowsWithinParent } from "./within.js";

/** A kind of special case: its heading, what it means, and the cases, as items or as one block. */
interface SpecialCase {
  readonly title: string;
  readonly lead?: string;
  /** Empty if there is none: then the guide has no such heading. */
  cases(material: Material): readonly string[] | string;
}

const specialCases: readonly SpecialCase[] = [
  {
    title: "When a user is deleted",
    lead: "Deleting a row of `auth.users` deletes the user's rows:",
    cases: erasures,
  },
  {
    title: "Rows without an owner",
    lead: "The owner column can hold something other than a user's id. Such a row belongs to no user, and deleting a user does not delete it:",
    cases: ownerless,
  },
  { title: "Rows within a parent", cases: rowsWithinParent },
  {
    title: "Columns that users may not write",
    lead: "Column grants on the table and its views protect them, or the database computes them.",
    cases: readOnlyColumns,
  },
  { title: "Tables closed to users", cases: closedTables },
  { title: "Rows open to anonymous users", cases: publicTables },
  {
    title: "Partitions and inheritance",
    lead: "The policies of the table that a statement names apply: a partition that users may query directly needs its own.",
    cases: partitions,
  },
  { title: "Triggers", cases: triggersElsewhere },
  {
    title: "Invalid constraints and indexes",
    lead: "Rowproof deletes no rows to make a check pass: you decide what to do here.",
    cases: unsound,
  },
  {
    title: "Routines",
    lead: "The routines that the contract names, and all that are security definer: those run with their owner's rights, past every policy.",
    cases: routinesTable,
  },
  { title: "Types", cases: ownTypes },
  {
    title: "Outside the contract",
    lead: "In the exposed schemas and not in the contract:",
    cases: strangers,
  },
];

/** The special cases, one heading per kind; kinds without a case are left out. */
export function specialCasesSection(material: Material): string {
  const parts = specialCases.map(({ title, lead = "", cases }) => {
    const found = cases(material);
    if (found.length === 0) return "";
    return blocks(`### ${title}`, lead, typeof found === "string" ? found : bullets(found));
  });
  return blocks("## Special cases", ...parts, parts.join("") === "" ? "None." : "");
}
