-- Notes whose owner a trigger fills in, and that refuses whoever is nobody.
create table public.notes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.notes enable row level security;
create policy "own rows" on public.notes for all to authenticated
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select, insert, update, delete on public.notes to authenticated;
grant select, insert, update, delete on public.notes to service_role;
create function public.sign() returns trigger language plpgsql set search_path = '' as $$
begin
  if current_user = 'service_role' then
    return new;
  end if;
  if auth.uid() is null then
    raise exception 'sign in first';
  end if;
  new.user_id := auth.uid();
  return new;
end $$;
revoke execute on function public.sign from public;
create trigger sign before insert on public.notes for each row execute function public.sign();
