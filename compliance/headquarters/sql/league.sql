-- Who stands where: the filings that counted at the moment asked about, ranked densely, with the round before.
-- A score has its rank from the list of all scores, which is far shorter than that of offices; no score comes last.
-- Runs unchanged on SQLite, DuckDB and Spark; scores are whole hundredths, so that ties and ranks agree everywhere.
with counted as (
    select
        p.round,
        p.office,
        p.filing,
        t.system,
        t.score,
        case when t.score is null then -1 else t.score end as placing,
        t.coverage,
        t.maximum,
        t.version,
        t.sha256,
        o.name_fa,
        o.name_en,
        o.body,
        o.province,
        o.grouped
    from asked a
    join placed p on p.round = a.round or p.round = a.before
    join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
    join office o on o.id = p.office
    where p.since <= a.seq
        and (p.ended is null or p.ended > a.seq)
        and o.since <= a.seq
        and (o.ended is null or o.ended > a.seq)
        and (a.province = '' or o.province = a.province)
        and (a.body = '' or o.body = a.body)
        and (a.grouped = '' or o.grouped = a.grouped)
),
scores as (
    select
        c.round,
        c.placing,
        count(*) as sharing,
        row_number() over (partition by c.round order by c.placing desc) as place
    from counted c
    group by c.round, c.placing
)
select
    n.office,
    n.system,
    n.filing,
    n.name_fa,
    n.name_en,
    n.body,
    n.province,
    n.grouped,
    n.score,
    n.coverage,
    n.maximum,
    n.version,
    n.sha256,
    s.place,
    s.sharing,
    b.filing as filing_before,
    b.score as score_before,
    b.maximum as maximum_before,
    sb.place as place_before
from asked a
join counted n on n.round = a.round
join scores s on s.round = n.round and s.placing = n.placing
left join counted b on b.round = a.before and b.office = n.office and b.system = n.system
left join scores sb on sb.round = b.round and sb.placing = b.placing
order by s.place, n.office, n.system
