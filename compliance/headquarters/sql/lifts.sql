-- How many of those who are asked about have so many points of an item, and what it is worth to them: of what does not
-- apply the weight is shared, within its indicator (`whole` of which `applying` applies), and of a whole indicator
-- among the others (`worth` of which `counted` has something that applies).
with asked_about as (
    select p.filing, t.system, a.checklist
    from asked a
    join placed p on p.round = a.round
    join office o on o.id = p.office
    join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
    where t.score is not null
        and p.since <= a.seq
        and (p.ended is null or p.ended > a.seq)
        and o.since <= a.seq
        and (o.ended is null or o.ended > a.seq)
        and (a.province = '' or o.province = a.province)
        and (a.body = '' or o.body = a.body)
        and (a.grouped = '' or o.grouped = a.grouped)
),
judged as (
    select
        f.filing, f.system, m.item, m.indicator, m.fact, m.place, m.maximum, m.points,
        sum(m.maximum) over (partition by f.filing, f.system, m.indicator) as whole,
        sum(case when m.points is null then 0 else m.maximum end)
            over (partition by f.filing, f.system, m.indicator) as applying,
        sum(m.maximum) over (partition by f.filing, f.system) as worth
    from asked_about f
    join points m on m.filing = f.filing and m.checklist = f.checklist and m.system = f.system
),
counted as (
    select
        j.filing, j.system, j.item, j.indicator, j.fact, j.place, j.maximum, j.points, j.whole, j.applying, j.worth,
        sum(case when j.applying > 0 then j.maximum else 0 end) over (partition by j.filing, j.system) as counted
    from judged j
)
select
    c.item, c.fact, min(c.place) as place, c.maximum, c.points, c.whole, c.applying, c.worth, c.counted, count(*) as n
from counted c
where c.points is not null
group by c.item, c.fact, c.maximum, c.points, c.whole, c.applying, c.worth, c.counted
order by place, c.item, c.maximum, c.points, c.whole, c.applying, c.worth, c.counted
