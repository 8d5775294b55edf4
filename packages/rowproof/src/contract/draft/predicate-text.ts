import { displayName, identifier } from "../../sql/sql.js";
import { parsePredicate } from "../predicate-mistakes.js";

type PredicateWriter = (...names: readonly string[]) => string;

/** A predicate with its names quoted only where Postgres asks for it: reserved words are quoted, too. */
export async function shortest(predicate: (written: PredicateWriter) => string): Promise<string> {
  const quoted = predicate((...names) => identifier(...names).text);
  const plain = predicate(displayName);
  const [one, other] = await Promise.all([parsePredicate(plain), parsePredicate(quoted)]);
  return shape(one) === shape(other) ? plain : quoted;
}

/** A tree without the places of its nodes. */
function shape(parsed: object): string {
  return JSON.stringify(parsed, (key, value) => (key === "location" ? undefined : value));
}
