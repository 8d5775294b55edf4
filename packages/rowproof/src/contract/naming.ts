/**
 * A name in snake_case, as the columns of a compat view are named: `userID` is `user_id`, `HTTPStatus` is `http_status`,
 * and a name that is in snake_case stays as it is.
 */
export function snakeCase(name: string): string {
  return name
    .replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1_$2")
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, "$1_$2")
    .toLowerCase();
}
