import { createHash } from "node:crypto";
import type { Cell } from "./proof.js";

type Named = Pick<Cell, "object" | "actor" | "command">;

/**
 * The name of the file that shows a broken cell. It is the same in every run: `public.ChatMessage.stranger.select.sql`. A
 * character that some file systems do not allow is replaced, and a digest of the whole name is added.
 */
export function scriptName({ object, actor, command }: Named): string {
  const { schema, name, arguments: list = "" } = object;
  const given = list === "" ? "" : `-${digest(list)}`;
  const parts = [safe(schema), safe(name) + given, safe(actor.replace(" ", "-")), command];
  return `${parts.join(".")}.sql`;
}

/**
 * The file names of some cells. If two names differ only in case, such as those of the tables `Note` and `note`, both get a
 * digest: many file systems ignore case.
 */
export function scriptNames<Of extends Named>(cells: readonly Of[]): ReadonlyMap<Of, string> {
  const times = new Map<string, number>();
  const folded = (cell: Named) => scriptName(cell).toLowerCase();
  for (const cell of cells) times.set(folded(cell), (times.get(folded(cell)) ?? 0) + 1);
  return new Map(
    cells.map((cell) => {
      const name = scriptName(cell);
      const alone = times.get(folded(cell)) === 1;
      return [cell, alone ? name : name.replace(/sql$/, `${digest(identityOf(cell))}.sql`)];
    }),
  );
}

function identityOf({ object, actor, command }: Named): string {
  return JSON.stringify([object.schema, object.name, object.arguments, actor, command]);
}

/** Names that Windows reserves for devices, with any extension. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

function safe(part: string): string {
  const cleaned = part.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 40);
  return cleaned === part && cleaned !== "" && !device.test(cleaned) ? cleaned : `${cleaned}-${digest(part)}`;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
