/** A schema and a name: what tells one table, view or routine from another. */
export interface QualifiedName {
  readonly schema: string;
  readonly name: string;
}

/** The name of a table, view or routine as one text, for a Map or a Set. */
export function keyOf({ schema, name }: QualifiedName): string {
  return JSON.stringify([schema, name]);
}

/** The key of `auth.users`. */
export const usersKey = keyOf({ schema: "auth", name: "users" });
