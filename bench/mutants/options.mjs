// What the command line says, completed.
import { parseArgs } from "node:util";

export const usage = `npm run bench:mutants -- [options]
  --major N     on this major version of Postgres; may be given again; default: 15 and 17
  --class TEXT  only the classes whose name has this in it
  --all         also the mutants that are left out because others say the same
  --sample N    only N of them, drawn
  --seed N      how they are drawn; default: by the clock, and printed
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
 * @throws {TypeError} where they cannot be understood
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
