// A run as text.
import { wrongOutcomes } from "../../packages/rowproof/dist/mutants/mutants.js";

/**
 * @param {import("./run.mjs").Run} run
 * @returns {string}
 */
export function reportOf({ major, falseFindings, verdicts, milliseconds }) {
  const count = (outcome) => verdicts.filter((verdict) => verdict.outcome === outcome).length;
  return [
    `Postgres ${major}: ${verdicts.length} mutants in ${Math.round(milliseconds / 1000)} s`,
    "",
    `${"class".padEnd(48)} ${columns(["killed", "equivalent", "wrong", "kill rate"])}`,
    ...classesOf(verdicts).map(classLine),
    "",
    `${count("killed")} killed, ${count("equivalent")} equivalent by their argument, ${count("survived")} survived, ${count("refuted")} arguments refuted, ${count("failed")} failed`,
    ...verdicts.filter(({ outcome }) => wrongOutcomes.includes(outcome)).map(wrongLine),
    `${falseFindings.length} false findings on the clean database`,
    ...falseFindings.map(({ cell, status, what }) => `  ${status}  ${cell}: ${what}`),
  ].join("\n");
}

/** Whether the proof noticed every mutant that it should, and nothing else. */
export function isRight({ falseFindings, verdicts }) {
  return falseFindings.length === 0 && verdicts.every(({ outcome }) => !wrongOutcomes.includes(outcome));
}

function classesOf(verdicts) {
  const names = [...new Set(verdicts.map(({ mutant }) => mutant.class))];
  return names.map((name) => ({ name, verdicts: verdicts.filter(({ mutant }) => mutant.class === name) }));
}

function classLine({ name, verdicts }) {
  const of = (...outcomes) => verdicts.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const [killed, survived] = [of("killed"), of("survived")];
  const tried = killed + survived;
  const rate = tried === 0 ? "" : `${Math.floor((100 * killed) / tried)} %`;
  return `${name.padEnd(48)} ${columns([killed, of("equivalent"), of(...wrongOutcomes), rate])}`;
}

function columns(cells) {
  return cells.map((cell) => String(cell).padStart(10)).join(" ");
}

function wrongLine({ mutant, outcome, broken, failure }) {
  const [first] = broken;
  const because = failure ?? (first === undefined ? "" : `${first.status}, ${first.cell}: ${first.what}`);
  return `  ${outcome.padEnd(8)}  ${mutant.id}${because === "" ? "" : `: ${because}`}`;
}
