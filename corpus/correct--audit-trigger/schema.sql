-- Recipes, and an audit of what is done with them.
alter default privileges revoke execute on functions from public;
create table public.recipes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  title text not null
);
create table public.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor uuid,
  action text not null,
  old_row jsonb,
  new_row jsonb
);
alter table public.recipes enable row level security;
alter table public.audit_log enable row level security;
create policy "own rows" on public.recipes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
create function public.audit() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.audit_log (actor, action, old_row, new_row)
  values (auth.uid(), tg_op, to_jsonb(old), to_jsonb(new));
  return null;
end $$;
create trigger audit after insert or update or delete on public.recipes for each row execute function public.audit();
grant select, insert, update, delete on public.recipes to authenticated, service_role;
grant select, insert, update, delete on public.audit_log to service_role;
