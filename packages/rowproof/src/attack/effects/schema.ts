/** What an actor can or cannot do with a sequence or a schema. */
export type SchemaEffect =
  | {
      readonly kind: "sequence";
      readonly use: "take" | "move" | "read";
      /** Whether the contract allows it: then it is what they cannot do. */
      readonly expected: boolean;
      readonly sequence: { readonly schema: string; readonly name: string };
    }
  | { readonly kind: "create"; readonly schema: string };
