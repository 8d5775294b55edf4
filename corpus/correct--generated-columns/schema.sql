-- Meals with columns that write themselves.
alter default privileges revoke execute on functions from public;
create type public.meal_kind as enum ('breakfast', 'lunch', 'dinner');
create table public.meals (
  id bigint generated always as identity primary key,
  user_id uuid not null default auth.uid() references auth.users (id) on delete cascade,
  kind public.meal_kind not null,
  grams integer not null check (grams > 0),
  kcal_per_gram numeric not null default 1.5,
  kcal numeric generated always as (grams * kcal_per_gram) stored,
  tags text[] not null default '{}',
  details jsonb not null default '{}' check (jsonb_typeof(details) = 'object'),
  updated_at timestamptz not null default now()
);
alter table public.meals enable row level security;
create policy "own rows" on public.meals for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create function public.touch() returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;
create trigger touch before update on public.meals for each row execute function public.touch();
grant select, insert, update, delete on public.meals to authenticated, service_role;
