import type pg from "pg";
import type { Blueprint } from "./blueprint.js";
import { addEntry, type Entry, type Garden, type Task } from "./garden.js";
import type { Returned } from "./insertion.js";
import type { Trial } from "./search.js";

/** A planting under way. */
export interface Planting {
  readonly client: pg.ClientBase;
  readonly garden: Garden;
  /** Whether a trigger may make rows of which nobody asked. */
  readonly triggers: boolean;
  /** In the order in which they came to lie there. */
  readonly planted: Entry[];
  /** The last trial that a table took. */
  readonly learned: Map<Blueprint, Trial>;
  /** Tables for which a long search found nothing. */
  readonly barren: Set<Blueprint>;
}

/** A row that no table took. */
export interface Failure {
  readonly task: Task;
  readonly refused: Error | string;
}

/** A row as it came to lie there for a task. */
export function entryOf(task: Task, statement: string, { row, place }: Returned): Entry {
  return {
    blueprint: task.blueprint,
    person: task.member.person.name,
    number: task.number,
    statement,
    row,
    place,
  };
}

/** Notes a row, so that others can refer to it. */
export function record({ planted, garden }: Planting, entry: Entry): void {
  planted.push(entry);
  addEntry(garden, entry);
}
