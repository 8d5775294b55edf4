-- Tasks, and a board that is an invoker view over one that is not.
create schema internal;
create table public.tasks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null,
  done boolean not null default false
);
alter table public.tasks enable row level security;
create policy "own rows" on public.tasks for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.tasks to authenticated, service_role;
create view internal.open_tasks as select id, user_id, title from public.tasks where not done;
create view public.task_board with (security_invoker = true) as select id, user_id, title from internal.open_tasks;
grant usage on schema internal to authenticated, service_role;
grant select on internal.open_tasks, public.task_board to authenticated, service_role;
