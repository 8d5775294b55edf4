-- Scores, and a board of them for everybody.
alter default privileges revoke execute on functions from public;
create table public.scores (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  nickname text not null,
  points integer not null check (points >= 0)
);
alter table public.scores enable row level security;
create policy "see own" on public.scores for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.scores for insert to authenticated with check (user_id = (select auth.uid()));
create policy "delete own" on public.scores for delete to authenticated using (user_id = (select auth.uid()));
grant select, insert, delete on public.scores to authenticated;
grant select, insert, update, delete on public.scores to service_role;
create function public.leaderboard(p_length integer default 10) returns table (nickname text, points integer)
  language sql stable security definer set search_path = ''
  as $$ select s.nickname, s.points from public.scores s order by s.points desc limit least(p_length, 100) $$;
grant execute on function public.leaderboard(integer) to anon, authenticated;
