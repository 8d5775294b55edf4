-- Wishes; the policy that denies denies nothing.
create table public.wishes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.wishes enable row level security;
create policy "read" on public.wishes for select to authenticated using (true);
create policy "but not others'" on public.wishes for select to authenticated using (false);
create policy "add own" on public.wishes for insert to authenticated with check (user_id = (select auth.uid()));
create policy "delete own" on public.wishes for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert, delete on public.wishes to authenticated;
grant select, insert, update, delete on public.wishes to service_role;
