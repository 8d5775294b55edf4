import { identifier, joined, piece, statement } from "../statement.mjs";

const covered =
  "the key of session and owner asks for the same session, and takes messages along with it in the same way";
const inEverybodysWay =
  "a session with messages is deleted by nobody then, not even by the tables' owner: a matter of integrity, of which the contract, which speaks of access, says nothing; whoever may delete the messages first may delete the session as before, and companion_erase_user does that";
const atCommit =
  "the key is asked at the end of the transaction instead: a message in another's session never gets further than that";

/** A table's keys to another of the companion's: that of the id alone, and that of id and owner. */
function familyKeys({ tables }) {
  return tables.flatMap((table) => {
    const keys = table.relation.constraints.filter(({ references }) => references?.schema === "public");
    const within = keys.find(({ columns }) => columns.includes(table.owner?.name));
    return within === undefined ? [] : [{ table, within, plain: keys.find((key) => key !== within) }];
  });
}

/** @type {import("../mutants.mjs").MutantClass} */
export const withinKey = {
  name: "key within the parent",
  changes: (subject) =>
    familyKeys(subject).flatMap(({ table, within, plain }) => [
      { on: `${within.name} dropped`, sql: statement`alter table ${table.id} ${drop(within)}` },
      { on: `the parent's key of ${within.name} dropped`, sql: parentKeyDropped(subject, within) },
      {
        on: `triggers of ${table.name} disabled`,
        sql: statement`alter table ${table.id} disable trigger all`,
      },
      {
        on: `no cascade from the parent of ${table.name}`,
        sql: withoutCascade(table, [within, plain]),
        equivalent: inEverybodysWay,
      },
      {
        on: `${plain.name} dropped`,
        sql: statement`alter table ${table.id} ${drop(plain)}`,
        equivalent: covered,
      },
      {
        on: `${within.name} deferred`,
        sql: statement`alter table ${table.id} alter constraint ${identifier(within.name)} deferrable initially deferred`,
        equivalent: atCommit,
      },
    ]),
};

function drop({ name }) {
  return piece`drop constraint ${identifier(name)}`;
}

function parentOf({ references }) {
  return identifier(references.schema, references.name);
}

function parentKeyDropped({ catalog }, { references }) {
  const parent = catalog.relations.find(({ name }) => name === references.name);
  const key = parent.indexes.find(({ columns }) => columns.join() === references.columns.join());
  return statement`drop index ${identifier(parent.schema, key.name)} cascade`;
}

function withoutCascade(table, keys) {
  const columns = (names) => joined(names.map((name) => identifier(name)));
  const made = keys.map(
    (key) => piece`add foreign key (${columns(key.columns)})
    references ${parentOf(key)} (${columns(key.references.columns)}) on update cascade not valid`,
  );
  return statement`alter table ${table.id} ${joined([...keys.map(drop), ...made])}`;
}
