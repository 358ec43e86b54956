-- How many of those who are asked about have so many points of an indicator; to whom none of it applies is left out.
with sums as (
    select p.office, t.system, m.indicator, min(m.place) as place, sum(m.points) as points
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
    group by p.office, t.system, m.indicator
)
select s.indicator, min(s.place) as place, s.points, count(*) as n
from sums s
group by s.indicator, s.points
order by place, s.indicator, s.points
