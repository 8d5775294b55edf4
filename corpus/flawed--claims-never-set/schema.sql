-- Diaries, and what is let through where the claims were never set: a connection of no request was taken for the service.
alter default privileges revoke execute on functions from public;
create table public.diaries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.diaries enable row level security;
create policy "own" on public.diaries for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "jobs" on public.diaries for select to anon, authenticated
  using (current_setting('request.jwt.claims', true) is null);
grant select, insert, update, delete on public.diaries to authenticated, service_role;
grant select on public.diaries to anon;
create function public.count_words() returns setof text
  language plpgsql stable security definer set search_path = ''
  as $$
begin
  if current_setting('request.jwt.claims', true) is null then
    return query select body from public.diaries;
  end if;
end $$;
grant execute on function public.count_words to authenticated, service_role;
create view public.diary_owners with (security_invoker = true) as select id, user_id from public.diaries;
grant select on public.diary_owners to authenticated;
