import type { ClaimRoutine } from "../catalog/external-objects.js";

const old = (claim: string) => `nullif(current_setting('request.jwt.claim.${claim}', true), '')`;
const both = (claim: string) => `coalesce(${old(claim)},
  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> '${claim}'))`;
const ours = (claim: string) => `coalesce(${old(claim)}, auth.jwt() ->> '${claim}')`;

/** The bodies that Supabase has shipped, the older ones too, and those of the embedded platform as the server prints them. */
const known: Readonly<Record<string, readonly string[]>> = {
  uid: [
    `select ${both("sub")}::uuid`,
    `select ${old("sub")}::uuid`,
    `return "substring"(${ours("sub")}, '^(?:[0-9A-Fa-f]{4}-?){7}[0-9A-Fa-f]{4}$')::uuid`,
  ],
  role: [`select ${both("role")}::text`, `select ${old("role")}::text`, `return ${ours("role")}`],
  jwt: [
    `select coalesce(nullif(current_setting('request.jwt.claim', true), ''),
      nullif(current_setting('request.jwt.claims', true), ''))::jsonb`,
    `declare
      written text := pg_catalog.current_setting('request.jwt.claim', true);
      claims pg_catalog.jsonb;
    begin
      if written is null or written operator(pg_catalog.=) '' then
        written := pg_catalog.current_setting('request.jwt.claims', true);
      end if;
      if written is null or written operator(pg_catalog.=) '' then
        return null;
      end if;
      claims := written::pg_catalog.jsonb;
      if pg_catalog.jsonb_typeof(claims) operator(pg_catalog.=) 'object' then
        return claims;
      end if;
      return null;
    exception
      when data_exception or program_limit_exceeded then
        return null;
    end`,
  ],
};

/** Whether a function of claims says what the platform's own says, in any layout. */
export function isKnownBody({ name, body, settings }: ClaimRoutine): boolean {
  const path = settings.filter((setting) => !/^search_path=(?:""|pg_catalog)?$/.test(setting));
  const text = tokens(body);
  return path.length === 0 && (known[name] ?? []).some((one) => tokens(one) === text);
}

/**
 * A body without what makes no difference: comments, layout, case outside literals, casts of a literal to text, and
 * parentheses, which the server adds where it prints a bound body.
 */
function tokens(body: string): string {
  return (body.match(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\/|[^'/-]+|[/-]/g) ?? [])
    .filter((part) => !part.startsWith("--") && !part.startsWith("/*"))
    .map((part) => (part.startsWith("'") ? part : part.toLowerCase().replace(/\s+/g, " ")))
    .join("")
    .replace(/'::text/g, "'")
    .replace(/[\s()]/g, "")
    .replace(/;$/, "");
}
