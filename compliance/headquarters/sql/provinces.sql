-- The points of every indicator by province and body: how many offices it applies to, and their sum.
with sums as (
    select p.office, t.system, o.province, o.body, m.indicator, min(m.place) as place, sum(m.points) as points
    from asked a
    join placed p on p.round = a.round
    join office o on o.id = p.office
    join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
    join points m on m.filing = t.filing and m.checklist = t.checklist and m.system = t.system
    where t.score is not null
        and m.points is not null
        and p.since <= a.seq
        and (p.ended is null or p.ended > a.seq)
        and o.since <= a.seq
        and (o.ended is null or o.ended > a.seq)
        and (a.province = '' or o.province = a.province)
        and (a.body = '' or o.body = a.body)
        and (a.grouped = '' or o.grouped = a.grouped)
    group by p.office, t.system, o.province, o.body, m.indicator
)
select s.province, s.body, s.indicator, min(s.place) as place, count(*) as n, sum(s.points) as points
from sums s
group by s.province, s.body, s.indicator
order by s.province, s.body, place, s.indicator
