-- Credits that the service books; users may look at their own.
create table public.credits (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  amount integer not null,
  reason text not null
);
alter table public.credits enable row level security;
create policy "see own" on public.credits for select to authenticated using (user_id = (select auth.uid()));
create policy "Service role has full access" on public.credits using (true) with check (true);
grant select, insert, update, delete on public.credits to authenticated, service_role;
