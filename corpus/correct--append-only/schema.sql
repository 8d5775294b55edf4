-- Consents, given and withdrawn, never changed.
create table public.consents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  purpose text not null,
  given boolean not null,
  unique (user_id, purpose)
);
alter table public.consents enable row level security;
create policy "see own" on public.consents for select to authenticated using (user_id = (select auth.uid()));
create policy "give" on public.consents for insert to authenticated with check (user_id = (select auth.uid()));
create policy "withdraw" on public.consents for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert, delete on public.consents to authenticated;
grant select, insert, update, delete on public.consents to service_role;
