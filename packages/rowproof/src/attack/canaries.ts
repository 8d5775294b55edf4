import type { SeededRow } from "../seed/seeded.js";

/** What a canary may look like: a seeded text, a uuid, a long number. */
const pattern = /rp[0-9a-z]{12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{7,19}/gi;

/** Values that tell which seeded rows somebody has seen, wherever they turn up. */
export class Canaries {
  readonly #rows = new Map<string, SeededRow[]>();

  constructor(rows: readonly SeededRow[]) {
    for (const row of rows) {
      const values = Object.values(row.row).flatMap((value) => tokensIn(value ?? ""));
      for (const token of new Set(values)) {
        const known = this.#rows.get(token);
        if (known === undefined) this.#rows.set(token, [row]);
        else known.push(row);
      }
    }
  }

  /** The rows that hold a value which is a canary. */
  rowsWith(value: string): readonly SeededRow[] {
    return this.#rows.get(value.toLowerCase()) ?? [];
  }

  /**
   * The canaries in a text that somebody got to see.
   * @param known what they sent: a value that comes back to whoever sent it tells nothing
   * @returns for each, the rows that hold it
   */
  find(
    text: string,
    known: string,
  ): readonly { readonly token: string; readonly rows: readonly SeededRow[] }[] {
    const sent = new Set(tokensIn(known));
    return [...new Set(tokensIn(text))].flatMap((token) => {
      const rows = this.#rows.get(token);
      return rows === undefined || sent.has(token) ? [] : [{ token, rows }];
    });
  }
}

function tokensIn(text: string): readonly string[] {
  return (text.match(pattern) ?? []).map((token) => token.toLowerCase());
}
