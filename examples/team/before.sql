-- A team app in its first state: organizations with members in roles, their projects, tasks and comments. Some row level security
-- was tried and given up; the rest is open, as Supabase's old default privileges leave it.
create table public.organizations (
    id uuid primary key default gen_random_uuid(),
    name text not null,
    plan text not null default 'free',
    created_at timestamptz not null default now()
);

create table public.memberships (
    org_id uuid not null references public.organizations (id) on delete cascade,
    user_id uuid not null references auth.users (id) on delete cascade,
    role text not null default 'member' check (role in ('owner', 'admin', 'member')),
    primary key (org_id, user_id)
);

create table public.projects (
    id uuid primary key default gen_random_uuid(),
    org_id uuid not null references public.organizations (id) on delete cascade,
    name text not null,
    archived boolean not null default false
);

create table public.tasks (
    id bigint generated always as identity primary key,
    org_id uuid not null references public.organizations (id) on delete cascade,
    project_id uuid not null references public.projects (id) on delete cascade,
    title text not null,
    assignee uuid references auth.users (id) on delete set null,
    done boolean not null default false
);

create table public.comments (
    id bigserial primary key,
    task_id bigint not null references public.tasks (id) on delete cascade,
    author_id uuid not null references auth.users (id) on delete cascade,
    body text not null,
    created_at timestamptz not null default now()
);

create table public.invitations (
    id uuid primary key default gen_random_uuid(),
    org_id uuid not null references public.organizations (id) on delete cascade,
    email text not null,
    token text not null default md5(random()::text),
    role text not null default 'member'
);

-- A helper that runs as its owner, uses the search path of the session, and can be called by anon.
create function public.is_org_member(org uuid) returns boolean language sql stable security definer as
    'select exists (select from memberships where org_id = org and user_id = auth.uid())';

alter table public.projects enable row level security;
create policy "members can do everything" on public.projects using (public.is_org_member(org_id));
create policy "TODO remove" on public.projects for select using (true);
alter table public.memberships enable row level security;
create policy "join" on public.memberships for insert to authenticated with check (user_id = auth.uid());
create policy "see own" on public.memberships for select to authenticated using (user_id = auth.uid());

-- A report for the dashboard. It runs as its owner, so it shows every organization's tasks to everyone who reads it.
create view public.task_overview as
    select p.name as project, count(*) as open from public.tasks t join public.projects p on p.id = t.project_id
    where not t.done group by p.name;

insert into auth.users (id, email) values
    ('11111111-1111-4111-8111-111111111111', 'ada@example.com'),
    ('22222222-2222-4222-8222-222222222222', 'ben@example.com'),
    ('33333333-3333-4333-8333-333333333333', 'cleo@example.com');
insert into public.organizations (id, name) values
    ('aaaaaaaa-0000-4000-8000-000000000001', 'Alder'), ('aaaaaaaa-0000-4000-8000-000000000002', 'Birch');
insert into public.memberships values
    ('aaaaaaaa-0000-4000-8000-000000000001', '11111111-1111-4111-8111-111111111111', 'owner'),
    ('aaaaaaaa-0000-4000-8000-000000000001', '22222222-2222-4222-8222-222222222222', 'member'),
    ('aaaaaaaa-0000-4000-8000-000000000002', '22222222-2222-4222-8222-222222222222', 'admin'),
    ('aaaaaaaa-0000-4000-8000-000000000002', '33333333-3333-4333-8333-333333333333', 'owner');
insert into public.projects (id, org_id, name) values
    ('bbbbbbbb-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000001', 'Roof'),
    ('bbbbbbbb-0000-4000-8000-000000000002', 'aaaaaaaa-0000-4000-8000-000000000002', 'Cellar');
insert into public.tasks (org_id, project_id, title, assignee) values
    ('aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000001', 'Tiles', '22222222-2222-4222-8222-222222222222'),
    ('aaaaaaaa-0000-4000-8000-000000000002', 'bbbbbbbb-0000-4000-8000-000000000002', 'Pump', null);
insert into public.comments (task_id, author_id, body) values
    (1, '11111111-1111-4111-8111-111111111111', 'Red ones.'), (2, '33333333-3333-4333-8333-333333333333', 'It leaks.');
insert into public.invitations (org_id, email) values ('aaaaaaaa-0000-4000-8000-000000000001', 'dora@example.com');
