// The options of the command line, with their defaults.
import { parseArgs } from "node:util";

export const usage = `npm run bench:mutants -- [options]
  --major N     on this major version of Postgres; can be repeated; default: 15 and 17
  --class TEXT  only the classes whose id contains this
  --all         also the mutants that are left out because others show the same
  --sample N    only N of them, drawn at random
  --seed N      the seed of the draw; default: from the clock, and printed
  --json        the result as JSON on stdout`;

/**
 * @typedef {object} Options
 * @property {readonly number[]} majors
 * @property {string} class
 * @property {boolean} all
 * @property {number | undefined} sample
 * @property {number} seed
 * @property {boolean} json
 * @property {boolean} help
 */

/**
 * @param {readonly string[]} parameters
 * @returns {Options}
 * @throws {TypeError} if one of them makes no sense
 */
export function parseOptions(parameters) {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      major: { type: "string", multiple: true, default: ["15", "17"] },
      class: { type: "string", default: "" },
      all: { type: "boolean", default: false },
      sample: { type: "string" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  return {
    ...values,
    majors: values.major.map((text) => numberOf("--major", text)),
    sample: values.sample === undefined ? undefined : numberOf("--sample", values.sample),
    seed: numberOf("--seed", values.seed),
  };
}

function numberOf(name, text) {
  if (!/^\d+$/.test(text)) throw new TypeError(`${name} takes a whole number, not "${text}"`);
  return Number(text);
}
