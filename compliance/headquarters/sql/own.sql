-- The points of every item of those who are told about, in their filing and in the one before.
with either as (
    select d.office, d.system, m.indicator, m.item, m.fact, m.place, m.maximum, m.points, 1 as now_
    from asked a
    join told d on 1 = 1
    join points m on m.filing = d.filing and m.system = d.system and m.checklist = a.checklist
    union all
    select d.office, d.system, m.indicator, m.item, m.fact, m.place, m.maximum, m.points, 0 as now_
    from asked a
    join told d on 1 = 1
    join points m on m.filing = d.filing_before and m.system = d.system and m.checklist = a.checklist
)
select
    e.office,
    e.system,
    e.item,
    e.indicator,
    e.fact,
    max(case when e.now_ = 1 then e.place else null end) as place,
    max(case when e.now_ = 1 then e.maximum else null end) as maximum,
    max(case when e.now_ = 1 then e.points else null end) as points,
    max(case when e.now_ = 0 then e.points else null end) as points_before
from either e
group by e.office, e.system, e.item, e.indicator, e.fact
having max(e.now_) = 1
order by e.office, e.system, place, e.item
