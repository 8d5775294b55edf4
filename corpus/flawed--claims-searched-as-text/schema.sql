-- Prescriptions, for whoever's token mentions the owner.
create table public.prescriptions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  medicine text not null
);
alter table public.prescriptions enable row level security;
create policy "mentioned in the token" on public.prescriptions for select to authenticated
  using (position(user_id::text in current_setting('request.jwt.claims', true)) > 0);
grant select on public.prescriptions to authenticated;
grant select, insert, update, delete on public.prescriptions to service_role;
