-- Bookmarks, written through a view.
alter default privileges revoke execute on functions from public;
create table public.bookmarks (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  url text not null
);
alter table public.bookmarks enable row level security;
create policy "own rows" on public.bookmarks for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.bookmarks to authenticated, service_role;
create view public.links with (security_invoker = true) as select id, user_id, url from public.bookmarks;
create function public.save_link() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.bookmarks (user_id, url) values (new.user_id, new.url);
  return new;
end $$;
create trigger save_link instead of insert on public.links for each row execute function public.save_link();
grant select, insert on public.links to authenticated;
