-- The points of every indicator, added over everybody who counted, in a round and in the one before.
select
    p.round,
    m.indicator,
    min(m.place) as place,
    sum(case when m.points is null then 0 else m.points end) as points
from asked a
join placed p on p.round = a.round or p.round = a.before
join office o on o.id = p.office
join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
join points m on m.filing = t.filing and m.checklist = t.checklist and m.system = t.system
where t.score is not null
    and p.since <= a.seq
    and (p.ended is null or p.ended > a.seq)
    and o.since <= a.seq
    and (o.ended is null or o.ended > a.seq)
    and (a.province = '' or o.province = a.province)
    and (a.body = '' or o.body = a.body)
    and (a.grouped = '' or o.grouped = a.grouped)
group by p.round, m.indicator
order by p.round, place, m.indicator
