-- What moved one office between two filings: points by item, now less before.
with now_ as (
    select m.indicator, m.fact, m.id as item, coalesce(p.value, 0) as points
    from main.total t
    join main.instrument i on i.n = t.instrument
    join json_each(t.points) p
    join main.item m on m.instrument = t.instrument and m.place = p.key
    where t.filing = :now and i.id = :checklist and t.system = :system
),
before_ as (
    select m.indicator, m.fact, m.id as item, coalesce(p.value, 0) as points
    from main.total t
    join main.instrument i on i.n = t.instrument
    join json_each(t.points) p
    join main.item m on m.instrument = t.instrument and m.place = p.key
    where t.filing = :before and i.id = :checklist and t.system = :system
)
select n.indicator, n.fact, n.points - b.points as points
from now_ n
join before_ b on b.item = n.item
where n.points <> b.points
order by abs(n.points - b.points) desc, n.item
