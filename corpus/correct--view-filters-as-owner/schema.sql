-- Letters, read through a view that filters for the caller behind a barrier.
create table public.letters (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.letters enable row level security;
create policy "see own" on public.letters for select to authenticated using (user_id = (select auth.uid()));
grant select on public.letters to authenticated;
grant select, insert, update, delete on public.letters to service_role;
create view public.my_letters with (security_barrier = true) as
  select id, user_id, body from public.letters where user_id = (select auth.uid());
grant select on public.my_letters to authenticated;
