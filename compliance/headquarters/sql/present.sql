-- Laid down as a view beside `asked`: whose filings stood, of those who are asked about, at the moment asked about,
-- in the round and in the one before.
select
    p.round, p.filing, a.checklist, a.field,
    p.office, o.name_fa, o.name_en, o.body, o.province, o.grouped
from asked a
join placed p on p.round = a.round or p.round = a.before
join office o on o.id = p.office
where p.since <= a.seq
    and (p.ended is null or p.ended > a.seq)
    and o.since <= a.seq
    and (o.ended is null or o.ended > a.seq)
    and (a.province = '' or o.province = a.province)
    and (a.body = '' or o.body = a.body)
    and (a.grouped = '' or o.grouped = a.grouped)
