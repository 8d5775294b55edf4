import { writeFileWhereDifferent } from "../commands/files/written-file.js";
import { countUntested } from "../commands/proof/verdict.js";
import { type ProveResult, prove } from "../commands/prove.js";
import type { ExitCode } from "../diagnostic.js";
import { renderMatrix } from "../report/matrix.js";
import { renderMatrixHtml } from "../report/matrix-html.js";
import { renderMatrixMarkdown } from "../report/matrix-markdown.js";
import type { MatrixOptions } from "../report/objects.js";
import { scriptPaths } from "../report/script-paths.js";
import { counted } from "../sql/list.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";
import type { Output } from "./output.js";

interface ProveFlags extends CommonFlags {
  readonly live?: boolean;
  readonly only?: readonly string[];
  readonly markdown?: string;
  readonly html?: string;
  readonly scripts?: string;
  readonly all?: boolean;
  readonly http?: boolean;
  readonly allowUntested?: boolean;
  readonly reachOutside?: boolean;
  readonly budget: number;
}

/** `rowproof prove`: the matrix, its files and scripts. Exit 1 where a cell is broken or HTTP differs, 3 where something is untested. */
export const proveLine: CommandLine<ProveFlags> = async (flags, context) => {
  const { output } = context;
  const { live, only, scripts, http, reachOutside, budget } = flags;
  const options = { live, only, scripts, http, reachOutside, budget };
  const result = await prove({ ...sharedOptions(flags, context), ...options });
  await print(result, flags, output);
  return exitCode(result, flags, output);
};

async function print(result: ProveResult, flags: ProveFlags, output: Output): Promise<void> {
  const { schemas, scripts, verdict: _, ...proof } = result;
  const { markdown, html, all } = flags;
  const how: MatrixOptions = { schema: schemas[0], all, scripts };
  if (markdown !== undefined) await writeFileWhereDifferent(markdown, renderMatrixMarkdown(result, how));
  if (html !== undefined) await writeFileWhereDifferent(html, renderMatrixHtml(result, how));
  output.product(renderMatrix(result, output.style, how), {
    command: "prove",
    ...proof,
    scripts: scriptPaths(proof.cells, scripts),
  });
}

function exitCode(result: ProveResult, { allowUntested }: ProveFlags, output: Output): ExitCode {
  if (result.verdict === "broken") return 1;
  if (result.verdict === "ok" || allowUntested === true) return 0;
  const open = counted(countUntested(result), "thing");
  output.tell(`${open} could not be tested, so this is not a success; --allow-untested accepts that`);
  return 3;
}
