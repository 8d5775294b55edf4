-- Notes, and functions that search those of everybody: by word, by part, by time.
alter default privileges revoke execute on functions from public;
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null,
  created_at timestamptz not null default now()
);
alter table public.notes enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.notes to authenticated, service_role;
create function public.by_word(query text) returns setof public.notes
  language sql stable security definer set search_path = ''
  as $$ select * from public.notes
    where to_tsvector('simple', body) @@ plainto_tsquery('simple', query) $$;
grant execute on function public.by_word to authenticated;
create function public.by_part(q text) returns setof public.notes
  language sql stable security definer set search_path = ''
  as $$ select * from public.notes where length(q) >= 3 and body ilike '%' || q || '%' $$;
grant execute on function public.by_part to authenticated;
create function public.between_times(p_from timestamptz, p_to timestamptz) returns setof public.notes
  language sql stable security definer set search_path = ''
  as $$ select * from public.notes where created_at >= p_from and created_at < p_to $$;
grant execute on function public.between_times to authenticated;
