-- Sleep logs whose policy parses the token.
create table public.sleep_logs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  hours numeric not null check (hours between 0 and 24)
);
alter table public.sleep_logs enable row level security;
create policy "own" on public.sleep_logs for all to authenticated
  using (user_id = (current_setting('request.jwt.claims')::json ->> 'sub')::uuid)
  with check (user_id = (current_setting('request.jwt.claims')::json ->> 'sub')::uuid);
grant select, insert, update, delete on public.sleep_logs to authenticated, service_role;
