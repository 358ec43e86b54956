-- Samples for site visits, and what was found. A draw is never altered: one that is made again stands beside it.
create table if not exists audit (
    n integer primary key,
    round text not null,
    checklist text not null,
    sha256 text not null,         -- of the resolved checklist by which offices and visits are judged
    seed text not null,
    offices integer not null,     -- how many were asked for
    items integer not null,       -- how many in each
    province text not null,       -- empty texts for all
    body text not null,
    grouped text not null,
    upto integer not null,        -- the last line of the log that counted
    root text not null,           -- the sealed root of the round as it stood then, empty for none
    again text not null,          -- why it was drawn once more, empty for the first draw
    weights text not null,        -- canonical JSON of the weights of risk
    away text not null,           -- canonical JSON: [[office, why it could not be drawn], …]
    frame text not null,          -- SHA-256 of the list that was drawn from
    since integer not null
);
create table if not exists audit_office (
    audit integer not null,
    office text not null,
    filing integer not null,
    size integer not null,        -- its weight
    sizes text not null,          -- canonical JSON: the weight of each item in its place, 0 for what is not judged
    reasons text                  -- canonical JSON of what its weight is made of; null for who was not drawn
);
create unique index if not exists audit_office_of on audit_office (audit, office);
create table if not exists audit_item (
    audit integer not null,
    office text not null,
    item text not null,
    place integer not null,
    reasons text not null
);
create unique index if not exists audit_item_of on audit_item (audit, office, item);
create table if not exists audit_found (
    audit integer not null,
    office text not null,
    item text not null,
    result text not null,         -- same, differs, unchecked
    value text,                   -- canonical JSON of what was found where it differs: as filing.facts holds values
    day text not null,            -- ISO 8601, empty where nobody said it
    note text not null,
    since integer not null,
    until integer
);
create index if not exists audit_found_of on audit_found (audit, office);
