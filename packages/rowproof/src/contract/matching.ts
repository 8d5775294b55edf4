import { relative } from "node:path";
import type { Relation } from "../catalog/facts.js";
import { isTable } from "../catalog/find-relation.js";
import type { Finding } from "../diagnostic.js";
import { displayName } from "../sql/sql.js";
import { commands } from "./contract.js";
import { fixtureColumns, type NamedColumn } from "./fixture-columns.js";
import { isOwnerType } from "./owner-type.js";
import type { NamedTable, ResolvedContract } from "./resolved.js";
import { suggestName } from "./suggestion.js";
import { ownerColumn } from "./tables.js";

/** The names of the contract that the database lacks, or has as something else. Every finding is an error. */
export function matchContract(contract: ResolvedContract): readonly Finding[] {
  return contract.namedTables.flatMap((table) => {
    const taken = takenNames(contract, table);
    const { relation } = table;
    if (relation === undefined) return [unknownTable(contract, table), ...taken];
    if (!isTable(relation)) return [notATable(contract, table, relation), ...taken];
    return [
      ...unknownColumns(contract, relation, [
        ...namedColumns(table),
        ...fixtureColumns(contract.source, table.key),
      ]),
      ...incomparableOwners(contract, table, relation),
      ...unknownMemberColumns(contract, table),
      ...taken,
    ];
  });
}

function unknownTable(contract: ResolvedContract, table: NamedTable): Finding {
  const tables = contract.catalog.relations.filter(
    (relation) => relation.schema === table.schema && isTable(relation),
  );
  const suggestion = suggestName(
    table.name,
    tables.map(({ name }) => name),
  );
  return mismatch(contract, ["tables", table.key], {
    id: "contract/unknown-table",
    sqlstate: "42P01",
    object: `table ${displayName(table.schema, table.name)}`,
    message: `table ${displayName(table.schema, table.name)} does not exist`,
    why: "names it",
    fix:
      suggestion === undefined
        ? `create it in a migration, or take "${table.key}" out of the contract`
        : `the schema has "${suggestion}"; did you mean that?`,
  });
}

function notATable(contract: ResolvedContract, table: NamedTable, relation: Relation): Finding {
  const base = relation.reads[0];
  return mismatch(contract, ["tables", table.key], {
    id: "contract/not-a-table",
    sqlstate: "42809",
    object: `${relation.kind} ${displayName(relation.schema, relation.name)}`,
    message: `${displayName(relation.schema, relation.name)} is a ${relation.kind}, not a table`,
    why: "names it as a table, and only a table can have row level security",
    fix:
      base === undefined
        ? `take "${table.key}" out of the tables`
        : `name its base table "${base.name}", with views: ["${relation.name}"]`,
  });
}

function unknownColumns(
  contract: ResolvedContract,
  relation: Relation,
  named: readonly NamedColumn[],
): readonly Finding[] {
  const known = relation.columns.map(({ name }) => name);
  const name = displayName(relation.schema, relation.name);
  return named
    .filter(({ column }) => !known.includes(column))
    .map(({ column, as, path }) => {
      const suggestion = suggestName(column, known);
      return mismatch(contract, path, {
        id: "contract/unknown-column",
        sqlstate: "42703",
        object: `table ${name}`,
        message: `column "${column}" of table ${name} does not exist`,
        why: `names it as ${as}`,
        fix:
          suggestion === undefined
            ? `the table has ${known.map((one) => `"${one}"`).join(", ")}`
            : `the table has "${suggestion}"; write "${suggestion}"`,
      });
    });
}

function incomparableOwners(
  contract: ResolvedContract,
  table: NamedTable,
  relation: Relation,
): readonly Finding[] {
  const { owners } = table;
  return relation.columns
    .filter((column) => owners.includes(column.name) && !isOwnerType(column))
    .map(({ name, type, collation }) =>
      mismatch(contract, ["tables", table.key, "access"], {
        id: "contract/owner-type",
        sqlstate: "42883",
        object: `table ${displayName(relation.schema, relation.name)}`,
        message: `column "${name}" of table ${displayName(relation.schema, relation.name)} is of type ${type}${collation === null ? "" : ` collate ${collation}`}, which cannot hold a user's id`,
        why: "names it as the owner column, and a user's id is a uuid, stored as uuid, text or varchar",
        fix: `add a column with the user's id, or say with custom({ select: "…" }) how "${name}" leads to it`,
      }),
    );
}

/** The columns of the membership table that a table's access uses. */
function unknownMemberColumns(contract: ResolvedContract, table: NamedTable): readonly Finding[] {
  const all = commands.map((command) => table.access.authenticated[command].rows);
  const rows = all.filter((one) => one.kind === "member");
  const [first] = rows;
  if (first === undefined) return [];
  const members = contract.tableNamed(first.members)?.relation;
  if (members === undefined) return [];
  const role = rows.find(({ roles }) => roles !== undefined)?.roles;
  const place = (option: string) => [...accessPath(table), option];
  return unknownColumns(contract, members, [
    { column: first.team, as: "the column of the team", path: place("team") },
    { column: first.user, as: "the column of the member's id", path: place("user") },
    ...(role === undefined
      ? []
      : [{ column: role.column, as: "the column of the role", path: place("role") }]),
  ]);
}

function accessPath({ key }: NamedTable): readonly string[] {
  return ["tables", key, "access"];
}

function namedColumns(table: NamedTable): readonly NamedColumn[] {
  const place = (...options: readonly string[]) => [...accessPath(table), ...options];
  const access = commands.map((command) => table.declared.access.authenticated[command]);
  const owners = access.flatMap(({ rows }): NamedColumn[] => {
    const owner = ownerColumn(rows);
    if (owner !== undefined) return [{ column: owner, as: "the owner column", path: place() }];
    return rows.kind === "member"
      ? [{ column: rows.column, as: "the column of the team", path: place("column") }]
      : [];
  });
  const writable = access.flatMap(({ columns = [] }) =>
    columns.map((column): NamedColumn => ({ column, as: "a writable column", path: place("writable") })),
  );
  const readOnly = access.flatMap(({ except = [] }) =>
    except.map((column): NamedColumn => ({ column, as: "a read-only column", path: place("readOnly") })),
  );
  return [
    ...new Map(
      [...owners, ...writable, ...readOnly].map((named) => [`${named.as} ${named.column}`, named]),
    ).values(),
  ];
}

function takenNames(contract: ResolvedContract, table: NamedTable): readonly Finding[] {
  return table.views.flatMap(({ name: view, path, relation: taken }) => {
    if (taken === undefined || taken.kind === "view") return [];
    const name = displayName(table.schema, view);
    return mismatch(contract, ["tables", table.key, ...path], {
      id: "contract/view-name-taken",
      sqlstate: "42P07",
      object: `${taken.kind} ${name}`,
      message: `${name} is a ${taken.kind}, so it cannot be a view of table ${displayName(table.schema, table.name)}`,
      why: `names it as a view of ${table.key}`,
      fix: `give the view another name, or rename the ${taken.kind}; if it holds the rows, name it as the table`,
    });
  });
}

/** The why of each of these names the place in the contract. */
function mismatch(
  contract: ResolvedContract,
  path: readonly string[],
  finding: Omit<Finding, "level" | "place">,
): Finding {
  const place = contract.place(path);
  const file = relative(contract.directory, place?.file ?? contract.file);
  const why = `${place === undefined ? file : `${file}:${place.line}`} ${finding.why}`;
  return { ...finding, level: "error", why, ...(place === undefined ? {} : { place }) };
}
