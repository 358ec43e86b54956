-- The points of every indicator by province and body: how many offices it applies to, and their sum.
with sums as (
    select c.office, c.system, c.province, c.body, m.indicator, min(m.place) as place, sum(m.points) as points
    from asked a
    join counted c on c.round = a.round
    join points m on m.filing = c.filing and m.checklist = c.checklist and m.system = c.system
    where c.score is not null
        and m.points is not null
    group by c.office, c.system, c.province, c.body, m.indicator
)
select s.province, s.body, s.indicator, min(s.place) as place, count(*) as n, sum(s.points) as points
from sums s
group by s.province, s.body, s.indicator
order by s.province, s.body, place, s.indicator
