-- How many of those who are asked about have so many points of an item, and what it is worth to them: of what does not
-- apply the weight is shared, within its indicator (`whole` of which `applying` applies), and of a whole indicator
-- among the others (`worth` of which `counted` has something that applies). `answered` is 0 where nobody answered it:
-- nothing is known of it then, though it counts no point.
with said as (
    select n.filing, n.system, n.fact
    from asked a
    join counted c on c.round = a.round
    join answers n on n.filing = c.filing and n.system = c.system
    group by n.filing, n.system, n.fact
),
judged as (
    select
        c.filing, c.system, m.item, m.indicator, m.fact, m.place, m.maximum, m.points,
        case when m.points > 0 or s.fact is not null then 1 else 0 end as answered,
        sum(m.maximum) over (partition by c.filing, c.system, m.indicator) as whole,
        sum(case when m.points is null then 0 else m.maximum end)
            over (partition by c.filing, c.system, m.indicator) as applying,
        sum(m.maximum) over (partition by c.filing, c.system) as worth
    from asked a
    join counted c on c.round = a.round
    join points m on m.filing = c.filing and m.checklist = c.checklist and m.system = c.system
    left join said s on s.filing = c.filing and s.system = c.system and s.fact = m.fact
    where c.score is not null
),
weighed as (
    select
        j.filing, j.system, j.item, j.indicator, j.fact, j.place, j.maximum, j.points, j.answered, j.whole, j.applying,
        j.worth,
        sum(case when j.applying > 0 then j.maximum else 0 end) over (partition by j.filing, j.system) as counted
    from judged j
)
select
    w.item, w.fact, min(w.place) as place, w.maximum, w.points, w.answered, w.whole, w.applying, w.worth, w.counted,
    count(*) as n
from weighed w
where w.points is not null
group by w.item, w.fact, w.maximum, w.points, w.answered, w.whole, w.applying, w.worth, w.counted
order by place, w.item, w.maximum, w.points, w.answered, w.whole, w.applying, w.worth, w.counted
