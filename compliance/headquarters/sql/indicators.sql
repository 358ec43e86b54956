-- The points of every indicator, added over everybody who counted, in a round and in the one before.
select
    c.round,
    m.indicator,
    min(m.place) as place,
    sum(case when m.points is null then 0 else m.points end) as points
from counted c
join points m on m.filing = c.filing and m.checklist = c.checklist and m.system = c.system
where c.score is not null
group by c.round, m.indicator
order by c.round, place, m.indicator
