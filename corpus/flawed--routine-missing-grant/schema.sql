-- A count of one's own unread messages that nobody can ask for.
alter default privileges revoke execute on functions from public;
create table public.inbox (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  read boolean not null default false
);
alter table public.inbox enable row level security;
create policy "see own" on public.inbox for select to authenticated using (user_id = (select auth.uid()));
grant select on public.inbox to authenticated;
grant select, insert, update, delete on public.inbox to service_role;
create function public.unread() returns bigint language sql stable set search_path = ''
  as $$ select count(*) from public.inbox where user_id = auth.uid() and not read $$;
