-- Public pages that can be taken over.
create table public.pages (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null references auth.users (id) on delete cascade,
  slug text not null unique,
  body text not null
);
alter table public.pages enable row level security;
create policy "read all" on public.pages for select to authenticated using (true);
create policy "add own" on public.pages for insert to authenticated with check (owner_id = (select auth.uid()));
create policy "change to own" on public.pages for update to authenticated
  using (true) with check (owner_id = (select auth.uid()));
grant select, insert, update on public.pages to authenticated;
grant select, insert, update, delete on public.pages to service_role;
