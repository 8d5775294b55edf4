-- An export of one's own things that exports anything.
alter default privileges revoke execute on functions from public;
create table public.receipts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  shop text not null,
  cents integer not null
);
alter table public.receipts enable row level security;
create policy "own rows" on public.receipts for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.receipts to authenticated, service_role;
create function public.export_rows(p_table text) returns setof jsonb
  language plpgsql stable security definer set search_path = 'public' as $$
begin
  return query execute format('select to_jsonb(t) from public.%I t', p_table);
end $$;
grant execute on function public.export_rows(text) to authenticated;
