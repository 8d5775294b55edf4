import { randomBytes, timingSafeEqual } from "node:crypto";
import type pg from "pg";
import { type StackKeys, signToken } from "./keys.js";
import type { Lite } from "./lite.js";

interface Admin {
  readonly keys: StackKeys;
  readonly owner: pg.Pool;
  readonly lite: Lite;
}

/**
 * Answers `auth.admin` of `supabase-js`, which the service itself does not have: create, list, get, update and delete users.
 * Undefined where the request is for something else.
 */
export async function answerAdmin(request: Request, admin: Admin): Promise<Response | undefined> {
  const { pathname, searchParams } = new URL(request.url);
  const match = /^\/auth\/v1\/admin\/users(?:\/([^/]+))?$/.exec(pathname);
  if (match === null) return undefined;
  if (!isService(request, admin.keys))
    return failure(401, "no_authorization", "This endpoint requires the service key");
  const [, id] = match;
  if (id === undefined) {
    if (request.method === "POST") return createUser(request, admin);
    if (request.method === "GET") return listUsers(searchParams, admin);
  } else {
    if (!isUuid(id)) return failure(400, "validation_failed", "user_id must be an UUID");
    if (request.method === "GET") return getUser(id, admin);
    if (request.method === "PUT") return updateUser(id, request, admin);
    if (request.method === "DELETE") return deleteUser(id, admin);
  }
  return failure(405, "method_not_allowed", "Method not allowed");
}

function isService(request: Request, { service }: StackKeys): boolean {
  const key = Buffer.from(request.headers.get("apikey") ?? "");
  const wanted = Buffer.from(service);
  return key.length === wanted.length && timingSafeEqual(key, wanted);
}

/** Signed up as anybody is, so that the password is hashed and the identity made as the service does; then confirmed, and signed out. */
async function createUser(request: Request, { keys, owner, lite }: Admin): Promise<Response> {
  const body = await request.json().then(asRecord, () => asRecord(undefined));
  const { email, password = randomBytes(24).toString("base64url"), user_metadata: data } = body;
  const signUp = new Request(new URL("/auth/v1/signup", request.url), {
    method: "POST",
    headers: { apikey: keys.anon, "content-type": "application/json" },
    body: JSON.stringify({ email, password, data }),
  });
  const response = await lite.fetch(signUp);
  if (!response.ok) return response;
  const signedUp = asRecord(await response.json());
  const { id } = asRecord(signedUp.user ?? signedUp);
  await owner.query("delete from auth.sessions where user_id = $1", [id]);
  await owner.query(confirmed, [id]);
  await owner.query(
    "update auth.users set raw_app_meta_data = coalesce(raw_app_meta_data, '{}') || $2 where id = $1",
    [id, JSON.stringify(asRecord(body.app_metadata))],
  );
  return getUser(String(id), { owner });
}

/** As the user would change it, with a token of theirs. What only an admin may change is refused, not left out in silence. */
async function updateUser(id: string, request: Request, { keys, owner, lite }: Admin): Promise<Response> {
  const {
    password,
    user_metadata: data,
    email_confirm: confirm,
    ...rest
  } = await request.json().then(asRecord, () => asRecord(undefined));
  const [other] = Object.keys(rest);
  if (other !== undefined) return failure(422, "validation_failed", `the local stack cannot update ${other}`);
  if (confirm === true) await owner.query(confirmed, [id]);
  const update = new Request(new URL("/auth/v1/user", request.url), {
    method: "PUT",
    headers: {
      apikey: keys.anon,
      authorization: `Bearer ${signToken(keys, { sub: id, role: "authenticated", aud: "authenticated" })}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ password, data }),
  });
  const response = await lite.fetch(update);
  if (response.ok) return getUser(id, { owner });
  // Users may not keep their password; an admin may leave it as it is.
  const { error_code: code } = asRecord(await response.clone().json());
  return code === "same_password" ? getUser(id, { owner }) : response;
}

async function listUsers(search: URLSearchParams, { owner }: Pick<Admin, "owner">): Promise<Response> {
  const size = Math.min(Math.max(Number(search.get("per_page")) || 50, 1), 1000);
  const page = Math.max(Number(search.get("page")) || 1, 1);
  const { rows } = await owner.query(`${userQuery} order by u.created_at, u.id limit $1 offset $2`, [
    size,
    (page - 1) * size,
  ]);
  return Response.json({ users: rows.map(({ shown }) => shown), aud: "authenticated" });
}

async function getUser(id: string, { owner }: Pick<Admin, "owner">): Promise<Response> {
  const { rows } = await owner.query(`${userQuery} where u.id = $1`, [id]);
  return rows[0] === undefined ? userNotFound() : Response.json(rows[0].shown);
}

async function deleteUser(id: string, { owner }: Pick<Admin, "owner">): Promise<Response> {
  const { rowCount } = await owner.query("delete from auth.users where id = $1", [id]);
  return rowCount === 0 ? userNotFound() : Response.json({});
}

const confirmed =
  "update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()) where id = $1";

const userQuery = `
select jsonb_build_object(
  'id', u.id, 'aud', u.aud, 'role', u.role, 'email', u.email, 'phone', coalesce(u.phone, ''),
  'email_confirmed_at', u.email_confirmed_at, 'confirmed_at', u.email_confirmed_at, 'last_sign_in_at', u.last_sign_in_at,
  'app_metadata', coalesce(u.raw_app_meta_data, '{}'), 'user_metadata', coalesce(u.raw_user_meta_data, '{}'),
  'identities', '[]'::jsonb, 'created_at', u.created_at, 'updated_at', u.updated_at, 'is_anonymous', u.is_anonymous
) as shown
from auth.users u`;

function userNotFound(): Response {
  return failure(404, "user_not_found", "User not found");
}

function failure(status: number, code: string, message: string): Response {
  return Response.json({ code: status, error_code: code, msg: message }, { status });
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
