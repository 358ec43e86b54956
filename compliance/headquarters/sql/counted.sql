-- Laid down as a view beside `asked`: those who are present with what their filings came to by its checklist.
select
    p.round, p.filing, p.office, p.name_fa, p.name_en, p.body, p.province, p.grouped,
    t.checklist, t.system, t.score, t.coverage, t.maximum, t.version, t.sha256
from present p
join total t on t.filing = p.filing and t.checklist = p.checklist and (p.field = '' or t.field = p.field)
