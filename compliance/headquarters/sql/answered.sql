-- How many offices of every province and body answered each fact, or so many entered systems of theirs.
select c.province, c.body, n.fact, count(*) as n
from asked a
join counted c on c.round = a.round
join answers n on n.filing = c.filing and n.system = c.system
where c.score is not null
group by c.province, c.body, n.fact
order by c.province, c.body, n.fact
