import { visible } from "../visible.js";

/** A relation, a sequence or a routine. */
export interface MatrixObject {
  readonly schema: string;
  readonly name: string;
  /** As the catalog says: `table`, `view`, `sequence`, `function` … */
  readonly kind: string;
  /** A routine's identity arguments. */
  readonly arguments?: string;
}

/** A script that shows a broken cell again. */
interface MatrixScript {
  readonly path: string;
  readonly text: string;
}

/** How a matrix is drawn, in every format. */
export interface MatrixOptions {
  /** The schema that names do not repeat: the first exposed one. Default: `public`. */
  readonly schema?: string | undefined;
  /** Whether rows that are entirely ok are drawn, however many there are. */
  readonly all?: boolean | undefined;
  /** By cell. */
  readonly scripts?: ReadonlyMap<object, MatrixScript> | undefined;
}

/** An object's name at the head of a row: with its schema unless that is the first exposed one, quoted where needed. */
export function objectName(object: MatrixObject, { schema = "public" }: MatrixOptions): string {
  const names = object.schema === schema ? [object.name] : [object.schema, object.name];
  const given = object.arguments === undefined ? "" : `(${visible(object.arguments)})`;
  return names.map(quotedWhereOdd).join(".") + given;
}

function quotedWhereOdd(name: string): string {
  return /^[\p{L}_][\p{L}\p{M}\p{N}_$]*$/u.test(name) ? name : `"${visible(name).replaceAll('"', '""')}"`;
}
