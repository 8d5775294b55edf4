import { everywhere } from "../access.js";
import type { Access } from "../contract.js";
import { type CustomOptions, custom } from "../custom.js";
import { type MemberOfOptions, memberOf } from "../member-of.js";
import { closed, type OwnedByOptions, ownedBy, publicRead, serviceOnly } from "../presets.js";

/** What one table's access is drafted as. */
export type Choice =
  | ({ readonly kind: "owned"; readonly column: string; readonly options: OwnedByOptions } & Read)
  | ({ readonly kind: "member"; readonly members: string; readonly options: MemberOfOptions } & Read)
  | ({ readonly kind: "custom"; readonly options: CustomOptions } & Read)
  | ({ readonly kind: "service" | "closed" } & Read);

interface Read {
  /** Who may read every row, whatever else the choice says of reading. */
  readonly readers?: Readers | undefined;
}

export type Readers = "everybody" | "signed-in users";

export const service: Choice = { kind: "service" };

/** The access that the drafted text has when it is run. */
export function accessOf(choice: Choice): Access {
  const base = baseOf(choice);
  if (choice.readers === undefined) return base;
  const { anon } = choice.readers === "everybody" ? publicRead() : serviceOnly();
  return { ...base, anon, authenticated: { ...base.authenticated, select: everywhere.select } };
}

function baseOf(choice: Choice): Access {
  switch (choice.kind) {
    case "owned":
      return ownedBy(choice.column, choice.options);
    case "member":
      return memberOf(choice.members, choice.options);
    case "custom":
      return custom(choice.options);
    case "service":
      return serviceOnly();
    case "closed":
      return closed();
  }
}

/** The column that holds the owner's id; undefined where the rows are not told by one. */
export function ownerOf(choice: Choice): string | undefined {
  return choice.kind === "owned" ? choice.column : undefined;
}
