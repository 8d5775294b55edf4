import { commands, type TableContract } from "../contract/contract.js";
import { blocks, bullets, code, prose, slug, table, tuple } from "./markdown.js";
import type { Material } from "./material.js";
import { headingOf } from "./table.js";

/** One line per table: its names, what it is for, what a signed-in user may do, with a link to its section. */
export function overview({ contract }: Material): string {
  const seen = new Map<string, number>();
  const rows = contract.namedTables.map((entry) => {
    const anchor = slug(headingOf(entry).replaceAll("`", ""));
    const earlier = seen.get(anchor) ?? 0;
    seen.set(anchor, earlier + 1);
    const views = entry.views.map(({ name }) => name);
    return [
      `[${code(entry.key)}](#${anchor}${earlier === 0 ? "" : `-${earlier}`})`,
      tuple(views),
      prose(entry.purpose ?? ""),
      inBrief(entry),
    ];
  });
  return blocks(
    "## Tables",
    table(["table", "also", "what it is for", "a signed-in user may"], rows),
    bullets(legend),
  );
}

const legend = [
  "Every request runs as one of three roles: `anon` for anonymous users, `authenticated` for signed-in users, whose id is `auth.uid()` from their token, and `service_role` for your own servers.",
  "A rule about rows applies to the rows that a command finds and to the rows that insert and update write.",
  "A table's other names are views of the same rows, with the user's own privileges.",
];

function inBrief({ access }: Pick<TableContract, "access">): string {
  const allowed = commands.filter((command) => access.authenticated[command].rows.kind !== "none");
  return allowed.join(", ") || "nothing";
}
