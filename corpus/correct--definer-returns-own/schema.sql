-- A summary of one's own workouts, as the function's owner.
alter default privileges revoke execute on functions from public;
create table public.workouts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  minutes integer not null,
  place text not null
);
alter table public.workouts enable row level security;
create policy "see own" on public.workouts for select to authenticated using (user_id = (select auth.uid()));
grant select on public.workouts to authenticated;
grant select, insert, update, delete on public.workouts to service_role;
create function public.my_workouts(p_longer_than integer default 0) returns setof public.workouts
  language sql stable security definer set search_path = ''
  as $$ select * from public.workouts where user_id = auth.uid() and minutes > coalesce(p_longer_than, 0) $$;
grant execute on function public.my_workouts(integer) to authenticated;
