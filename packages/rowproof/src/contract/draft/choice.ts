import { everywhere } from "../access.js";
import type { Access } from "../contract.js";
import { type CustomOptions, custom } from "../custom.js";
import { type MemberOfOptions, memberOf } from "../member-of.js";
import { closed, type OwnedByOptions, ownedBy, publicRead, serviceOnly } from "../presets.js";

/** The drafted access of one table. */
export type DraftedAccess =
  | ({ readonly kind: "owned"; readonly column: string; readonly options: OwnedByOptions } & WithReaders)
  | ({ readonly kind: "member"; readonly members: string; readonly options: MemberOfOptions } & WithReaders)
  | ({ readonly kind: "custom"; readonly options: CustomOptions } & WithReaders)
  | ({ readonly kind: "service" | "closed" } & WithReaders);

interface WithReaders {
  /** Who may read every row, in addition to the rest. */
  readonly readers?: ReaderGroup | undefined;
}

export type ReaderGroup = "everybody" | "signed-in users";

export const service: DraftedAccess = { kind: "service" };

/** The access that the drafted code makes. */
export function accessOf(choice: DraftedAccess): Access {
  const base = baseOf(choice);
  if (choice.readers === undefined) return base;
  const { anon } = choice.readers === "everybody" ? publicRead() : serviceOnly();
  return { ...base, anon, authenticated: { ...base.authenticated, select: everywhere.select } };
}

function baseOf(choice: DraftedAccess): Access {
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

/** The column that holds the owner's id, if the access has one. */
export function ownerOf(choice: DraftedAccess): string | undefined {
  return choice.kind === "owned" ? choice.column : undefined;
}
