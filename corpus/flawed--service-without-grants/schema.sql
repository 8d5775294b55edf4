-- Webhook events that the service cannot write.
create table public.webhook_events (
  id text primary key,
  payload jsonb not null
);
alter table public.webhook_events enable row level security;
