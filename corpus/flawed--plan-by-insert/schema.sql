-- Subscriptions: what cannot be updated can be inserted.
create table public.subscriptions (
  user_id uuid primary key references auth.users (id) on delete cascade,
  newsletter boolean not null default false,
  plan text not null default 'free'
);
alter table public.subscriptions enable row level security;
create policy "own rows" on public.subscriptions for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update (user_id, newsletter), delete on public.subscriptions to authenticated;
grant select, insert, update, delete on public.subscriptions to service_role;
