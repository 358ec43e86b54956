-- How many offices of every province and body answered each fact, or so many entered systems of theirs.
select o.province, o.body, n.fact, count(*) as n
from asked a
join placed p on p.round = a.round
join office o on o.id = p.office
join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
join answers n on n.filing = t.filing and n.system = t.system
where t.score is not null
    and p.since <= a.seq
    and (p.ended is null or p.ended > a.seq)
    and o.since <= a.seq
    and (o.ended is null or o.ended > a.seq)
    and (a.province = '' or o.province = a.province)
    and (a.body = '' or o.body = a.body)
    and (a.grouped = '' or o.grouped = a.grouped)
group by o.province, o.body, n.fact
order by o.province, o.body, n.fact
