import { matrix } from "../commands/matrix.js";
import { renderMatrix } from "../report/matrix.js";
import { type CommandLine, type CommonFlags, sharedOptions } from "./command.js";

interface MatrixFlags extends CommonFlags {
  readonly declared?: boolean;
  readonly all?: boolean;
}

/** `rowproof matrix`: the last proof, or what the contract declares. */
export const matrixLine: CommandLine<MatrixFlags> = async (flags, context) => {
  const { declared, all } = flags;
  const { output } = context;
  const result = await matrix({ ...sharedOptions(flags, context), declared });
  const { schemas, scripts, ignored, ...document } = result;
  if (ignored !== undefined) output.tell(`note: ${ignored}`);
  output.tell(
    result.from === "proof"
      ? "note: this is what the last rowproof prove found"
      : "note: this is what the contract declares; rowproof prove tests it",
  );
  const text = renderMatrix(result, output.style, { schema: schemas[0], all, scripts });
  output.product(text, { command: "matrix", ...document });
  return 0;
};
