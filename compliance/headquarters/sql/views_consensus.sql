-- The same tables with what panels established in the place of what offices filed: a consensus stands for an office
-- while its stage says that it is settled, and `filing` is its own number. Over the record alone.
drop view if exists temp.points;
drop view if exists temp.total;
drop view if exists temp.placed;
create temp view placed as
    select
        c.round,
        c.office,
        c.n as filing,
        max(c.since, s.since) as since,
        nullif(min(coalesce(c.until, 9223372036854775807), coalesce(s.until, 9223372036854775807)), 9223372036854775807)
            as ended
    from main.consensus c
    join main.stage s on s.round = c.round and s.office = c.office and s.checklist = c.checklist
    where s.stage in ('feedback', 'published')
        and max(c.since, s.since)
            < min(coalesce(c.until, 9223372036854775807), coalesce(s.until, 9223372036854775807));
create temp view total as
    select
        c.n as filing, i.id as checklist, i.version, i.sha256, i.maximum, c.system,
        coalesce(
            (
                select max(t.field)
                from main.total t
                join main.filing f on f.n = t.filing
                where f.sha256 = c.filing and t.instrument = i.n and t.system = c.system
            ),
            ''
        ) as field,
        c.score, c.high, c.coverage, c.score as own
    from main.consensus c
    join main.instrument i on i.sha256 = c.instrument;
create temp view points as
    select
        c.n as filing, i.id as checklist, i.sha256, c.system, m.place, m.id as item, m.indicator, m.fact,
        p.value as points, m.maximum
    from main.consensus c
    join main.instrument i on i.sha256 = c.instrument
    join json_each(c.points) p
    join main.item m on m.instrument = i.n and m.place = p.key;
