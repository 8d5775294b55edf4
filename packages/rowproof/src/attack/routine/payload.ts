import { combine } from "./combination.js";
import { idsFor, type Knowledge } from "./knowledge.js";
import { wordsFor } from "./scalar.js";
import { keysIn, parentsIn } from "./words.js";

/** At most this many objects are tried for one argument, and values for one of their fields. */
const most = 10;
const values = 4;

/** JSON texts of the shape that a body reads: objects with its keys, or arrays of such, each field with the values that an argument of that name is tried with. */
export function payloadsFor(knowledge: Knowledge): readonly string[] {
  const { body } = knowledge;
  const keys = fieldsOf(knowledge);
  const pools = keys.map((name) => wordsFor(knowledge, { name, base: "text", labels: [] }).slice(0, values));
  const objects = combine(pools, most).map((list) =>
    nest(body, Object.fromEntries(keys.map((key, at) => [key, list[at]]))),
  );
  const listed = /(?:array_elements|recordset)\w*\s*\(\s*[\w.:, ]+\)/.test(body);
  const ids = idsFor(knowledge, "").slice(0, 3);
  return [
    ...(/array_elements_text/.test(body) ? ids.map((id) => JSON.stringify([id])) : []),
    ...objects.map((object) => JSON.stringify(listed ? [object] : object)),
    "{}",
    "[]",
    "null",
  ];
}

/** The object, nested under the keys where the body looks for further objects. */
function nest(body: string, object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { objects, lists } = parentsIn(body);
  return {
    ...object,
    ...Object.fromEntries(objects.map((key) => [key, object])),
    ...Object.fromEntries(lists.map((key) => [key, [object]])),
  };
}

/** The keys that the body reads. If it makes a record of the whole object: the columns of the tables that it names. */
function fieldsOf({ body, named }: Knowledge): readonly string[] {
  const columns = /populate_record/.test(body)
    ? named.flatMap((relation) => relation.columns.map(({ name }) => name)).slice(0, 20)
    : [];
  const keys = [...new Set([...keysIn(body), ...columns])];
  return keys.length > 0 ? keys : ["id", "user_id"];
}
