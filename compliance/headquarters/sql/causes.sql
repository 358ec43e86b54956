-- What moved those who are told about, between two filings of theirs: points by item, now less before. An item that
-- only one of the two checklists asks counts with all its points.
with either as (
    select d.office, d.system, m.indicator, m.fact, m.item, m.points as now_, 0 as before_
    from asked a
    join told d on 1 = 1
    join points m on m.filing = d.filing and m.system = d.system and m.checklist = a.checklist
    union all
    select d.office, d.system, m.indicator, m.fact, m.item, 0 as now_, m.points as before_
    from asked a
    join told d on 1 = 1
    join points m on m.filing = d.filing_before and m.system = d.system and m.checklist = a.checklist
),
moved as (
    select
        e.office,
        e.system,
        e.indicator,
        e.fact,
        e.item,
        sum(case when e.now_ is null then 0 else e.now_ end)
            - sum(case when e.before_ is null then 0 else e.before_ end) as gain
    from either e
    group by e.office, e.system, e.indicator, e.fact, e.item
)
select g.office, g.system, g.indicator, g.fact, g.gain
from moved g
where g.gain <> 0
order by g.office, g.system, abs(g.gain) desc, g.gain desc, g.item
