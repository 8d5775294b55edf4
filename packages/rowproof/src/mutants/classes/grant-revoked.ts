import type { EffectivePrivilege } from "../../catalog/privileges.js";
import { identifier, type Piece, raw } from "../../sql/sql.js";
import type { MutantClass } from "../mutant.js";
import { joined, piece, statement } from "../statement.js";

export const grantRevoked: MutantClass = {
  id: "grant-revoked",
  breaks: "Signed-in users lack a privilege on a table that the contract gives them.",
  appliesTo: "tables",
  sampling: { every: 3, offset: 1 },
  changes: ({ tables }) =>
    tables.flatMap((table) =>
      table.relation.effective
        .filter(({ role }) => role === "authenticated")
        .map((held) => ({
          on: `${held.privilege} on ${table.name}`,
          sql: statement`revoke ${privilegeOf(held)} on ${table.id} from authenticated`,
        })),
    ),
};

function privilegeOf({ privilege, columns }: EffectivePrivilege): Piece {
  if (columns === null) return raw(privilege);
  return piece`${raw(privilege)} (${joined(columns.map((name) => identifier(name)))})`;
}
