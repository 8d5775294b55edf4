import { RowproofError } from "../diagnostic.js";

/** One of the packages that a local Supabase takes is not there. */
export function notInstalled(cause: unknown): RowproofError {
  return new RowproofError(
    {
      id: "stack/not-installed",
      message:
        "the local stack needs @supabase/lite, postgres and @supabase/supabase-js, and one of them cannot be loaded",
      why: "they are optional: only a local Supabase API uses them",
      fix: "npm install --save-dev --save-exact @supabase/lite@0.10.0 postgres@3.4.9 @supabase/supabase-js@2.109.0",
    },
    2,
    { cause },
  );
}
