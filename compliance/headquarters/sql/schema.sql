-- The record of headquarters. Nothing is ever overwritten: what stops holding gets the number of the log line that
-- ended it (until), so that any state of any day can be asked for again. Amounts are whole hundredths of a point.
create table meta (key text primary key, value text not null) without rowid;

create table log (
    seq integer primary key,      -- 1, 2, 3 …
    at text not null,             -- ISO 8601 with offset
    who text not null,
    deed text not null,
    data text not null,           -- canonical JSON
    hash text not null            -- SHA-256 of the line before's hash and this line
);

create table office (
    n integer primary key,
    id text not null,
    name_fa text not null,
    name_en text not null,
    body text not null,
    province text not null,
    grouped text not null,        -- the group in which like is compared with like, empty for none
    since integer not null,
    until integer
);
create unique index office_now on office (id) where until is null;

create table office_key (
    n integer primary key,
    id text not null,             -- the key's own number, as seals name it
    office text not null,
    role text not null,
    line text not null,
    fingerprint text not null,
    letter text not null,         -- number of the official letter that brought the fingerprint, empty for none
    letter_date text not null,
    valid_from text not null,     -- ISO 8601 days
    valid_until text not null,
    revoked_from text,            -- from which day on seals of it count no more
    why text,
    since integer not null,
    until integer
);
create unique index office_key_now on office_key (id) where until is null;
create index office_key_office on office_key (office, role);

create table status (
    round text not null,
    office text not null,
    status text not null,         -- eligible, partly, refused, asked-out
    letter text not null,
    since integer not null,
    until integer
);
create index status_round on status (round, office);

create table instrument (
    n integer primary key,
    id text not null,
    version text not null,
    sha256 text not null unique,
    maximum integer not null,
    per text not null
);

create table item (
    instrument integer not null,
    place integer not null,       -- its place in the filings' lists of points
    id text not null,
    indicator text not null,
    fact text not null,
    maximum integer not null,
    primary key (instrument, place)
) without rowid;

create table filing (
    n integer primary key,
    sha256 text not null,         -- of the whole zip
    name text not null,           -- as it lay in the inbox
    size integer not null,
    office text not null,
    round text not null,
    status text not null,         -- accepted, flagged, unsigned, rejected
    reason text,
    detail text,
    code text,                    -- «کد اصالت»: of the declaration before its sign-off
    declared text,                -- SHA-256 of declaration.json: the leaf of the round's tree
    previous text,
    key text,                     -- number of the key that sealed it
    sealed text,                  -- when, by the seal's own word
    received text not null,       -- when it was recorded
    arrived text not null,        -- the day it came in, by headquarters' word (ISO 8601)
    signoff text,                 -- key, letter or nothing
    late integer not null,
    facts text,                   -- canonical JSON: [[system, fact, value or [count, total] or null], …]
    plan text,
    seq integer not null,
    until integer                 -- set when it was looked at again: the newer row holds
);
create unique index filing_now on filing (sha256) where until is null;
create index filing_seq on filing (seq);
create index filing_office on filing (office, round);
create index filing_previous on filing (previous);

create table standing (           -- which filing counted for an office in a round, from when until when
    round text not null,
    office text not null,
    filing integer not null,
    since integer not null,
    until integer
);
create index standing_round on standing (round, office);
create index standing_office on standing (office);

create table total (
    filing integer not null,
    instrument integer not null,
    system text not null,         -- the entered system, empty for the office itself
    field text not null,          -- its field, empty for the office itself
    score integer,                -- hundredths of a point, rounded once; null when nothing applies
    high integer,                 -- what it would be if everything unanswered were full
    coverage integer not null,    -- hundredths of a per cent
    own integer,                  -- the score as the office computed it
    points text not null,         -- JSON: points of each item in hundredths, null where it does not apply
    primary key (filing, instrument, system)
) without rowid;

create table flag (
    filing integer not null,
    code text not null,
    detail text not null          -- canonical JSON of what was seen
);
create index flag_filing on flag (filing);

create table evidence (
    hash integer not null,        -- the first eight bytes of the file's SHA-256
    office text not null,
    filing integer not null
);
create index evidence_hash on evidence (hash);

create table alike (              -- the whole of a filing's values as one number, to find copies
    hash integer not null,
    round text not null,
    office text not null,
    filing integer not null
);
create index alike_hash on alike (round, hash);
