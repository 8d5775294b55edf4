-- Wallets and notes, and functions that tell one value of anybody's.
alter default privileges revoke execute on functions from public;
create table public.wallets (
  user_id uuid primary key references auth.users (id) on delete cascade,
  birthday date not null,
  tier text not null default 'free' check (tier in ('free', 'gold')),
  is_ill boolean not null default false
);
alter table public.wallets enable row level security;
create policy "see own" on public.wallets for select to authenticated using (user_id = (select auth.uid()));
grant select on public.wallets to authenticated;
grant select, insert, update, delete on public.wallets to service_role;
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.notes enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.notes to authenticated, service_role;
create function public.birthday_of(p_user uuid) returns date
  language sql stable security definer set search_path = ''
  as $$ select birthday from public.wallets where user_id = p_user $$;
grant execute on function public.birthday_of to authenticated;
create function public.tier_of(p_user uuid) returns text
  language sql stable security definer set search_path = ''
  as $$ select tier from public.wallets where user_id = p_user $$;
grant execute on function public.tier_of to authenticated;
create function public.is_ill(p_user uuid) returns boolean
  language sql stable security definer set search_path = ''
  as $$ select is_ill from public.wallets where user_id = p_user $$;
grant execute on function public.is_ill to authenticated;
create function public.preview(p_id uuid) returns text
  language sql stable security definer set search_path = ''
  as $$ select left(body, 8) || '…' from public.notes where id = p_id $$;
grant execute on function public.preview to authenticated;
