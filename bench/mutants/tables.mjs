/**
 * The companion's table with that name.
 * @param {import("../../packages/rowproof/dist/mutants/context.js").MutationContext} context
 * @param {string} name
 */
export function tableNamed({ tables }, name) {
  const found = tables.find(({ relation }) => relation.name === name);
  if (found === undefined) throw new Error(`the companion has no table ${name}`);
  return found;
}
