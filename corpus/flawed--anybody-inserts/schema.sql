-- Votes that need no voter.
create table public.votes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  choice text not null
);
alter table public.votes enable row level security;
create policy "see own" on public.votes for select to authenticated using (user_id = (select auth.uid()));
create policy "vote" on public.votes for insert with check (true);
grant select, insert on public.votes to authenticated;
grant insert on public.votes to anon;
grant select, insert, update, delete on public.votes to service_role;
