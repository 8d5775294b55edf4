-- Abuse reports, written by users and read by the service.
create table public.abuse_reports (
  id uuid primary key default gen_random_uuid(),
  reporter_id uuid not null references auth.users (id) on delete cascade,
  body text not null
);
alter table public.abuse_reports enable row level security;
create policy "report" on public.abuse_reports for insert to authenticated with check (reporter_id = (select auth.uid()));
grant insert on public.abuse_reports to authenticated;
grant select, insert, update, delete on public.abuse_reports to service_role;
