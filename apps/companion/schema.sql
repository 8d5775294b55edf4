-- the schema, as one transaction
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local search_path = '';
set local check_function_bodies = off;
set local client_min_messages = warning;
set local default_tablespace = '';
set local default_table_access_method = heap;

-- before anything is made
do $rowproof$
declare
  entry record;
  grantee text;
begin
  for entry in
    select pg_catalog.format('alter default privileges for role %I', pg_catalog.pg_get_userbyid(d.defaclrole))
        || coalesce(' in schema ' || pg_catalog.quote_ident(n.nspname), '') as alter,
      case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
        when 'T' then 'types' else 'schemas' end as objects,
      n.nspname is null as everywhere, pg_catalog.pg_get_userbyid(d.defaclrole) as creator, d.defaclacl as acl
    from pg_catalog.pg_default_acl d
    left join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace
    where (d.defaclnamespace = 0 or n.nspname = any (array['public']::text[])) and d.defaclobjtype in ('r', 'S', 'f', 'T', 'n')
      and pg_catalog.pg_has_role(d.defaclrole, 'USAGE')
  loop
    for grantee in
      select distinct case a.grantee when 0 then 'public'
        else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end
      from pg_catalog.aclexplode(entry.acl) a
    loop
      execute pg_catalog.format('%s revoke all on %s from %s', entry.alter, entry.objects, grantee);
    end loop;
    if entry.everywhere then
      execute pg_catalog.format('%s grant all on %s to %I', entry.alter, entry.objects, entry.creator);
      if entry.objects in ('functions', 'types') then
        execute pg_catalog.format('%s grant all on %s to public', entry.alter, entry.objects);
      end if;
    end if;
  end loop;
  for entry in
    select distinct n.nspname as place, case a.grantee when 0 then 'public'
      else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)) end as grantee
    from pg_catalog.pg_namespace n cross join lateral pg_catalog.aclexplode(n.nspacl) a
    where n.nspname = any (array['public']::text[]) and a.grantee <> n.nspowner
  loop
    execute pg_catalog.format('revoke all on schema %I from %s', entry.place, entry.grantee);
  end loop;
end
$rowproof$;

-- sequence public.companion_billing_ticket
create sequence "public"."companion_billing_ticket";

-- table public."ChatMessage"
create table "public"."ChatMessage" (
  "id" text default (gen_random_uuid())::text not null,
  "sessionId" text not null,
  "userId" text not null,
  "role" text not null,
  "content" text not null,
  "emotion" text,
  "intensity" double precision,
  "timestamp" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "topics" text[],
  "assistantReaction" text,
  constraint "ChatMessage_pkey" PRIMARY KEY (id)
);

-- table public."ChatSession"
create table "public"."ChatSession" (
  "id" text default (gen_random_uuid())::text not null,
  "sessionId" text not null,
  "userId" text not null,
  "startTime" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "endTime" timestamp(3) without time zone,
  "duration" integer,
  "messageCount" integer default 0 not null,
  "analysis" jsonb,
  "createdAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "updatedAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "dominantEmotion" text,
  "summary" text,
  constraint "ChatSession_pkey" PRIMARY KEY (id)
);

-- table public."DailyMood"
create table "public"."DailyMood" (
  "id" text default (gen_random_uuid())::text not null,
  "userId" text not null,
  "date" timestamp(3) without time zone not null,
  "emotion" text not null,
  "intensity" integer not null,
  "fruit" text not null,
  "notes" text,
  "createdAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "updatedAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  constraint "DailyMood_pkey" PRIMARY KEY (id)
);

-- table public."InsightRun"
create table "public"."InsightRun" (
  "id" uuid default gen_random_uuid() not null,
  "user_id" uuid not null,
  "time_range_start" timestamp with time zone not null,
  "time_range_end" timestamp with time zone not null,
  "dominant_emotions" text[] default '{}'::text[] not null,
  "recurring_themes" text[] default '{}'::text[] not null,
  "mood_trend" text,
  "resilience_delta" text,
  "narrative" text not null,
  "source_metadata" jsonb default '{}'::jsonb not null,
  "created_at" timestamp with time zone default CURRENT_TIMESTAMP not null,
  constraint "InsightRun_mood_trend_check" CHECK ((mood_trend = ANY (ARRAY['rising'::text, 'declining'::text, 'stable'::text]))),
  constraint "InsightRun_pkey" PRIMARY KEY (id),
  constraint "InsightRun_resilience_delta_check" CHECK ((resilience_delta = ANY (ARRAY['improving'::text, 'stable'::text, 'strained'::text])))
);

-- table public."JournalEntry"
create table "public"."JournalEntry" (
  "id" text default (gen_random_uuid())::text not null,
  "userId" text not null,
  "title" text,
  "content" text not null,
  "date" timestamp(3) without time zone not null,
  "mood" text,
  "tags" text[],
  "isPrivate" boolean default true not null,
  "fruit" text,
  "createdAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "updatedAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "emotion" text,
  constraint "JournalEntry_pkey" PRIMARY KEY (id)
);

-- table public."UserMemory"
create table "public"."UserMemory" (
  "id" text default (gen_random_uuid())::text not null,
  "userId" text not null,
  "summary" text not null,
  "sourceType" text not null,
  "sourceId" text not null,
  "sourceDate" timestamp(3) without time zone,
  "createdAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  "updatedAt" timestamp(3) without time zone default (now() AT TIME ZONE 'utc'::text) not null,
  constraint "UserMemory_pkey" PRIMARY KEY (id),
  constraint "UserMemory_sourceType_check" CHECK (("sourceType" = ANY (ARRAY['chat'::text, 'journal'::text])))
);

-- table public._prisma_migrations
create table "public"."_prisma_migrations" (
  "id" character varying(36) not null,
  "checksum" character varying(64) not null,
  "finished_at" timestamp with time zone,
  "migration_name" character varying(255) not null,
  "logs" text,
  "rolled_back_at" timestamp with time zone,
  "started_at" timestamp with time zone default now() not null,
  "applied_steps_count" integer default 0 not null,
  constraint "_prisma_migrations_pkey" PRIMARY KEY (id)
);

-- table public.billing_customers
create table "public"."billing_customers" (
  "id" uuid default gen_random_uuid() not null,
  "user_id" uuid not null,
  "stripe_customer_id" text not null,
  "created_at" timestamp with time zone default now() not null,
  "updated_at" timestamp with time zone default now() not null,
  constraint "billing_customers_pkey" PRIMARY KEY (id),
  constraint "billing_customers_stripe_customer_id_key" UNIQUE (stripe_customer_id),
  constraint "billing_customers_user_id_key" UNIQUE (user_id)
);

-- table public.billing_states
create table "public"."billing_states" (
  "stripe_customer_id" text not null,
  "user_id" uuid,
  "plan" text not null,
  "gone" boolean not null,
  "ticket" bigint not null,
  constraint "billing_states_gone_check" CHECK (((plan = 'FREE'::text) OR (NOT gone))),
  constraint "billing_states_pkey" PRIMARY KEY (stripe_customer_id),
  constraint "billing_states_plan_check" CHECK ((plan = ANY (ARRAY['FREE'::text, 'PRO'::text, 'ELITE'::text])))
);

-- table public.calendar_events
create table "public"."calendar_events" (
  "id" uuid default gen_random_uuid() not null,
  "user_id" uuid not null,
  "date" date not null,
  "title" text not null,
  "location_label" text,
  "location_lat" double precision,
  "location_lng" double precision,
  "emotion" text,
  "intensity" integer,
  "notes" text,
  "created_at" timestamp with time zone default now() not null,
  "updated_at" timestamp with time zone default now() not null,
  constraint "calendar_events_intensity_check" CHECK (((intensity >= 1) AND (intensity <= 10))),
  constraint "calendar_events_location_lat_check" CHECK (((location_lat >= ('-90'::integer)::double precision) AND (location_lat <= (90)::double precision))),
  constraint "calendar_events_location_lng_check" CHECK (((location_lng >= ('-180'::integer)::double precision) AND (location_lng <= (180)::double precision))),
  constraint "calendar_events_pkey" PRIMARY KEY (id)
);

-- table public.profiles
create table "public"."profiles" (
  "id" uuid default gen_random_uuid() not null,
  "user_id" uuid not null,
  "plan" text default 'FREE'::text not null,
  "plan_updated_at" timestamp with time zone,
  "voice_enabled" boolean default false not null,
  "created_at" timestamp with time zone default now() not null,
  "updated_at" timestamp with time zone default now() not null,
  constraint "profiles_pkey" PRIMARY KEY (id),
  constraint "profiles_plan_check" CHECK ((plan = ANY (ARRAY['FREE'::text, 'PRO'::text, 'ELITE'::text]))),
  constraint "profiles_user_id_key" UNIQUE (user_id)
);

-- table public.sign_in_limits
create table "public"."sign_in_limits" (
  "key" text not null,
  "window_start" timestamp with time zone not null,
  "taken" integer not null,
  constraint "sign_in_limits_key_check" CHECK ((key ~ '^[0-9a-f]{64}$'::text)),
  constraint "sign_in_limits_pkey" PRIMARY KEY (key),
  constraint "sign_in_limits_taken_check" CHECK ((taken > 0))
);

-- table public.user_limits
create table "public"."user_limits" (
  "user_id" uuid not null,
  "kind" text not null,
  "window_start" timestamp with time zone not null,
  "taken" integer not null,
  constraint "user_limits_kind_check" CHECK ((kind = ANY (ARRAY['write'::text, 'export'::text]))),
  constraint "user_limits_pkey" PRIMARY KEY (user_id, kind),
  constraint "user_limits_taken_check" CHECK ((taken > 0))
);

-- table public.users_roles
create table "public"."users_roles" (
  "id" uuid default gen_random_uuid() not null,
  "user_id" uuid not null,
  "role" text default 'user'::text not null,
  "created_at" timestamp with time zone default now() not null,
  constraint "users_roles_pkey" PRIMARY KEY (id),
  constraint "users_roles_role_check" CHECK ((role = ANY (ARRAY['user'::text, 'ops'::text, 'admin'::text]))),
  constraint "users_roles_user_id_role_key" UNIQUE (user_id, role)
);

-- table public.webhook_events
create table "public"."webhook_events" (
  "id" text not null,
  "event_type" text not null,
  "payload" jsonb not null,
  "processed" boolean default false not null,
  "processed_at" timestamp with time zone,
  "attempts" integer default 0 not null,
  "last_error" text,
  "created_at" timestamp with time zone default now() not null,
  constraint "webhook_events_attempts_check" CHECK ((attempts >= 0)),
  constraint "webhook_events_pkey" PRIMARY KEY (id)
);

-- function public.companion_billing_apply(event_id text, event_type text, payload text, customer_id text, claimed_user uuid, plan text, gone boolean, ticket bigint)
CREATE OR REPLACE FUNCTION public.companion_billing_apply(event_id text, event_type text, payload text, customer_id text, claimed_user uuid, plan text, gone boolean, ticket bigint)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;

-- function public.companion_billing_begin(event_id text)
CREATE OR REPLACE FUNCTION public.companion_billing_begin(event_id text)
 RETURNS jsonb
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    select jsonb_build_object(
        'ticket', nextval('public.companion_billing_ticket'),
        'processed', exists (select from public.webhook_events where id = event_id and processed)
    )
$function$;

-- function public.companion_billing_fail(event_id text, event_type text, payload text, error_code text)
CREATE OR REPLACE FUNCTION public.companion_billing_fail(event_id text, event_type text, payload text, error_code text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;

-- function public.companion_billing_settle(owner_id uuid)
CREATE OR REPLACE FUNCTION public.companion_billing_settle(owner_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
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
$function$;

-- function public.companion_create_profile()
CREATE OR REPLACE FUNCTION public.companion_create_profile()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    insert into public.profiles (user_id) values (new.id) on conflict (user_id) do nothing;
    return null;
exception when others then
    raise warning 'no profile was made for user %: %', new.id, sqlerrm;
    return null;
end
$function$;

-- function public.companion_erase_user()
CREATE OR REPLACE FUNCTION public.companion_erase_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET row_security TO 'off'
AS $function$
begin
    delete from public."ChatMessage" where "userId" = old.id::text;
    delete from public."ChatSession" where "userId" = old.id::text;
    delete from public."DailyMood" where "userId" = old.id::text;
    delete from public."JournalEntry" where "userId" = old.id::text;
    delete from public."UserMemory" where "userId" = old.id::text;
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception 'a user cannot be deleted in a transaction that is %', current_setting('transaction_isolation')
            using errcode = 'feature_not_supported',
                hint = 'It might not see all that is theirs, and leave it behind. Use read committed.';
    end if;
    return null;
end
$function$;

-- function public.companion_export_messages()
CREATE OR REPLACE FUNCTION public.companion_export_messages()
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    allowed constant integer := 3;
    span constant interval := '1 day';
    seconds integer := public.companion_take('export', allowed, span);
begin
    if seconds > 0 then
        raise exception 'messages can be exported % times a day', allowed
            using errcode = 'PT429', detail = format('The next export is possible in %s seconds.', seconds);
    end if;
    -- As one value: of many rows PostgREST shows the first thousand.
    return (
        select coalesce(jsonb_agg(to_jsonb(message) order by message."timestamp", message.id), '[]')
        from public."ChatMessage" as message where message."userId" = (select auth.uid()::text)
    );
end
$function$;

-- function public.companion_has_role(roles text[])
CREATE OR REPLACE FUNCTION public.companion_has_role(roles text[])
 RETURNS boolean
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    select exists (
        select from public.users_roles where users_roles.user_id = (select auth.uid()) and users_roles.role = any (roles)
    )
$function$;

-- function public.companion_history_start()
CREATE OR REPLACE FUNCTION public.companion_history_start()
 RETURNS timestamp without time zone
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    select case
        when exists (
            select from public.profiles where user_id = (select auth.uid()) and plan in ('PRO', 'ELITE')
        ) then timestamp '-infinity'
        else (now() at time zone 'utc') - interval '30 days'
    end
$function$;

-- function public.companion_month(first_day date, last_day date, begins timestamp without time zone, ends timestamp without time zone)
CREATE OR REPLACE FUNCTION public.companion_month(first_day date, last_day date, begins timestamp without time zone, ends timestamp without time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    select jsonb_build_object(
        'events', (
            select coalesce(jsonb_agg(to_jsonb(event) - '{user_id,created_at,updated_at}'::text[] order by date, id), '[]')
            from public.calendar_events as event
            where user_id = (select auth.uid()) and date between first_day and last_day
        ),
        'moods', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'date', date, 'emotion', emotion, 'intensity', intensity, 'fruit', fruit) order by date), '[]')
            from public."DailyMood" where "userId" = (select auth.uid()::text) and date >= first_day and date < last_day + 1
        ),
        'entries', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'date', date, 'title', title, 'mood', mood, 'emotion', emotion) order by date, id), '[]')
            from public."JournalEntry" where "userId" = (select auth.uid()::text) and date >= begins and date < ends
        ),
        'sessions', (
            select coalesce(jsonb_agg(jsonb_build_object(
                'sessionId', "sessionId", 'startTime', "startTime", 'endTime', "endTime", 'summary', summary,
                'dominantEmotion', "dominantEmotion") order by "startTime", id), '[]')
            from public."ChatSession" where "userId" = (select auth.uid()::text) and "startTime" >= begins and "startTime" < ends
        )
    )
$function$;

-- function public.companion_require_user()
CREATE OR REPLACE FUNCTION public.companion_require_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
begin
    if tg_op = 'UPDATE' and new."userId" = old."userId"
        or new."userId" !~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' then
        return null;
    end if;
    perform from auth.users where id = new."userId"::uuid and id::text = new."userId" for key share;
    if not found then
        raise exception 'the "userId" of a row of public."%" is that of nobody in auth.users', tg_table_name
            using errcode = 'foreign_key_violation', schema = tg_table_schema, table = tg_table_name,
                column = 'userId', constraint = tg_name,
                hint = 'The user was deleted or never was, or the uuid is not in lower case.';
    end if;
    return null;
end
$function$;

-- function public.companion_take(kind text, allowed integer, span interval)
CREATE OR REPLACE FUNCTION public.companion_take(kind text, allowed integer, span interval)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    caller uuid := auth.uid();
    seconds integer;
begin
    if caller is null then
        raise exception 'the request says of no user that it is theirs' using errcode = 'insufficient_privilege';
    end if;
    insert into public.user_limits as counted (user_id, kind, window_start, taken)
    values (caller, companion_take.kind, now(), 1)
    on conflict on constraint user_limits_pkey do update set
        window_start = case when counted.window_start <= now() - span then now() else counted.window_start end,
        taken = case when counted.window_start <= now() - span then 1 else least(counted.taken, allowed) + 1 end
    returning case
        when counted.taken <= allowed then 0
        else ceil(extract(epoch from least(greatest(counted.window_start + span - now(), '1 second'), span)))
    end into seconds;
    return seconds;
end
$function$;

-- function public.companion_take_sign_in(key text)
CREATE OR REPLACE FUNCTION public.companion_take_sign_in(key text)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    allowed constant integer := 10;
    span constant interval := '15 minutes';
    seconds integer;
begin
    if companion_take_sign_in.key !~ '^[0-9a-f]{64}$' is not false then
        raise exception 'the key of a sign-in is 64 hexadecimal digits in lower case'
            using errcode = 'invalid_parameter_value';
    end if;
    delete from public.sign_in_limits as counted where counted.key in (
        select past.key from public.sign_in_limits as past where past.window_start <= now() - span
        order by past.window_start limit 100 for update skip locked
    );
    insert into public.sign_in_limits as counted (key, window_start, taken)
    values (companion_take_sign_in.key, now(), 1)
    on conflict on constraint sign_in_limits_pkey do update set
        window_start = case when counted.window_start <= now() - span then now() else counted.window_start end,
        taken = case when counted.window_start <= now() - span then 1 else least(counted.taken, allowed) + 1 end
    returning case
        when counted.taken <= allowed then 0
        else ceil(extract(epoch from least(greatest(counted.window_start + span - now(), '1 second'), span)))
    end into seconds;
    return seconds;
end
$function$;

-- function public.companion_take_write()
CREATE OR REPLACE FUNCTION public.companion_take_write()
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
declare
    allowed constant integer := 120;
    span constant interval := '60 seconds';
begin
    return public.companion_take('write', allowed, span);
end
$function$;

-- function public.companion_touch_camel()
CREATE OR REPLACE FUNCTION public.companion_touch_camel()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
    new."updatedAt" := now() at time zone 'utc';
    return new;
end
$function$;

-- function public.companion_touch_snake()
CREATE OR REPLACE FUNCTION public.companion_touch_snake()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
    new.updated_at := now();
    return new;
end
$function$;

-- view public.chat_messages
create view "public"."chat_messages" with (security_invoker='true') as
 SELECT id,
    "sessionId" AS session_id,
    "userId" AS user_id,
    role,
    content,
    emotion,
    intensity,
    "timestamp",
    topics,
    "assistantReaction" AS assistant_reaction
   FROM public."ChatMessage";

-- view public.chat_session
create view "public"."chat_session" with (security_invoker='true') as
 SELECT id,
    "sessionId" AS session_id,
    "userId" AS user_id,
    "startTime" AS start_time,
    "endTime" AS end_time,
    duration,
    "messageCount" AS message_count,
    analysis,
    "createdAt" AS created_at,
    "updatedAt" AS updated_at,
    "dominantEmotion" AS dominant_emotion,
    summary
   FROM public."ChatSession";

-- view public.chat_sessions
create view "public"."chat_sessions" with (security_invoker='true') as
 SELECT id,
    "sessionId" AS session_id,
    "userId" AS user_id,
    "startTime" AS start_time,
    "endTime" AS end_time,
    duration,
    "messageCount" AS message_count,
    analysis,
    "createdAt" AS created_at,
    "updatedAt" AS updated_at,
    "dominantEmotion" AS dominant_emotion,
    summary
   FROM public."ChatSession";

-- view public.daily_mood
create view "public"."daily_mood" with (security_invoker='true') as
 SELECT id,
    "userId" AS user_id,
    date,
    emotion,
    intensity,
    fruit,
    notes,
    "createdAt" AS created_at,
    "updatedAt" AS updated_at
   FROM public."DailyMood";

-- view public.insight_run
create view "public"."insight_run" with (security_invoker='true') as
 SELECT id,
    user_id,
    time_range_start,
    time_range_end,
    dominant_emotions,
    recurring_themes,
    mood_trend,
    resilience_delta,
    narrative,
    source_metadata,
    created_at
   FROM public."InsightRun";

-- view public.journal_entries
create view "public"."journal_entries" with (security_invoker='true') as
 SELECT id,
    "userId" AS user_id,
    title,
    content,
    date,
    mood,
    tags,
    "isPrivate" AS is_private,
    fruit,
    "createdAt" AS created_at,
    "updatedAt" AS updated_at,
    emotion
   FROM public."JournalEntry";

-- view public.user_memory
create view "public"."user_memory" with (security_invoker='true') as
 SELECT id,
    "userId" AS user_id,
    summary,
    "sourceType" AS source_type,
    "sourceId" AS source_id,
    "sourceDate" AS source_date,
    "createdAt" AS created_at,
    "updatedAt" AS updated_at
   FROM public."UserMemory";

-- on schema public
grant usage on schema "public" to public, "anon", "authenticated", "service_role";

-- on function public.companion_billing_apply(event_id text, event_type text, payload text, customer_id text, claimed_user uuid, plan text, gone boolean, ticket bigint)
revoke all on function "public"."companion_billing_apply"(event_id text, event_type text, payload text, customer_id text, claimed_user uuid, plan text, gone boolean, ticket bigint) from public;
grant all on function "public"."companion_billing_apply"(event_id text, event_type text, payload text, customer_id text, claimed_user uuid, plan text, gone boolean, ticket bigint) to "service_role";

-- on function public.companion_billing_begin(event_id text)
revoke all on function "public"."companion_billing_begin"(event_id text) from public;
grant all on function "public"."companion_billing_begin"(event_id text) to "service_role";

-- on function public.companion_billing_fail(event_id text, event_type text, payload text, error_code text)
revoke all on function "public"."companion_billing_fail"(event_id text, event_type text, payload text, error_code text) from public;
grant all on function "public"."companion_billing_fail"(event_id text, event_type text, payload text, error_code text) to "service_role";

-- on function public.companion_billing_settle(owner_id uuid)
revoke all on function "public"."companion_billing_settle"(owner_id uuid) from public;

-- on function public.companion_create_profile()
revoke all on function "public"."companion_create_profile"() from public;

-- on function public.companion_erase_user()
revoke all on function "public"."companion_erase_user"() from public;

-- on function public.companion_export_messages()
revoke all on function "public"."companion_export_messages"() from public;
grant all on function "public"."companion_export_messages"() to "authenticated";

-- on function public.companion_has_role(roles text[])
revoke all on function "public"."companion_has_role"(roles text[]) from public;
grant all on function "public"."companion_has_role"(roles text[]) to "authenticated";

-- on function public.companion_history_start()
revoke all on function "public"."companion_history_start"() from public;
grant all on function "public"."companion_history_start"() to "authenticated";

-- on function public.companion_month(first_day date, last_day date, begins timestamp without time zone, ends timestamp without time zone)
revoke all on function "public"."companion_month"(first_day date, last_day date, begins timestamp without time zone, ends timestamp without time zone) from public;
grant all on function "public"."companion_month"(first_day date, last_day date, begins timestamp without time zone, ends timestamp without time zone) to "authenticated";

-- on function public.companion_require_user()
revoke all on function "public"."companion_require_user"() from public;

-- on function public.companion_take(kind text, allowed integer, span interval)
revoke all on function "public"."companion_take"(kind text, allowed integer, span interval) from public;

-- on function public.companion_take_sign_in(key text)
revoke all on function "public"."companion_take_sign_in"(key text) from public;
grant all on function "public"."companion_take_sign_in"(key text) to "anon", "authenticated";

-- on function public.companion_take_write()
revoke all on function "public"."companion_take_write"() from public;
grant all on function "public"."companion_take_write"() to "authenticated";

-- on function public.companion_touch_camel()
revoke all on function "public"."companion_touch_camel"() from public;

-- on function public.companion_touch_snake()
revoke all on function "public"."companion_touch_snake"() from public;

-- on table public."ChatMessage"
CREATE INDEX "ChatMessage_sessionId_userId_timestamp_idx" ON public."ChatMessage" USING btree ("sessionId", "userId", "timestamp");
CREATE INDEX "ChatMessage_userId_timestamp_idx" ON public."ChatMessage" USING btree ("userId", "timestamp" DESC);
CREATE TRIGGER companion_require_user AFTER INSERT OR UPDATE OF "userId" ON public."ChatMessage" FOR EACH ROW EXECUTE FUNCTION public.companion_require_user();
alter table "public"."ChatMessage" enable row level security;
create policy "chat_message_delete_own" on "public"."ChatMessage" for delete to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "chat_message_insert_own" on "public"."ChatMessage" for insert to "authenticated"
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "chat_message_select_own" on "public"."ChatMessage" for select to "authenticated"
  using ((("userId" = ( SELECT (auth.uid())::text AS uid)) AND ("timestamp" >= ( SELECT public.companion_history_start() AS companion_history_start))));
create policy "chat_message_service_role" on "public"."ChatMessage" for all to "service_role"
  using (true)
  with check (true);
create policy "chat_message_update_own" on "public"."ChatMessage" for update to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)))
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
grant select, insert, update, delete on table "public"."ChatMessage" to "authenticated", "service_role";

-- on table public."ChatSession"
CREATE UNIQUE INDEX "ChatSession_sessionId_key" ON public."ChatSession" USING btree ("sessionId");
CREATE UNIQUE INDEX "ChatSession_sessionId_userId_key" ON public."ChatSession" USING btree ("sessionId", "userId");
CREATE INDEX "ChatSession_userId_createdAt_idx" ON public."ChatSession" USING btree ("userId", "createdAt" DESC);
CREATE TRIGGER chat_session_touch BEFORE UPDATE ON public."ChatSession" FOR EACH ROW EXECUTE FUNCTION public.companion_touch_camel();
CREATE TRIGGER companion_require_user AFTER INSERT OR UPDATE OF "userId" ON public."ChatSession" FOR EACH ROW EXECUTE FUNCTION public.companion_require_user();
alter table "public"."ChatSession" enable row level security;
create policy "chat_session_delete_own" on "public"."ChatSession" for delete to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "chat_session_insert_own" on "public"."ChatSession" for insert to "authenticated"
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "chat_session_select_own" on "public"."ChatSession" for select to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "chat_session_service_role" on "public"."ChatSession" for all to "service_role"
  using (true)
  with check (true);
create policy "chat_session_update_own" on "public"."ChatSession" for update to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)))
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
grant select, insert, update, delete on table "public"."ChatSession" to "authenticated", "service_role";

-- on table public."DailyMood"
CREATE INDEX "DailyMood_userId_createdAt_idx" ON public."DailyMood" USING btree ("userId", "createdAt" DESC);
CREATE UNIQUE INDEX "DailyMood_userId_date_key" ON public."DailyMood" USING btree ("userId", date);
CREATE TRIGGER companion_require_user AFTER INSERT OR UPDATE OF "userId" ON public."DailyMood" FOR EACH ROW EXECUTE FUNCTION public.companion_require_user();
CREATE TRIGGER daily_mood_touch BEFORE UPDATE ON public."DailyMood" FOR EACH ROW EXECUTE FUNCTION public.companion_touch_camel();
alter table "public"."DailyMood" enable row level security;
create policy "daily_mood_delete_own" on "public"."DailyMood" for delete to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "daily_mood_insert_own" on "public"."DailyMood" for insert to "authenticated"
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "daily_mood_select_own" on "public"."DailyMood" for select to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "daily_mood_service_role" on "public"."DailyMood" for all to "service_role"
  using (true)
  with check (true);
create policy "daily_mood_update_own" on "public"."DailyMood" for update to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)))
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
grant select, insert, update, delete on table "public"."DailyMood" to "authenticated", "service_role";

-- on table public."InsightRun"
CREATE INDEX "InsightRun_user_id_created_at_idx" ON public."InsightRun" USING btree (user_id, created_at DESC);
CREATE UNIQUE INDEX "InsightRun_user_id_time_range_start_time_range_end_key" ON public."InsightRun" USING btree (user_id, time_range_start, time_range_end);
alter table "public"."InsightRun" enable row level security;
create policy "insight_run_delete_own" on "public"."InsightRun" for delete to "authenticated"
  using ((user_id = ( SELECT auth.uid() AS uid)));
create policy "insight_run_insert_own" on "public"."InsightRun" for insert to "authenticated"
  with check ((user_id = ( SELECT auth.uid() AS uid)));
create policy "insight_run_select_own" on "public"."InsightRun" for select to "authenticated"
  using ((user_id = ( SELECT auth.uid() AS uid)));
create policy "insight_run_service_role" on "public"."InsightRun" for all to "service_role"
  using (true)
  with check (true);
grant select, insert, delete on table "public"."InsightRun" to "authenticated";
grant select, insert, update, delete on table "public"."InsightRun" to "service_role";

-- on table public."JournalEntry"
CREATE INDEX "JournalEntry_userId_createdAt_idx" ON public."JournalEntry" USING btree ("userId", "createdAt" DESC);
CREATE INDEX "JournalEntry_userId_date_idx" ON public."JournalEntry" USING btree ("userId", date DESC);
CREATE TRIGGER companion_require_user AFTER INSERT OR UPDATE OF "userId" ON public."JournalEntry" FOR EACH ROW EXECUTE FUNCTION public.companion_require_user();
CREATE TRIGGER journal_entry_touch BEFORE UPDATE ON public."JournalEntry" FOR EACH ROW EXECUTE FUNCTION public.companion_touch_camel();
alter table "public"."JournalEntry" enable row level security;
create policy "journal_entry_delete_own" on "public"."JournalEntry" for delete to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "journal_entry_insert_own" on "public"."JournalEntry" for insert to "authenticated"
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "journal_entry_select_own" on "public"."JournalEntry" for select to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "journal_entry_service_role" on "public"."JournalEntry" for all to "service_role"
  using (true)
  with check (true);
create policy "journal_entry_update_own" on "public"."JournalEntry" for update to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)))
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
grant select, insert, update, delete on table "public"."JournalEntry" to "authenticated", "service_role";

-- on table public."UserMemory"
CREATE INDEX "UserMemory_userId_createdAt_idx" ON public."UserMemory" USING btree ("userId", "createdAt" DESC);
CREATE INDEX "UserMemory_userId_sourceType_idx" ON public."UserMemory" USING btree ("userId", "sourceType");
CREATE TRIGGER companion_require_user AFTER INSERT OR UPDATE OF "userId" ON public."UserMemory" FOR EACH ROW EXECUTE FUNCTION public.companion_require_user();
CREATE TRIGGER user_memory_touch BEFORE UPDATE ON public."UserMemory" FOR EACH ROW EXECUTE FUNCTION public.companion_touch_camel();
alter table "public"."UserMemory" enable row level security;
create policy "user_memory_delete_own" on "public"."UserMemory" for delete to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "user_memory_insert_own" on "public"."UserMemory" for insert to "authenticated"
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "user_memory_select_own" on "public"."UserMemory" for select to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)));
create policy "user_memory_service_role" on "public"."UserMemory" for all to "service_role"
  using (true)
  with check (true);
create policy "user_memory_update_own" on "public"."UserMemory" for update to "authenticated"
  using (("userId" = ( SELECT (auth.uid())::text AS uid)))
  with check (("userId" = ( SELECT (auth.uid())::text AS uid)));
grant select, insert, update, delete on table "public"."UserMemory" to "authenticated", "service_role";

-- on table public._prisma_migrations
alter table "public"."_prisma_migrations" enable row level security;

-- on table public.billing_customers
CREATE TRIGGER billing_customers_touch BEFORE UPDATE ON public.billing_customers FOR EACH ROW EXECUTE FUNCTION public.companion_touch_snake();
alter table "public"."billing_customers" enable row level security;
create policy "billing_customers_select_own" on "public"."billing_customers" for select to "authenticated"
  using (((user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.companion_has_role(ARRAY['ops'::text, 'admin'::text]) AS companion_has_role)));
create policy "billing_customers_service_role" on "public"."billing_customers" for all to "service_role"
  using (true)
  with check (true);
grant select on table "public"."billing_customers" to "authenticated";
grant select, insert, update, delete on table "public"."billing_customers" to "service_role";

-- on table public.billing_states
CREATE INDEX billing_states_user_id_idx ON public.billing_states USING btree (user_id);
alter table "public"."billing_states" enable row level security;
create policy "billing_states_service_role" on "public"."billing_states" for all to "service_role"
  using (true)
  with check (true);
grant select, insert, update, delete on table "public"."billing_states" to "service_role";

-- on table public.calendar_events
CREATE INDEX calendar_events_user_id_date_idx ON public.calendar_events USING btree (user_id, date);
CREATE TRIGGER calendar_events_touch BEFORE UPDATE ON public.calendar_events FOR EACH ROW EXECUTE FUNCTION public.companion_touch_snake();
alter table "public"."calendar_events" enable row level security;
create policy "calendar_events_delete_own" on "public"."calendar_events" for delete to "authenticated"
  using ((user_id = ( SELECT auth.uid() AS uid)));
create policy "calendar_events_insert_own" on "public"."calendar_events" for insert to "authenticated"
  with check ((user_id = ( SELECT auth.uid() AS uid)));
create policy "calendar_events_select_own" on "public"."calendar_events" for select to "authenticated"
  using ((user_id = ( SELECT auth.uid() AS uid)));
create policy "calendar_events_service_role" on "public"."calendar_events" for all to "service_role"
  using (true)
  with check (true);
create policy "calendar_events_update_own" on "public"."calendar_events" for update to "authenticated"
  using ((user_id = ( SELECT auth.uid() AS uid)))
  with check ((user_id = ( SELECT auth.uid() AS uid)));
grant select, insert, update, delete on table "public"."calendar_events" to "authenticated", "service_role";

-- on view public.chat_messages
grant select, insert, update, delete on table "public"."chat_messages" to "authenticated", "service_role";

-- on view public.chat_session
grant select, insert, update, delete on table "public"."chat_session" to "authenticated", "service_role";

-- on view public.chat_sessions
grant select, insert, update, delete on table "public"."chat_sessions" to "authenticated", "service_role";

-- on view public.daily_mood
grant select, insert, update, delete on table "public"."daily_mood" to "authenticated", "service_role";

-- on view public.insight_run
grant select, insert, delete on table "public"."insight_run" to "authenticated";
grant select, insert, update, delete on table "public"."insight_run" to "service_role";

-- on view public.journal_entries
grant select, insert, update, delete on table "public"."journal_entries" to "authenticated", "service_role";

-- on table public.profiles
CREATE INDEX profiles_plan_idx ON public.profiles USING btree (plan);
CREATE TRIGGER profiles_touch BEFORE UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION public.companion_touch_snake();
alter table "public"."profiles" enable row level security;
create policy "profiles_select_own" on "public"."profiles" for select to "authenticated"
  using (((user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.companion_has_role(ARRAY['ops'::text, 'admin'::text]) AS companion_has_role)));
create policy "profiles_service_role" on "public"."profiles" for all to "service_role"
  using (true)
  with check (true);
create policy "profiles_update_own" on "public"."profiles" for update to "authenticated"
  using ((user_id = ( SELECT auth.uid() AS uid)))
  with check ((user_id = ( SELECT auth.uid() AS uid)));
grant select on table "public"."profiles" to "authenticated";
grant select, insert, update, delete on table "public"."profiles" to "service_role";
grant update ("voice_enabled") on table "public"."profiles" to "authenticated";

-- on table public.sign_in_limits
CREATE INDEX sign_in_limits_window_start_idx ON public.sign_in_limits USING btree (window_start);
alter table "public"."sign_in_limits" enable row level security;

-- on table public.user_limits
alter table "public"."user_limits" enable row level security;

-- on view public.user_memory
grant select, insert, update, delete on table "public"."user_memory" to "authenticated", "service_role";

-- on table public.users_roles
alter table "public"."users_roles" enable row level security;
create policy "users_roles_delete_rule" on "public"."users_roles" for delete to "authenticated"
  using (( SELECT public.companion_has_role(ARRAY['admin'::text]) AS companion_has_role));
create policy "users_roles_insert_rule" on "public"."users_roles" for insert to "authenticated"
  with check (( SELECT public.companion_has_role(ARRAY['admin'::text]) AS companion_has_role));
create policy "users_roles_select_own" on "public"."users_roles" for select to "authenticated"
  using (((user_id = ( SELECT auth.uid() AS uid)) OR ( SELECT public.companion_has_role(ARRAY['admin'::text]) AS companion_has_role)));
create policy "users_roles_service_role" on "public"."users_roles" for all to "service_role"
  using (true)
  with check (true);
create policy "users_roles_update_rule" on "public"."users_roles" for update to "authenticated"
  using (( SELECT public.companion_has_role(ARRAY['admin'::text]) AS companion_has_role))
  with check (( SELECT public.companion_has_role(ARRAY['admin'::text]) AS companion_has_role));
grant select, insert, update, delete on table "public"."users_roles" to "authenticated", "service_role";

-- on table public.webhook_events
CREATE INDEX webhook_events_event_type_idx ON public.webhook_events USING btree (event_type, created_at);
CREATE INDEX webhook_events_unprocessed_idx ON public.webhook_events USING btree (created_at) WHERE (NOT processed);
alter table "public"."webhook_events" enable row level security;
create policy "webhook_events_select_rule" on "public"."webhook_events" for select to "authenticated"
  using (( SELECT public.companion_has_role(ARRAY['ops'::text, 'admin'::text]) AS companion_has_role));
create policy "webhook_events_service_role" on "public"."webhook_events" for all to "service_role"
  using (true)
  with check (true);
grant select on table "public"."webhook_events" to "authenticated";
grant select, insert, update, delete on table "public"."webhook_events" to "service_role";

-- foreign keys
alter table "public"."ChatMessage" add constraint "ChatMessage_sessionId_fkey" FOREIGN KEY ("sessionId") REFERENCES public."ChatSession"("sessionId") ON UPDATE CASCADE ON DELETE CASCADE;
alter table "public"."ChatMessage" add constraint "ChatMessage_sessionId_userId_fkey" FOREIGN KEY ("sessionId", "userId") REFERENCES public."ChatSession"("sessionId", "userId") ON UPDATE CASCADE ON DELETE CASCADE NOT VALID;
alter table "public"."InsightRun" add constraint "InsightRun_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
alter table "public"."billing_customers" add constraint "billing_customers_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
alter table "public"."billing_states" add constraint "billing_states_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
alter table "public"."calendar_events" add constraint "calendar_events_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
alter table "public"."profiles" add constraint "profiles_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
alter table "public"."user_limits" add constraint "user_limits_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;
alter table "public"."users_roles" add constraint "users_roles_user_id_fkey" FOREIGN KEY (user_id) REFERENCES auth.users(id) ON DELETE CASCADE;

-- triggers in other schemas
CREATE TRIGGER companion_create_profile AFTER INSERT ON auth.users FOR EACH ROW EXECUTE FUNCTION public.companion_create_profile();
CREATE TRIGGER companion_erase_user AFTER DELETE ON auth.users FOR EACH ROW EXECUTE FUNCTION public.companion_erase_user();

-- default privileges
alter default privileges revoke all on functions from public;
alter default privileges in schema "public" grant usage, select on sequences to "service_role";
alter default privileges in schema "public" grant select, insert, update, delete on tables to "service_role";

-- the end
commit;
