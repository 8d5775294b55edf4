/**
 * Changes that let somebody do more, that the proof does not notice yet, and why. They are reported by name in every run, and
 * do not fail it: one that is noticed after all does, so that the list grows shorter.
 * @type {Readonly<Record<string, string>>}
 */
export const overlooked = {
  "column opened to updates: role of public.users_roles":
    "a change of all of one's rows at once meets their unique key, and a single column is not tried by key",
  "side effect of a write: a journal entry gives a role": "the made-up user has that role already",
};
