import type { Column, Relation, Routine } from "../../catalog/facts.js";
import type { SeededRow } from "../../seed/seeded.js";
import { attacker, victim } from "../../seed/test-users.js";
import { keyOf } from "../../sql/relation-key.js";
import type { Actor } from "../actor.js";
import type { AttackContext } from "../context.js";
import { namedBy } from "./named.js";
import { bodyOf, likeness } from "./words.js";

/** What an actor can use to call a routine: the relations that it names, and the rows in them. */
export interface Knowledge {
  readonly context: AttackContext;
  readonly routine: Routine;
  readonly actor: Actor;
  readonly body: string;
  /** The relations that the routine, or what it calls, names. */
  readonly named: readonly Relation[];
  /** The victim's rows in them. */
  readonly rows: readonly SeededRow[];
  readonly own: readonly SeededRow[];
}

export function knowledgeOf(context: AttackContext, routine: Routine, actor: Actor): Knowledge {
  const named = namedBy(context, routine);
  const all = named.flatMap((relation) => context.rowsOf(relation));
  const rowsOf = (person: string) => all.filter((row) => row.person === person);
  return {
    context,
    routine,
    actor,
    body: bodyOf(routine),
    named,
    rows: rowsOf(victim),
    own: rowsOf(actor.person ?? attacker),
  };
}

/** Whether an argument of this name is likely to pick a row or a person. */
export function picks(name: string): boolean {
  return /(?:^|_)id$|Id$|^id|_ids?$|key|token|code|slug|uuid/.test(name) || picksPerson(name);
}

function picksPerson(name: string): boolean {
  return /user|owner|author|profile|member|account|uid|email/i.test(name);
}

/** Keys of the victim's and the actor's rows, and both user ids. Keys of columns and tables named like the argument come first. */
export function idsFor({ context, actor, rows, own }: Knowledge, name: string): readonly string[] {
  const person = (one: string) => context.seeded.persons.filter((known) => known.name === one);
  const self = person(actor.person ?? attacker).map(({ id }) => id);
  const users = person(victim).map(({ id }) => id);
  const emails = person(victim).map(({ email }) => email);
  const [key = "", ...keys] = keysIn(rows, name);
  const [mine = "", ...others] = keysIn(own, name).filter((value) => !self.includes(value));
  const all = picksPerson(name)
    ? [...users, ...self, key, mine, ...keys, ...emails]
    : [key, mine, ...keys, ...users, ...emails, ...self, ...others.slice(0, 2)];
  return [...new Set(all)].filter((value) => value !== "");
}

function keysIn(rows: readonly SeededRow[], name: string): readonly string[] {
  const keys = rows.flatMap(({ table, row }) =>
    Object.entries(row).flatMap(([column, value]) => {
      const fit = Math.max(likeness(name, column), column === "id" ? likeness(name, table.name) : 0);
      const isKey = fit > 1 || /(^|_)id$|Id$|key|slug|token|code|email/.test(column);
      return value !== null && isKey ? [{ value, fit }] : [];
    }),
  );
  return keys.toSorted((left, right) => right.fit - left.fit).map(({ value }) => value);
}

/** A value in a row of the victim, and how well the column's name fits the argument's name. */
export interface VictimValue {
  readonly value: string;
  readonly fit: number;
}

/** The values in the victim's rows, in columns of a fitting type. Columns named like the argument come first. */
export function victimValuesFor(
  { rows, named }: Knowledge,
  name: string,
  fits: (type: string) => boolean,
): readonly VictimValue[] {
  const columns = new Map(named.map((relation) => [keyOf(relation), relation.columns]));
  const values = rows.flatMap(({ table, row }) =>
    (columns.get(keyOf(table)) ?? [])
      .filter(({ type }) => fits(type))
      .flatMap((column: Column) => {
        const value = row[column.name];
        return value == null ? [] : [{ value, fit: likeness(name, column.name) }];
      }),
  );
  return values.toSorted((left, right) => right.fit - left.fit);
}

/** Other values that columns named like the argument can have: usually the labels in a check constraint. */
export function listedFor({ context, named }: Knowledge, name: string): readonly string[] {
  const columns = named.flatMap((relation) =>
    relation.columns.map((column) => ({ relation, column, fit: likeness(name, column.name) })),
  );
  return columns
    .filter(({ fit }) => fit > 0)
    .toSorted((left, right) => right.fit - left.fit)
    .flatMap(({ relation, column }) => context.seeded.otherValues(relation, column.name, null))
    .flatMap((value) => /^'((?:[^']|'')*)'/.exec(value)?.[1]?.replaceAll("''", "'") ?? []);
}
