/** A schema and a name: what tells a table, view or routine apart. */
interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** One text for the name of a table, view or routine, to look it up by. */
export function keyOf({ schema, name }: QualifiedName): string {
  return JSON.stringify([schema, name]);
}

export const usersKey = keyOf({ schema: "auth", name: "users" });
