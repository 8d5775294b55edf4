-- Tasks numbered by a sequence.
create table public.tasks (
  id bigserial primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
alter table public.tasks enable row level security;
create policy "own rows" on public.tasks for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.tasks to authenticated, service_role;
grant usage on sequence public.tasks_id_seq to authenticated, service_role;
