import type { Catalog, Extension } from "../catalog/facts.js";
import { objectName } from "../sql/object-name.js";
import { identifier, literal, type Piece, raw } from "../sql/sql.js";
import { block, statement } from "./statement.js";

/**
 * The extensions. One that the schemas hold, or that something in them needs, must be there. Any other may be called from
 * the body of a routine, which nobody but the server at run time can tell, or may be the platform's: it is made where
 * the server has it.
 */
export function writeExtensions(catalog: Catalog): readonly string[] {
  const needed = new Set(catalog.dependencies.map(({ on }) => on));
  const read = new Set(catalog.schemas.map(({ name }) => name));
  return catalog.extensions
    .filter(({ schema }) => schema !== "pg_catalog")
    .flatMap((extension) => {
      const must = read.has(extension.schema) || needed.has(objectName("extension", [extension.name]));
      const create = [
        ...(read.has(extension.schema)
          ? []
          : [statement`create schema if not exists ${identifier(extension.schema)}`]),
        createExtension(extension),
      ];
      return must ? create : [whereAvailable(literal(extension.name), create)];
    });
}

function createExtension({ name, schema }: Extension): string {
  return statement`create extension if not exists ${identifier(name)} with schema ${identifier(schema)}`;
}

function whereAvailable(name: Piece, create: readonly string[]): string {
  const condition = statement`if exists (select from pg_catalog.pg_available_extensions where name = ${name}) then`;
  return block(`begin\n  ${condition}\n    ${raw(create.join(";\n    ")).text};\n  end if;\nend`);
}
