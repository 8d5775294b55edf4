import { scan } from "libpg-query";

/** A word of a text, as Postgres's own scanner cuts it. */
export interface Token {
  /** A `name` may be that of an object; `string` is any quoted text, dollars included; `word` is reserved. */
  readonly kind: "name" | "word" | "string" | "comment" | "sign";
  readonly text: string;
  /** Whether a space, a tab or a line break stands before it. */
  readonly spaced: boolean;
}

/** Cuts a text into its words; undefined where the scanner cannot: an open quote, a control character. */
export async function readTokens(text: string): Promise<readonly Token[] | undefined> {
  if (text.trim() === "") return [];
  const bytes = Buffer.from(text, "utf8");
  try {
    const { tokens } = await scan(text);
    return tokens.map(({ start, end, tokenName, keywordName }, index) => ({
      kind: kindOf(tokenName, keywordName),
      text: bytes.subarray(start, end).toString("utf8"),
      spaced: start > (tokens[index - 1]?.end ?? 0),
    }));
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function kindOf(tokenName: string, keywordName: string): Token["kind"] {
  if (tokenName === "SQL_COMMENT" || tokenName === "C_COMMENT") return "comment";
  if (tokenName === "SCONST") return "string";
  if (tokenName === "IDENT") return "name";
  if (keywordName === "NO_KEYWORD") return "sign";
  return keywordName === "RESERVED_KEYWORD" ? "word" : "name";
}

/** The name that a token means: without its quotes, or folded to lower case where it has none. */
export function nameOf({ text }: Token): string {
  return text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text.toLowerCase();
}

/** What stands between the quotes of a string, or between its dollar signs. */
export function contentOf({ text }: Token): string {
  const dollars = /^\$[^$]*\$/.exec(text)?.[0];
  if (dollars !== undefined) return text.slice(dollars.length, -dollars.length);
  return text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'");
}
