/** A text between dollar quotes whose tag does not stand in it (PostgreSQL documentation, "Dollar-Quoted String Constants"). */
export function dollarQuoted(text: string): string {
  let tag = "$$";
  for (let number = 0; text.includes(tag); number += 1) tag = `$q${number}$`;
  return `${tag}${text}${tag}`;
}
