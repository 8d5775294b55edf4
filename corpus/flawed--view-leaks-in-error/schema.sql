-- Letters, read only through a view that filters them.
create table public.letters (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.letters enable row level security;
grant select, insert, update, delete on public.letters to service_role;
create view public.my_letters as
  select id, body from public.letters where user_id = auth.uid();
grant select on public.my_letters to authenticated;
