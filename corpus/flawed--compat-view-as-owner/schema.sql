-- A table with camelCase columns, and its other name without security_invoker.
create table public."DailyMood" (
  "id" uuid primary key default gen_random_uuid(),
  "userId" uuid not null references auth.users (id) on delete cascade,
  "moodScore" integer not null check ("moodScore" between 1 and 5)
);
alter table public."DailyMood" enable row level security;
create policy "own moods" on public."DailyMood" for all to authenticated
  using ("userId" = (select auth.uid())) with check ("userId" = (select auth.uid()));
grant select, insert, update, delete on public."DailyMood" to authenticated, service_role;
create view public.daily_mood as
  select "id" as id, "userId" as user_id, "moodScore" as mood_score from public."DailyMood";
grant select, insert, update, delete on public.daily_mood to authenticated, service_role;
