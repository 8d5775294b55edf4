-- Types, tables with awkward names, partitions, inheritance, views over views, routines of every kind, triggers.
create extension citext;
create type public.mood as enum ('sad', 'it''s ok', 'happy');
create domain public.posint as integer default 1 not null constraint positive check (value > 0);
create type public.point3 as (x float8, y float8, "Z z" text collate "C");
create type public.frange as range (subtype = float8, subtype_diff = float8mi);
create function public.normalize(t text) returns text language sql immutable as $$ select lower(t) $$;
create function public.gen_id() returns text language sql volatile as $$ select gen_random_uuid()::text $$;
create sequence public.counter start 5 increment 2 cache 3;
create table public."Weird ""Name""
x" (
  id bigint generated always as identity primary key,
  "select" text collate "C" not null default public.gen_id(),
  n public.posint, m public.mood default 'sad', e citext,
  low text generated always as (public.normalize("select")) stored,
  c integer default nextval('public.counter'),
  p numeric(10,2)[] , at timestamp(3) default now(),
  constraint "chk ü" check (public.normalize("select") <> 'x'),
  constraint simple check (c > 0) no inherit
) with (fillfactor=70, autovacuum_enabled=false);
alter sequence public.counter owned by public."Weird ""Name""
x".c;
comment on table public."Weird ""Name""
x" is E'a ''comment''\nwith lines \\ and';
create table public.a (id int primary key, b_id int, constraint a_excl exclude using gist (int4range(id, b_id) with &&));
create table public.b (id int primary key, a_id int references public.a on delete cascade deferrable initially deferred, unique nulls not distinct (a_id));
alter table public.a add constraint a_b foreign key (b_id) references public.b(id) on update set null not valid;
create index a_expr on public.a ((b_id + 1)) where b_id is not null;
create index a_norm on public.a (public.normalize(b_id::text));
create view public.v1 with (security_invoker=true) as select id, count(*) n from public.a group by id;
create view public.v2 as select * from public.v1 where n > 1;
create view public.v3 as select id, b_id, (a.*)::text t from public.a where b_id > 0 with local check option;
alter view public.v3 alter column b_id set default 7;
create view public.vg as select a.*, count(b.id) from public.a left join public.b on b.a_id = a.id group by a.id;
create materialized view public.mv as select * from public.v2;
create unique index mv_id on public.mv (id);
create function public.all_a() returns setof public.a language sql stable as $$ select * from public.a $$;
create function public.atomic(x int) returns bigint language sql begin atomic select count(*) from public.v2 where id = x; end;
create procedure public.proc(inout z int) language plpgsql as $$ begin z := 1; end $$;
create function public.row_of(public.b) returns text language sql stable as $$ select $1.id::text $$;
create function public.handle() returns trigger language plpgsql security definer set search_path = '' as $$ begin return new; end $$;
revoke all on function public.handle() from public;
create trigger on_auth after insert on auth.users for each row execute function public.handle();
create trigger "T 1" before update of b_id on public.a for each row when (old.* is distinct from new.*) execute function public.handle('x', 'y''z');
alter table public.a disable trigger "T 1";
create constraint trigger ct after insert on public.b deferrable initially deferred for each row execute function public.handle();
create table public.parted (id int not null, k text not null, v int, primary key (id, k)) partition by list (k);
create table public.parted_a partition of public.parted for values in ('a');
create table public.parted_b (v int, k text not null, id int not null) partition by range (id);
alter table public.parted attach partition public.parted_b for values in ('b', 'c');
create table public.parted_b1 partition of public.parted_b for values from (1) to (10);
create table public.parted_d partition of public.parted default;
create index parted_v on public.parted (v);
create trigger pt after insert on public.parted for each row execute function public.handle();
alter table public.parted enable row level security;
alter table public.parted_a enable row level security;
create policy pa on public.parted_a for select to authenticated using (v > 0);
alter table public.parted add foreign key (id) references public.a;
create table public.toparted (id int, k text, foreign key (id, k) references public.parted);
create table public.parent (x int check (x > 0), y text);
create table public.child (z int, y text default 'c') inherits (public.parent);
alter table public.a enable row level security; alter table public.a force row level security;
create policy "p 1" on public.a as restrictive for all to anon, authenticated using ((select auth.uid()) is not null) with check (exists (select 1 from public.b where b.a_id = a.id));
create policy p2 on public.a for insert with check (true);
comment on policy p2 on public.a is 'pol';
create aggregate public.mysum(int) (sfunc = int4pl, stype = int, initcond = '0');
grant select, insert (id, b_id) on public.a to authenticated; grant select on public.v1 to anon with grant option; grant update (b_id) on public.v3 to authenticated;
grant all on public.b to service_role; revoke delete on public.b from postgres; grant usage on sequence public.counter to anon;
revoke usage on type public.mood from public; grant execute on function public.handle() to service_role;
alter default privileges in schema public grant select on tables to authenticated;
alter default privileges revoke execute on functions from public;
create unlogged table public.unl (id serial primary key);
alter table public.b replica identity full;
