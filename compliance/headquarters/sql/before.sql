-- The scores of the round before, of everybody who counted then, however many have the same.
with offices as (
    select o.id
    from asked a
    join office o on o.since <= a.seq
    where (o.ended is null or o.ended > a.seq)
        and (a.province = '' or o.province = a.province)
        and (a.body = '' or o.body = a.body)
        and (a.grouped = '' or o.grouped = a.grouped)
),
counted as (
    select p.filing
    from asked a
    join placed p on p.round = a.before
    where p.since <= a.seq
        and (p.ended is null or p.ended > a.seq)
        and p.office in (select id from offices)
)
select
    t.score,
    t.maximum,
    t.sha256,
    count(*) as n
from asked a
join total t on t.checklist = a.checklist and (a.field = '' or t.field = a.field)
join counted c on c.filing = t.filing
group by t.score, t.maximum, t.sha256
order by t.sha256, t.maximum, case when t.score is null then 0 else 1 end, t.score
