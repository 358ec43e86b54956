-- How many are scored in every combination of province, body and group, whatever was asked for.
select o.province, o.body, o.grouped, count(*) as n
from asked a
join placed p on p.round = a.round
join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
join office o on o.id = p.office
where t.score is not null
    and p.since <= a.seq
    and (p.ended is null or p.ended > a.seq)
    and o.since <= a.seq
    and (o.ended is null or o.ended > a.seq)
group by o.province, o.body, o.grouped
order by o.province, o.body, o.grouped
