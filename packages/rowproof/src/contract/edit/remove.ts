import { spanOf } from "./followed.js";
import { lineStart, type Splice } from "./text.js";

interface ListItem {
  readonly start?: number | null;
  readonly end?: number | null;
}

/** Removes an item and its comma from a list: the whole line if it is alone on it. */
export function removeItem(source: string, items: readonly (ListItem | null)[], item: ListItem): Splice {
  const { start, end } = spanOf(item);
  const after = /^[ \t]*,/.exec(source.slice(end))?.[0].length ?? 0;
  const line = lineStart(source, start);
  const rest = /^[ \t]*\r?\n/.exec(source.slice(end + after))?.[0];
  if (source.slice(line, start).trim() === "" && rest !== undefined) {
    return { start: line, end: end + after + rest.length, text: "" };
  }
  const at = items.indexOf(item);
  const [before, next] = [items[at - 1], items[at + 1]];
  if (next) return { start, end: spanOf(next).start, text: "" };
  return { start: before ? spanOf(before).end : start, end, text: "" };
}
