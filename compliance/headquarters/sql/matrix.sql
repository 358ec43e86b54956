-- The points of every item by province and body: how many offices it applies to, and their sum.
select c.province, c.body, m.item, m.indicator, m.fact, min(m.place) as place, count(*) as n, sum(m.points) as points
from asked a
join counted c on c.round = a.round
join points m on m.filing = c.filing and m.checklist = c.checklist and m.system = c.system
where c.score is not null
    and m.points is not null
group by c.province, c.body, m.item, m.indicator, m.fact
order by c.province, c.body, place, m.item
