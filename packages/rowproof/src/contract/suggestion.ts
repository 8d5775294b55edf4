import { closestMatch } from "leven";
import { snakeCase } from "./naming.js";

/** The name among `known` that was probably meant: the same except for case and underscores, or a few letters away. */
export function suggestName(name: string, known: readonly string[]): string | undefined {
  const plain = squeeze(name);
  const respelt = known.find((candidate) => squeeze(candidate) === plain);
  return (
    respelt ??
    closestMatch(name, [...known], {
      maxDistance: Math.max(name.length < 4 ? 1 : 2, Math.floor(name.length / 3)),
    })
  );
}

function squeeze(name: string): string {
  return snakeCase(name).replaceAll("_", "");
}
