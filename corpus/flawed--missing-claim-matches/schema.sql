-- Tickets, also shown to those whose token names the workspace; most tokens name none.
create table public.tickets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  workspace text not null,
  body text not null
);
alter table public.tickets enable row level security;
create policy "own or of my workspace" on public.tickets for select to authenticated
  using (user_id = (select auth.uid())
    or workspace = coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'app_metadata' ->> 'workspace', workspace));
grant select on public.tickets to authenticated;
grant select, insert, update, delete on public.tickets to service_role;
