-- Drafts, and the housekeeping that was left callable.
create table public.drafts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.drafts enable row level security;
create policy "own rows" on public.drafts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.drafts to authenticated, service_role;
create procedure public.purge_drafts(p_user uuid)
  language sql security definer set search_path = ''
  as $$ delete from public.drafts where user_id = p_user $$;
