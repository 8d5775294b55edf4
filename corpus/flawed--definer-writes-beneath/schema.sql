-- Notes in a schema that no request can name, and a function of the API that deletes them.
alter default privileges revoke execute on functions from public;
create schema api;
create schema app;
grant usage on schema api to authenticated;
create table app.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
create function api.delete_note(p_id uuid) returns void
  language sql security definer set search_path = ''
  as $$ delete from app.notes where id = p_id $$;
grant execute on function api.delete_note to authenticated;
