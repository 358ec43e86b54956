-- How many of those who are asked about have so many points of an item; to whom it does not apply is left out.
select m.item, m.indicator, m.fact, min(m.place) as place, max(m.maximum) as maximum, m.points, count(*) as n
from asked a
join counted c on c.round = a.round
join points m on m.filing = c.filing and m.checklist = c.checklist and m.system = c.system
where c.score is not null
    and m.points is not null
group by m.item, m.indicator, m.fact, m.points
order by place, m.item, m.points
