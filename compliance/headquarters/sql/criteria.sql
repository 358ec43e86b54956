-- How many of those who are asked about have so many points of an indicator; to whom none of it applies is left out.
with sums as (
    select c.office, c.system, m.indicator, min(m.place) as place, sum(m.points) as points
    from asked a
    join counted c on c.round = a.round
    join points m on m.filing = c.filing and m.checklist = c.checklist and m.system = c.system
    where c.score is not null
        and m.points is not null
    group by c.office, c.system, m.indicator
)
select s.indicator, min(s.place) as place, s.points, count(*) as n
from sums s
group by s.indicator, s.points
order by place, s.indicator, s.points
