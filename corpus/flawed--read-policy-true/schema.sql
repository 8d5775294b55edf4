-- Measurements of one's health; the select policy was copied from a public table.
create table public.measurements (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  taken_at timestamptz not null default now(),
  weight_kg numeric(5, 2) not null check (weight_kg > 0),
  remark text
);
alter table public.measurements enable row level security;
create policy "Enable read access" on public.measurements for select using (true);
create policy "insert own" on public.measurements for insert to authenticated with check (user_id = (select auth.uid()));
create policy "update own" on public.measurements for update to authenticated using (user_id = (select auth.uid()));
create policy "delete own" on public.measurements for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert, update, delete on public.measurements to authenticated, service_role;
grant select on public.measurements to anon;
