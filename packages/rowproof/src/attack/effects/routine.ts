/** What calling a routine does. */
export type RoutineEffect = { readonly kind: "execute"; readonly expected: boolean };
