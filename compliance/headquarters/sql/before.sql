-- The scores of the round before, of everybody who counted then, however many have the same.
select
    t.score,
    t.maximum,
    t.sha256,
    count(*) as n
from asked a
join placed p on p.round = a.before
join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
join office o on o.id = p.office
where p.since <= a.seq
    and (p.ended is null or p.ended > a.seq)
    and o.since <= a.seq
    and (o.ended is null or o.ended > a.seq)
    and (a.province = '' or o.province = a.province)
    and (a.body = '' or o.body = a.body)
    and (a.grouped = '' or o.grouped = a.grouped)
group by t.score, t.maximum, t.sha256
order by t.sha256, t.maximum, t.score
