-- Scans with a text owner.
create table public.scans (
  id bigint generated always as identity primary key,
  owner text not null,
  result text not null
);
alter table public.scans enable row level security;
create policy "own" on public.scans for select to anon, authenticated
  using (owner like coalesce(auth.uid()::text, '%'));
grant select on public.scans to anon, authenticated;
grant select, insert, update, delete on public.scans to service_role;
create function public.erase_scans() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  delete from public.scans where owner = old.id::text;
  return old;
end $$;
revoke execute on function public.erase_scans() from public;
create trigger erase_scans before delete on auth.users for each row execute function public.erase_scans();
