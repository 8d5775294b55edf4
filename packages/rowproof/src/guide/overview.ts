import { commands, type TableContract } from "../contract/contract.js";
import { blocks, bullets, code, prose, slug, table, tuple } from "./markdown.js";
import type { Material } from "./material.js";
import { headingOf } from "./table.js";

/** Every table in a line: its names, what it is for, what a signed-in user may do, with a link to its section. */
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
  "Every request comes as one of three roles. Who is not signed in is `anon`; a signed-in user is `authenticated`, and their id is `auth.uid()`, from their token; the service's own programs are `service_role`.",
  "What is said of rows holds for those that a command finds and, by insert and update, for those that it leaves.",
  "A table's other names are views of the same rows, read and written with the caller's own rights.",
];

function inBrief({ access }: Pick<TableContract, "access">): string {
  const allowed = commands.filter((command) => access.authenticated[command].rows.kind !== "none");
  return allowed.join(", ") || "nothing";
}
