-- Enquiries from whoever comes by.
create table public.enquiries (
  id uuid primary key default gen_random_uuid(),
  email text not null check (email like '%_@_%'),
  message text not null check (char_length(message) between 1 and 2000)
);
alter table public.enquiries enable row level security;
create policy "write" on public.enquiries for insert to anon, authenticated with check (true);
grant insert on public.enquiries to anon, authenticated;
grant select, insert, update, delete on public.enquiries to service_role;
