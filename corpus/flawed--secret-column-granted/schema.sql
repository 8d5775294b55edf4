-- Integrations whose token was granted by column.
create table public.integrations (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null,
  token text not null,
  config jsonb not null default '{}'
);
alter table public.integrations enable row level security;
create policy "names" on public.integrations for select to authenticated using (true);
grant select (name, token) on public.integrations to authenticated;
grant select, insert, update, delete on public.integrations to service_role;
