-- Partitions whose columns, names, defaults, keys, triggers and policies differ from their table's; inheritance.
create function public.noted() returns trigger language plpgsql as $$ begin return new; end $$;
create function public.small(n integer) returns boolean language sql immutable as $$ select n < 1000 $$;
create table public.target (id integer primary key);
create table public.logs (id integer not null, at date not null, note text default 'x', n integer check (n > 0),
  constraint small check (public.small(n)), low text generated always as (lower(note)) stored) partition by range (at);
create table public.logs_1 (at date not null, gone text, n integer, id integer not null, note text default 'y' not null,
  low text generated always as (lower(note)) stored,
  constraint logs_n_check check (n > 0), constraint small check (public.small(n)), constraint own check (id <> 7));
alter table public.logs_1 drop column gone;
alter table public.logs_1 add constraint "own key" primary key (id, at);
create index "own index" on public.logs_1 (n);
alter table public.logs attach partition public.logs_1 for values from ('2020-01-01') to ('2021-01-01');
create table public.logs_2 partition of public.logs for values from ('2021-01-01') to (maxvalue) partition by hash (id);
create table public.logs_2_0 partition of public.logs_2 for values with (modulus 2, remainder 0);
create table public.logs_2_1 partition of public.logs_2 for values with (modulus 2, remainder 1) with (fillfactor = 50);
alter table public.logs add primary key (id, at);
create index logs_n on public.logs (n);
create unique index logs_unique on public.logs (at, id, n);
create index alone on only public.logs (note);
alter table public.logs_2_0 rename constraint logs_2_0_pkey to "renamed key";
alter index public.logs_2_0_n_idx rename to "renamed index";
alter table public.logs add constraint logs_target foreign key (id) references public.target on delete cascade;
create table public.refers (id integer, at date, constraint refers_logs foreign key (id, at) references public.logs);
create trigger note_it after insert on public.logs for each row execute function public.noted();
create trigger own after insert on public.logs_1 for each row execute function public.noted();
alter table public.logs_2_0 disable trigger note_it;
comment on trigger note_it on public.logs is 'all'; comment on table public.logs is 'partitioned';
comment on index public.logs_n is 'idx'; comment on column public.logs_2.note is 'c';
alter table public.logs enable row level security; alter table public.logs_1 force row level security;
create policy p on public.logs using (true); create policy p on public.logs_2_1 for select to anon using (n = 1);
grant select on public.logs to anon; grant insert (id) on public.logs_2 to authenticated;
create table public.listed (kind text, id bigint) partition by list (lower(kind));
create table public.listed_null partition of public.listed for values in (null, 'a''b');
create table public.listed_rest partition of public.listed default;
alter table public.listed_null alter column id set default 3;
create table public.animal (id integer primary key, name text not null default 'n', check (id > 0));
create table public.pet (owner text);
create table public.dog (age integer check (age >= 0) no inherit, primary key (id)) inherits (public.animal, public.pet);
alter table public.dog alter column owner set not null; alter table public.dog alter column name drop default;
create table public.puppy (id integer) inherits (public.dog);
alter table public.animal add constraint named check (public.small(id));
create view public.all_logs as select id, at from only public.logs union all select id, at from only public.logs_1;
alter table public.animal add constraint unchecked check (name <> 'none') not valid;
create table public.cat () inherits (public.animal);
alter table public.listed add constraint unchecked check (id <> 5) not valid;
create table public.listed_more partition of public.listed for values in ('more');
