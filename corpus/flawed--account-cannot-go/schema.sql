-- Sketches that hold their author's account in place.
create table public.sketches (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id),
  title text not null
);
alter table public.sketches enable row level security;
create policy "own rows" on public.sketches for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.sketches to authenticated, service_role;
