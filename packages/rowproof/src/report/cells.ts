import { counted } from "../sql/list.js";
import { visible } from "../visible.js";
import type { MatrixHttp } from "./matrix-http.js";
import { type MatrixObject, type MatrixOptions, objectName } from "./objects.js";

/** An attempt that went against the contract. */
interface MatrixBreach {
  readonly attack: string;
  readonly what: string;
  readonly why: string;
  readonly fix: string;
  readonly sqlstate?: string;
}

/** What an actor may do, and what was found; `declared` where nothing was attacked yet. */
export interface MatrixCell {
  readonly object: MatrixObject;
  readonly actor: string;
  readonly command: string;
  readonly expected: "deny" | "allow" | "some";
  readonly observed: string | undefined;
  readonly status: "ok" | "leak" | "lockout" | "untested" | "declared";
  readonly untested?: string;
  readonly attempts: number;
  readonly breaches: readonly MatrixBreach[];
}

/** What a matrix is drawn from: a proof's result, or the contract alone. */
export interface Matrix {
  /** The columns, in order. */
  readonly actors: readonly string[];
  readonly cells: readonly MatrixCell[];
  readonly notes: readonly {
    readonly id: string;
    readonly object: MatrixObject;
    readonly message: string;
    readonly why: string;
  }[];
  readonly untested: readonly { readonly object: string; readonly why: string }[];
  readonly attempts: number;
  /** The same over HTTP, where that was requested. */
  readonly http?: MatrixHttp;
}

/** The cells that went against the contract, leaks first. */
export function brokenCells({ cells }: Matrix): readonly MatrixCell[] {
  return [
    ...cells.filter(({ status }) => status === "leak"),
    ...cells.filter(({ status }) => status === "lockout"),
  ];
}

/** An object that was not tested, with the actors and commands of its cells. */
export interface UntestedObject {
  readonly object: string;
  readonly what: string;
  readonly why: string;
}

/** Everything that was not tested, once for each object and reason. */
export function untestedOf(matrix: Matrix, options: MatrixOptions): readonly UntestedObject[] {
  const byReason = new Map<string, UntestedObject>();
  for (const cell of matrix.cells.filter(({ status }) => status === "untested")) {
    const object = objectName(cell.object, options);
    const why = cell.untested ?? "nothing decided it";
    const key = JSON.stringify([object, why]);
    const what = `${cell.actor} ${cell.command}`;
    const earlier = byReason.get(key);
    byReason.set(key, { object, why, what: earlier === undefined ? what : `${earlier.what}, ${what}` });
  }
  return [
    ...byReason.values(),
    ...matrix.untested.map((one) => ({ ...one, object: visible(one.object), what: "" })),
  ];
}

/** One line: `76 of 76 cells ok: 1,234 attempts`, or `2 leaks, 1 lockout, 3 untested of 76 cells`. */
export function summariseMatrix({ cells, untested, attempts }: Matrix): string {
  const number = (status: MatrixCell["status"]) => cells.filter((cell) => cell.status === status).length;
  const all = counted(cells.length, "cell");
  if (cells.length > 0 && number("declared") === cells.length) return `${all} declared, none tested`;
  const open = number("untested");
  const parts = [
    ...(number("leak") > 0 ? [counted(number("leak"), "leak")] : []),
    ...(number("lockout") > 0 ? [counted(number("lockout"), "lockout")] : []),
    ...(open > 0 ? [`${thousands(open)} untested`] : []),
  ];
  const beyond = untested.length > 0 ? `, ${counted(untested.length, "object")} left out` : "";
  if (parts.length > 0)
    return `${parts.join(", ")} of ${thousands(cells.length)} ${cells.length === 1 ? "cell" : "cells"}${beyond}`;
  return `${thousands(number("ok"))} of ${all} ok${beyond}: ${thousands(attempts)} ${attempts === 1 ? "attempt" : "attempts"}`;
}

function thousands(number: number): string {
  return number.toLocaleString("en-US");
}
