-- Billing: which plan each customer at Stripe gives, and the three functions through which alone the API records an event and
-- sets a plan. docs/decisions/billing.md tells why a state is fetched under a ticket.
--
-- Locks: no row is read or rewritten and no table that is there is locked, but for a key of auth.users at the moment
-- billing_states is made. Run it after the files before it. Safe to run again.

-- Before anything is made: what this role makes in future is open to nobody but the service. Without this, Supabase's old
-- default privileges hand every new table, view, sequence and function to anon at the moment it is created.
alter default privileges in schema public revoke all on tables from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from public, anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from public, anon, authenticated, service_role;
alter default privileges in schema public grant select, insert, update, delete on tables to service_role;
alter default privileges in schema public grant usage, select on sequences to service_role;
-- The entries of a schema only add to those that hold everywhere, so what is granted everywhere can only be taken back
-- everywhere. EXECUTE for PUBLIC is one of these: it is built in.
alter default privileges revoke all on tables from public, anon, authenticated;
alter default privileges revoke all on sequences from public, anon, authenticated;
alter default privileges revoke all on functions from public, anon, authenticated;

-- Whoever asks Stripe takes a number first. It says no more than who asked before whom, so gaps do not matter; numbers kept
-- back for a connection would, so none are.
create sequence if not exists public.companion_billing_ticket as bigint cache 1 no cycle;
revoke all on sequence public.companion_billing_ticket from public, anon, authenticated, service_role;

-- What was last fetched of each customer, and under which ticket. One that is gone stays, so that nothing older brings it back;
-- it is nobody's where Stripe could not say any more whose it was.
create table if not exists public.billing_states (
    stripe_customer_id text not null,
    user_id uuid,
    plan text not null,
    gone boolean not null,
    ticket bigint not null,
    constraint billing_states_pkey primary key (stripe_customer_id),
    constraint billing_states_user_id_fkey foreign key (user_id) references auth.users (id) on delete cascade,
    constraint billing_states_plan_check check (plan in ('FREE', 'PRO', 'ELITE')),
    constraint billing_states_gone_check check (plan = 'FREE' or not gone)
);
create index if not exists billing_states_user_id_idx on public.billing_states (user_id);
alter table public.billing_states enable row level security;
revoke all on table public.billing_states from public, anon, authenticated, service_role;
drop policy if exists billing_states_service_role on public.billing_states;
create policy billing_states_service_role on public.billing_states for all to service_role using (true) with check (true);
grant select, insert, update, delete on table public.billing_states to service_role;

-- Called before Stripe is asked: the ticket of what will be fetched, and whether the event, if there is one, is done already.
create or replace function public.companion_billing_begin(event_id text) returns jsonb
language sql volatile security definer set search_path = pg_catalog, pg_temp
as $$
    select jsonb_build_object(
        'ticket', nextval('public.companion_billing_ticket'),
        'processed', exists (select from public.webhook_events where id = event_id and processed)
    )
$$;
revoke all on function public.companion_billing_begin(text) from public, anon, authenticated, service_role;
grant execute on function public.companion_billing_begin(text) to service_role;

-- The user's plan is the highest that a customer of theirs gives, and the customer that they pay and manage it with is the one
-- that gives it; one of which nothing was fetched yet stays. The caller holds the row of the profile, so of two at the same time
-- the second sees what the first did.
create or replace function public.companion_billing_settle(owner_id uuid) returns void
language plpgsql set search_path = pg_catalog, pg_temp
as $$
declare
    best text;
    customer text;
begin
    select state.plan, state.stripe_customer_id into best, customer
    from public.billing_states as state
    left join public.billing_customers as known
        on known.user_id = state.user_id and known.stripe_customer_id = state.stripe_customer_id
    where state.user_id = owner_id and not state.gone
    order by array_position(array['ELITE', 'PRO', 'FREE'], state.plan), known.id is null, state.stripe_customer_id
    limit 1;
    delete from public.billing_customers as known
    where known.user_id = owner_id and known.stripe_customer_id is distinct from customer
      and exists (select from public.billing_states as state where state.stripe_customer_id = known.stripe_customer_id);
    insert into public.billing_customers (user_id, stripe_customer_id)
    select owner_id, customer where customer is not null
    on conflict on constraint billing_customers_user_id_key do nothing;
    update public.profiles as profile set plan = coalesce(best, 'FREE'), plan_updated_at = now()
    where profile.user_id = owner_id and profile.plan is distinct from coalesce(best, 'FREE');
end
$$;
revoke all on function public.companion_billing_settle(uuid) from public, anon, authenticated, service_role;

-- An event and its effect, together or not at all. What was fetched under an older ticket than what is there is stale and changes
-- nothing: what is there was fetched later than this ticket was taken, and so after the event. Whose the customer is, says what
-- is known of it, and for a new one what the API wrote on it when it made it. Without an event only the effect. The payload comes
-- as text, which every API in front of a database passes alike.
create or replace function public.companion_billing_apply(
    event_id text, event_type text, payload text,
    customer_id text, claimed_user uuid, plan text, gone boolean, ticket bigint
) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
declare
    owner_id uuid;
    outcome text := 'recorded';
begin
    if customer_id is not null then
        -- One at a time for a customer; then the user, so that whoever deletes them waits for this, or this finds them gone;
        -- then their profile. Always in this order, so that no two wait for each other.
        perform pg_advisory_xact_lock(hashtextextended('companion billing ' || customer_id, 0));
        owner_id := coalesce(
            (select state.user_id from public.billing_states as state where state.stripe_customer_id = customer_id),
            (select known.user_id from public.billing_customers as known where known.stripe_customer_id = customer_id),
            claimed_user
        );
        perform from auth.users where id = owner_id for key share;
        if not found then
            owner_id := null;
            outcome := 'nobody';
        end if;
        if owner_id is not null then
            insert into public.profiles (user_id) values (owner_id) on conflict on constraint profiles_user_id_key do nothing;
            perform from public.profiles where user_id = owner_id for update;
        end if;
        if owner_id is not null or companion_billing_apply.gone then
            insert into public.billing_states as known (stripe_customer_id, user_id, plan, gone, ticket)
            values (
                customer_id, owner_id, companion_billing_apply.plan, companion_billing_apply.gone, companion_billing_apply.ticket
            )
            on conflict on constraint billing_states_pkey do update set
                user_id = excluded.user_id, plan = excluded.plan, gone = excluded.gone, ticket = excluded.ticket
            where known.ticket < excluded.ticket;
            if not found then
                outcome := 'stale';
            elsif owner_id is not null then
                perform public.companion_billing_settle(owner_id);
                outcome := 'applied';
            end if;
        end if;
    end if;
    if event_id is not null then
        insert into public.webhook_events as known (id, event_type, payload, processed, processed_at, attempts)
        values (event_id, companion_billing_apply.event_type, companion_billing_apply.payload::jsonb, true, now(), 1)
        on conflict on constraint webhook_events_pkey do update set
            processed = true, processed_at = now(), attempts = known.attempts + 1, last_error = null
        where not known.processed;
    end if;
    return outcome;
end
$$;
revoke all on function public.companion_billing_apply(text, text, text, text, uuid, text, boolean, bigint)
    from public, anon, authenticated, service_role;
grant execute on function public.companion_billing_apply(text, text, text, text, uuid, text, boolean, bigint) to service_role;

-- An event whose effect could not be applied, to be tried again; one that is done stays done. The code is one of the API's own:
-- what a server answers may hold anybody's text.
create or replace function public.companion_billing_fail(event_id text, event_type text, payload text, error_code text)
returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp
as $$
begin
    if error_code !~ '^[a-z]+(-[a-z]+)*$' is not false then
        raise exception 'the code of an error is words in lower case, joined by hyphens'
            using errcode = 'invalid_parameter_value';
    end if;
    insert into public.webhook_events as known (id, event_type, payload, attempts, last_error)
    values (event_id, companion_billing_fail.event_type, companion_billing_fail.payload::jsonb, 1, error_code)
    on conflict on constraint webhook_events_pkey do update set
        attempts = known.attempts + 1, last_error = excluded.last_error
    where not known.processed;
end
$$;
revoke all on function public.companion_billing_fail(text, text, text, text) from public, anon, authenticated, service_role;
grant execute on function public.companion_billing_fail(text, text, text, text) to service_role;
