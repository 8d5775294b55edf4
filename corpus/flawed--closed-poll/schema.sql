-- Votes, also in polls that are closed.
create table public.polls (
  id uuid primary key default gen_random_uuid(),
  question text not null,
  is_open boolean not null default true
);
alter table public.polls enable row level security;
create policy "see" on public.polls for select to anon, authenticated using (true);
grant select on public.polls to anon, authenticated;
grant select, insert, update, delete on public.polls to service_role;
create table public.votes (
  poll_id uuid not null references public.polls (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  choice smallint not null,
  primary key (poll_id, user_id)
);
alter table public.votes enable row level security;
create policy "see own" on public.votes for select to authenticated using (user_id = (select auth.uid()));
create policy "vote" on public.votes for insert to authenticated
  with check (user_id = (select auth.uid()));
grant select, insert on public.votes to authenticated;
grant select, insert, update, delete on public.votes to service_role;
