-- Feedback was added later, under default privileges that open what is made.
alter default privileges in schema public grant select, insert on tables to anon, authenticated;
create table public.feedback (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
