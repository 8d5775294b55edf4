-- Accounts whose plan users see and do not write.
create table public.accounts (
  user_id uuid primary key references auth.users (id) on delete cascade,
  display_name text,
  language text not null default 'en',
  plan text not null default 'free',
  credits integer not null default 0
);
alter table public.accounts enable row level security;
create policy "own rows" on public.accounts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert (user_id, display_name, language), update (user_id, display_name, language) on public.accounts to authenticated;
grant select, insert, update, delete on public.accounts to service_role;
