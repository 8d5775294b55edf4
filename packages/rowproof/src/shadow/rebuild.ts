import type pg from "pg";
import type { Catalog, Schema } from "../catalog/facts.js";
import { type DumpStyle, writeSchemaRest } from "../dump/deferred.js";
import { objectSteps } from "../dump/objects.js";
import { type DumpStep, orderSteps } from "../dump/order.js";
import { writeReset, writeSchemas } from "../dump/preamble.js";
import { writeObjects } from "../dump/schema.js";
import type { DumpPart } from "../dump/section.js";
import { openSource } from "../dump/source.js";
import { named, statement } from "../dump/statement.js";
import { platformSql } from "../embedded/platform.js";
import { roles } from "../embedded/platform-sql.js";
import { objectName, objectOf } from "../sql/object-name.js";
import { identifier, raw } from "../sql/sql.js";
import { loadBuckets } from "./buckets.js";
import { roleName } from "./database.js";
import { findDoubts } from "./doubts.js";
import { explain, findUnwritten } from "./explanation.js";
import { makeExtensions, writeMemberPrivileges } from "./extensions.js";
import { findInfidelities } from "./fidelity.js";
import { foreignTableSteps, writeForeignServer } from "./foreign-tables.js";
import type { RewriteRule } from "./foundations.js";
import { loadParts } from "./load.js";
import { toMaterial } from "./material.js";
import { readSnapshot, type SchemaSnapshot } from "./schema-snapshot.js";
import { writeStubs } from "./stubs.js";
import { firstOfEach, type UnprovableObject } from "./untested.js";

/**
 * Makes the snapshot's schemas in an empty database whose cluster has its roles already, then reads them back.
 * @returns what could not be made, or came out otherwise, and what that leaves in doubt.
 */
export async function rebuildSchemas(
  client: pg.ClientBase,
  snapshot: SchemaSnapshot,
  loader: string,
): Promise<readonly UnprovableObject[]> {
  const style: DumpStyle = { main: loader, role: roleName, major: snapshot.catalog.server.major };
  const { lacking, material, failures } = await loadSnapshot(client, snapshot, style);
  await loadBuckets(client, snapshot.buckets);
  const made = await readSnapshot(client, snapshot.exposed);
  return firstOfEach([
    ...explain(findInfidelities(snapshot, material, made), failures, material),
    ...findDoubts(snapshot, lacking),
    ...findUnwritten(material),
  ]);
}

async function loadSnapshot(client: pg.ClientBase, snapshot: SchemaSnapshot, style: DumpStyle) {
  const hasAuth = snapshot.catalog.schemas.some(({ name }) => name === "auth");
  // Before anything else: what the platform opens in `public` is taken back with the rest.
  await loadParts(client, [hasAuth ? callers : platform]);
  const before = await loadParts(client, writeGround(snapshot, style));
  const lacking = await makeExtensions(client, snapshot);
  const material = toMaterial(snapshot, lacking);
  const parts = [
    ...writeStubs(snapshot, lacking),
    ...writeMemberPrivileges(snapshot, style),
    ...writeMaterial(material, snapshot.rules, style),
  ];
  const failures = [...before, ...(await loadParts(client, parts))];
  // Where something of a live `auth` could not be made, the platform's own takes its place.
  if (failures.some(({ object }) => / auth\./.test(object))) await loadParts(client, [platform]);
  return { lacking, material, failures };
}

/** Requests are tried as these roles, be they there live or not. */
const callers: DumpPart = { object: "roles", statements: [roles] };
const platform: DumpPart = { object: "schema auth", statements: [platformSql()] };

/** The schemas, before anything is in them. A database that has no `public` any more is rebuilt without it. */
function writeGround({ catalog, otherSchemas }: SchemaSnapshot, style: DumpStyle): readonly DumpPart[] {
  const has = [...catalog.schemas, ...otherSchemas].some(({ name }) => name === "public");
  const others = { ...catalog, schemas: otherSchemas };
  const rest = (schema: Schema): DumpPart => ({
    object: objectName("schema", [schema.name]),
    statements: writeSchemaRest(schema, style),
  });
  return [
    { object: "schema public", statements: has ? [] : ["drop schema public"] },
    {
      object: "schemas",
      statements: [...writeSchemas(catalog), ...writeSchemas(others), writeReset(catalog)],
    },
    ...otherSchemas.map(rest),
  ];
}

function writeMaterial(
  material: Catalog,
  rules: readonly RewriteRule[],
  style: DumpStyle,
): readonly DumpPart[] {
  const source = openSource(material);
  const foreign = foreignTableSteps(source);
  const { steps } = orderSteps([...objectSteps(source), ...foreign]);
  return [
    ...(foreign.length === 0 ? [] : [writeForeignServer()]),
    ...writeObjects(source, steps.map(withRefresh), style).flatMap(({ parts }) => parts),
    ...rules.map(writeRule),
  ];
}

/**
 * Until it is filled, be it with nothing, a materialized view answers with an error. So it is filled while it is still the
 * loader's, whatever its owner may read.
 */
function withRefresh(step: DumpStep): DumpStep {
  const name = step.key.match(/^materialized view (.*)$/)?.[1];
  if (name === undefined) return step;
  return { ...step, statements: [...step.statements, statement`refresh materialized view ${raw(name)}`] };
}

const states = { always: "enable always", replica: "enable replica", disabled: "disable" };

function writeRule({ on, name, definition, enabled }: RewriteRule): DumpPart {
  const state =
    enabled === "origin"
      ? []
      : [statement`alter table ${named(on)} ${raw(states[enabled])} rule ${identifier(name)}`];
  return { object: objectOf(on), statements: [definition, ...state] };
}
