-- Posts that guests, who have an account without a name, should not write.
create table public.posts (
  id uuid primary key default gen_random_uuid(),
  author_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.posts enable row level security;
create policy "read all" on public.posts for select to authenticated using (true);
create policy "write own" on public.posts for insert to authenticated with check (author_id = (select auth.uid()));
grant select, insert on public.posts to authenticated;
grant select, insert, update, delete on public.posts to service_role;
