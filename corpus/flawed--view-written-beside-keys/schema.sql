-- Replies, and a view to correct their words through, made without security_invoker.
create table public.threads (
  id text primary key default gen_random_uuid()::text,
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
create table public.replies (
  id text primary key default gen_random_uuid()::text,
  thread_id text not null references public.threads (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.threads enable row level security;
alter table public.replies enable row level security;
create policy "own threads" on public.threads for all to authenticated using (user_id = (select auth.uid()));
create policy "own replies" on public.replies for all to authenticated using (user_id = (select auth.uid()));
grant select, insert, update, delete on public.threads, public.replies to authenticated, service_role;
create view public.corrections as select id, thread_id, body from public.replies;
grant update on public.corrections to authenticated;
