-- Tickets; whoever adds one can also turn the counter back.
create sequence public.ticket_number_seq;
create table public.tickets (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  number bigint not null unique default nextval('public.ticket_number_seq'),
  body text not null
);
alter table public.tickets enable row level security;
create policy "see own" on public.tickets for select to authenticated using (user_id = (select auth.uid()));
create policy "add own" on public.tickets for insert to authenticated with check (user_id = (select auth.uid()));
grant select, insert on public.tickets to authenticated;
grant select, insert, update, delete on public.tickets to service_role;
grant usage, update on sequence public.ticket_number_seq to authenticated;
grant usage on sequence public.ticket_number_seq to service_role;
