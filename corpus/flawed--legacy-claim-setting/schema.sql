-- Sleep logs whose policy reads a setting that is set no more.
create table public.sleep_logs (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  hours numeric not null
);
alter table public.sleep_logs enable row level security;
create policy "see own" on public.sleep_logs for select to authenticated
  using (user_id = current_setting('request.jwt.claim.sub')::uuid);
grant select on public.sleep_logs to authenticated;
grant select, insert, update, delete on public.sleep_logs to service_role;
