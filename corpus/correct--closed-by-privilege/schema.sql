-- Tables of the service's that look open.
create table public.jobs (
  id uuid primary key default gen_random_uuid(),
  payload jsonb not null default '{}'
);
create table public.job_results (
  id uuid primary key default gen_random_uuid(),
  job_id uuid not null references public.jobs (id) on delete cascade,
  output text not null
);
alter table public.job_results enable row level security;
create policy "everybody" on public.job_results using (true) with check (true);
create materialized view public.job_counts as select job_id, count(*) as results from public.job_results group by 1;
grant select, insert, update, delete on public.jobs, public.job_results to service_role;
grant select on public.job_counts to service_role;
revoke all on public.jobs, public.job_results, public.job_counts from public, anon, authenticated;
