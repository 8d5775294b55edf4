/**
 * Makes control and format characters and line ends visible, as `\u{1b}`: a terminal would obey them and an editor hide them.
 * Names in a database can contain any of them.
 */
export function visible(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => {
    const plain = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
    return plain ?? `\\u{${character.codePointAt(0)?.toString(16)}}`;
  });
}

/** The same for text of several lines, which stay lines. */
export function visibleLines(text: string): string {
  return text.replaceAll("\r\n", "\n").split("\n").map(visible).join("\n");
}
