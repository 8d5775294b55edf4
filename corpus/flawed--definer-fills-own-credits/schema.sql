-- Credits that the service alone gives, and a function that gives them to whoever asks.
alter default privileges revoke execute on functions from public;
create table public.credits (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  amount integer not null
);
alter table public.credits enable row level security;
create policy "see own" on public.credits for select to authenticated using (user_id = (select auth.uid()));
grant select on public.credits to authenticated;
grant select, insert, update, delete on public.credits to service_role;
create function public.add_credits(p_amount integer) returns void
  language sql security definer set search_path = ''
  as $$ insert into public.credits (user_id, amount) values (auth.uid(), p_amount) $$;
grant execute on function public.add_credits to authenticated;
