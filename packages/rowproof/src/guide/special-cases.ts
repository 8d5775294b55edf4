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
import { keptWithin } from "./within.js";

/** A kind of exception: its heading, what it means, and the cases, as items or as one block. */
interface SpecialCase {
  readonly title: string;
  readonly lead?: string;
  /** Empty where there is none, and then the whole is left out. */
  cases(material: Material): readonly string[] | string;
}

const specialCases: readonly SpecialCase[] = [
  {
    title: "When a user is deleted",
    lead: "Deleting a row of `auth.users` takes along what is the user's:",
    cases: erasures,
  },
  {
    title: "Rows that may be nobody's",
    lead: "The owner's column can hold what is no user's id. A row with such an owner is no user's own, and no deletion of a user reaches it by its owner:",
    cases: ownerless,
  },
  { title: "Rows that stay within a parent", cases: keptWithin },
  {
    title: "Columns that a user may not write",
    lead: "Withheld by column grants on the table and on its views, or computed by the database.",
    cases: readOnlyColumns,
  },
  { title: "Tables that are closed to users", cases: closedTables },
  { title: "Rows for whoever is not signed in", cases: publicTables },
  {
    title: "Partitions and inheritance",
    lead: "Policies hold for the table that a statement names: a partition that callers may name needs its own.",
    cases: partitions,
  },
  { title: "Triggers", cases: triggersElsewhere },
  {
    title: "Constraints and indexes that are not whole",
    lead: "Nothing is deleted to make a check pass: what is said here is for somebody to decide.",
    cases: unsound,
  },
  {
    title: "Routines",
    lead: "Those that the contract names, and all that run with their owner's rights, past every policy.",
    cases: routinesTable,
  },
  { title: "Types", cases: ownTypes },
  {
    title: "Beside the contract",
    lead: "In the exposed schemas, and not in the contract:",
    cases: strangers,
  },
];

/** What is not as one would expect of any table, a heading a kind; kinds without a case are left out. */
export function specialCasesSection(material: Material): string {
  const parts = specialCases.map(({ title, lead = "", cases }) => {
    const found = cases(material);
    if (found.length === 0) return "";
    return blocks(`### ${title}`, lead, typeof found === "string" ? found : bullets(found));
  });
  return blocks("## Special cases", ...parts, parts.join("") === "" ? "None." : "");
}
