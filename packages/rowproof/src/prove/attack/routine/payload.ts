import { combine } from "./combination.js";
import type { Knowledge } from "./knowledge.js";
import { idsFor } from "./knowledge.js";
import { wordsFor } from "./scalar.js";
import { keysIn } from "./words.js";

/** How many objects are tried for one argument, and how many values for one of their fields. */
const most = 10;
const values = 4;

/** JSON texts of the shape that a body reads: objects with its keys, or arrays of such, each field with the values that an argument of that name is tried with. */
export function payloadsFor(knowledge: Knowledge): readonly string[] {
  const { body } = knowledge;
  const keys = fieldsOf(knowledge);
  const pools = keys.map((name) => wordsFor(knowledge, { name, base: "text", labels: [] }).slice(0, values));
  const objects = combine(pools, most).map((list) =>
    Object.fromEntries(keys.map((key, at) => [key, list[at]])),
  );
  const whole = objects.map((object) => JSON.stringify(object));
  const listed = objects.map((object) => JSON.stringify([object]));
  const ids = idsFor(knowledge, "");
  return [
    ...(/array_elements_text/.test(body) ? ids.slice(0, 3).map((id) => JSON.stringify([id])) : []),
    ...(/array_elements\b|recordset/.test(body) ? listed : whole),
    "{}",
    "[]",
    "null",
  ];
}

/** The keys that the body reads; where a record is made of all of it, the columns of the tables it names. */
function fieldsOf({ body, named }: Knowledge): readonly string[] {
  const columns = /populate_record/.test(body)
    ? named.flatMap((relation) => relation.columns.map(({ name }) => name)).slice(0, 20)
    : [];
  const keys = [...new Set([...keysIn(body), ...columns])];
  return keys.length > 0 ? keys : ["id", "user_id"];
}
