-- Documents and revisions that need each other.
create table public.documents (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  current_revision uuid not null,
  title text not null,
  unique (id, user_id)
);
create table public.revisions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  document_id uuid not null,
  body text not null,
  unique (id, user_id),
  foreign key (document_id, user_id) references public.documents (id, user_id)
    on delete cascade deferrable initially deferred
);
alter table public.documents add foreign key (current_revision, user_id) references public.revisions (id, user_id)
  on delete cascade deferrable initially deferred;
alter table public.documents enable row level security;
alter table public.revisions enable row level security;
create policy "own rows" on public.documents for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create policy "own rows" on public.revisions for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.documents, public.revisions to authenticated, service_role;
