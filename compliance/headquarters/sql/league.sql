-- Who stands where: the filings that counted at the moment asked about, ranked densely, with the round before.
-- A score has its rank from the list of all scores, which is far shorter than that of offices; no score comes last.
-- Runs unchanged on SQLite, DuckDB and Spark; scores are whole hundredths, so that ties and ranks agree everywhere.
with standings as (
    select
        c.round, c.office, c.filing, c.system, c.score, c.coverage, c.maximum, c.version, c.sha256,
        c.name_fa, c.name_en, c.body, c.province, c.grouped,
        case when c.score is null then -1 else c.score end as points
    from counted c
),
scores as (
    select
        s.round,
        s.points,
        count(*) as sharing,
        row_number() over (partition by s.round order by s.points desc) as place
    from standings s
    group by s.round, s.points
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
join standings n on n.round = a.round
join scores s on s.round = n.round and s.points = n.points
left join standings b on b.round = a.before and b.office = n.office and b.system = n.system
left join scores sb on sb.round = b.round and sb.points = b.points
order by s.place, n.office, n.system
