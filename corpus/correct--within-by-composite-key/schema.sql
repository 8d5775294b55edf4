-- Sessions and messages, tied by session and owner.
create table public.sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null,
  unique (id, user_id)
);
create table public.messages (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null,
  user_id uuid not null,
  body text not null,
  foreign key (session_id, user_id) references public.sessions (id, user_id) on delete cascade
);
alter table public.sessions enable row level security;
alter table public.messages enable row level security;
create policy "own rows" on public.sessions for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own rows" on public.messages for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.sessions, public.messages to authenticated, service_role;
