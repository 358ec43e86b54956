-- What assessors do. Laid down with a new store, and in an older one when something is first written here. Each row
-- bears the line of the log that wrote it (since) and the one that ended it (until); JSON is canonical.
create table if not exists assessor (
    n integer primary key,
    id text not null,
    name_fa text not null,
    name_en text not null,
    organisation text not null,
    body text not null,           -- where they work: ids, empty for none
    province text not null,
    office text not null,
    ties text not null,           -- JSON: [[kind, office, body or province, id, note], …]
    letter text not null,         -- number of their declaration of interests, empty for none
    since integer not null,
    until integer
);
create unique index if not exists assessor_now on assessor (id) where until is null;

create table if not exists assignment (
    n integer primary key,
    round text not null,
    office text not null,
    checklist text not null,
    assessor text not null,
    how text not null,            -- drawn, named
    seed text not null,           -- of the draw, empty for named
    since integer not null,
    until integer
);
create unique index if not exists assignment_now
    on assignment (round, checklist, office, assessor) where until is null;

create table if not exists stage (
    n integer primary key,
    round text not null,
    office text not null,
    checklist text not null,
    stage text not null,
    filing text not null,         -- SHA-256 of the filing that is assessed from the check of evidence on
    why text not null,
    since integer not null,
    until integer
);
create unique index if not exists stage_now on stage (round, checklist, office) where until is null;

create table if not exists judgement (  -- what one assessor established: a row a sheet, as a filing is one
    n integer primary key,
    round text not null,
    office text not null,
    checklist text not null,
    system text not null,         -- the entered system, empty for the office itself
    assessor text not null,
    filing text not null,         -- SHA-256 of the filing that was judged
    instrument text not null,     -- SHA-256 of the checklist's content
    said text not null,           -- JSON: [[fact, value or [count, total] or null, reason], …]
    score integer,                -- hundredths of a point, as in total
    high integer,
    coverage integer not null,
    points text not null,         -- JSON, as in total
    since integer not null,
    until integer
);
create unique index if not exists judgement_now
    on judgement (round, checklist, office, system, assessor) where until is null;

create table if not exists defence (
    n integer primary key,
    round text not null,
    office text not null,
    checklist text not null,
    day text not null,            -- ISO 8601
    place text not null,
    panel text not null,          -- JSON: [name or id of an assessor, …]
    minutes text not null,
    file text not null,           -- SHA-256 of the minutes as a file, empty for none
    name text not null,           -- what that file was called
    size integer not null,
    since integer not null,
    until integer
);
create unique index if not exists defence_now on defence (round, checklist, office, day) where until is null;

create table if not exists consensus (  -- what the panel established, as judgement
    n integer primary key,
    round text not null,
    office text not null,
    checklist text not null,
    system text not null,
    filing text not null,
    instrument text not null,
    said text not null,
    score integer,
    high integer,
    coverage integer not null,
    points text not null,
    since integer not null,
    until integer
);
create unique index if not exists consensus_now on consensus (round, checklist, office, system) where until is null;
