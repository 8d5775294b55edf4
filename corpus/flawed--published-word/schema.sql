-- Drafts, of which those with one word in a free text are everybody's.
create table public.drafts (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  status text not null,
  archived boolean not null default false,
  body text not null
);
alter table public.drafts enable row level security;
create policy "own rows" on public.drafts for all to authenticated
  using (user_id = (select auth.uid()) or (status = 'published' and not archived))
  with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.drafts to authenticated, service_role;
