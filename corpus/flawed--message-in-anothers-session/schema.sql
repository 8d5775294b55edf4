-- Sessions and their messages, which need not be of the same owner.
create table public.chats (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
create table public.chat_messages (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  chat_id uuid not null references public.chats (id),
  body text not null
);
alter table public.chats enable row level security;
alter table public.chat_messages enable row level security;
create policy "own rows" on public.chats for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "see own" on public.chat_messages for select to authenticated using (user_id = (select auth.uid()));
create policy "write own" on public.chat_messages for insert to authenticated with check (user_id = (select auth.uid()));
create policy "delete own" on public.chat_messages for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert on public.chats to authenticated;
grant select, insert, delete on public.chat_messages to authenticated;
grant select, insert, update, delete on public.chats, public.chat_messages to service_role;
