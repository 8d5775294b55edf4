-- Recipes, searched by a function that builds its SQL from the words typed in.
alter default privileges revoke execute on functions from public;
create table public.recipes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
alter table public.recipes enable row level security;
create policy "own rows" on public.recipes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.recipes to authenticated, service_role;
create function public.search_recipes(p_term text) returns setof public.recipes
  language plpgsql stable security definer set search_path = '' as $$
begin
  return query execute
    'select * from public.recipes where user_id = auth.uid() and title ilike ''%' || coalesce(p_term, '') || '%''';
end $$;
grant execute on function public.search_recipes(text) to authenticated;
