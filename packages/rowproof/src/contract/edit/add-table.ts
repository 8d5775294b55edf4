import { inOneLine, list, object, property, string, text } from "../draft/code.js";
import type { AccessText } from "./access-text.js";
import { appendProperty, type InsertionPoint } from "./append.js";
import { followConfig } from "./followed.js";
import { importPresets } from "./imports.js";
import { cannotEdit } from "./refusal.js";
import { applySplices } from "./text.js";

/** A table to add to a contract. */
export interface TableEntry {
  readonly key: string;
  readonly access: AccessText;
  readonly views: readonly string[];
  readonly purpose?: string | undefined;
}

/**
 * The text of a config with one more table at the end. The presets of its access are imported.
 * @throws {RowproofError} `contract/cannot-edit`, with the entry to add by hand
 */
export function addTable(file: string, source: string, entry: TableEntry): string {
  const config = followConfig(source);
  const because = "because" in config ? config.because : undefined;
  const spread =
    !("because" in config) && config.tables.properties.some(({ type }) => type === "SpreadElement");
  if ("because" in config || spread) {
    const byHand = `put this among the tables: ${inOneLine({ kind: "object", entries: [coded(entry)] })}`;
    throw cannotEdit(file, because ?? "its tables are spread in from elsewhere", byHand);
  }
  return applySplices(source, [
    ...appendProperty(source, config.tables, (room) => written(entry, room)),
    ...importPresets(source, config.body, entry.access.presets),
  ]);
}

function coded({ key, access, views, purpose }: TableEntry) {
  const value = object({
    access: text(access.text),
    views: views.length === 0 ? undefined : list(views),
    purpose: purpose === undefined ? undefined : string(purpose),
  });
  return { key, value };
}

/** Laid out as `init` does, with the file's own indentation, unless the access spans several lines. */
function written(entry: TableEntry, { indent, unit, newline }: InsertionPoint): string {
  const laidOut = property(coded(entry), indent);
  if (entry.access.text.includes("\n")) return laidOut;
  const [first = "", ...rest] = laidOut.split("\n");
  const stepped = rest.map((line) => {
    const inner = line.slice(indent.length);
    const steps = (/^ */.exec(inner)?.[0].length ?? 0) / 2;
    return `${indent}${unit.repeat(steps)}${inner.trimStart()}`;
  });
  return [first, ...stepped].join(newline);
}
