-- Messages in rooms, whose sender nobody asks for.
create table public.rooms (
  id uuid primary key default gen_random_uuid(),
  host_id uuid not null references auth.users (id) on delete cascade,
  name text not null
);
alter table public.rooms enable row level security;
create policy "own rooms" on public.rooms for all to authenticated
  using (host_id = (select auth.uid())) with check (host_id = (select auth.uid()));
grant select, insert, update, delete on public.rooms to authenticated;
grant select, insert, update, delete on public.rooms to service_role;
create table public.messages (
  id uuid primary key default gen_random_uuid(),
  room_id uuid not null references public.rooms (id) on delete cascade,
  sender_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.messages enable row level security;
create policy "see own" on public.messages for select to authenticated
  using (sender_id = (select auth.uid()));
create policy "write in own rooms" on public.messages for insert to authenticated
  with check (exists (select 1 from public.rooms r where r.id = room_id and r.host_id = (select auth.uid())));
grant select, insert on public.messages to authenticated;
grant select, insert, update, delete on public.messages to service_role;
