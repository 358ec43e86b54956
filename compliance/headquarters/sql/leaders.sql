-- Who has the most points of each indicator among those who are asked about: the first three by their ids, and how
-- many there are.
with sums as (
    select
        c.office,
        c.system,
        c.name_fa,
        c.name_en,
        m.indicator,
        min(m.place) as place,
        sum(m.points) as points
    from asked a
    join counted c on c.round = a.round
    join points m on m.filing = c.filing and m.checklist = c.checklist and m.system = c.system
    where c.score is not null
        and m.points is not null
    group by c.office, c.system, c.name_fa, c.name_en, m.indicator
),
most as (
    select s.indicator, max(s.points) as points
    from sums s
    group by s.indicator
),
leading_ones as (
    select
        s.indicator,
        s.place,
        s.points,
        s.office,
        s.system,
        s.name_fa,
        s.name_en,
        row_number() over (partition by s.indicator order by s.office, s.system) as nth,
        count(*) over (partition by s.indicator) as sharing
    from sums s
    join most b on b.indicator = s.indicator and b.points = s.points
)
select f.indicator, f.points, f.sharing, f.office, f.system, f.name_fa, f.name_en
from leading_ones f
where f.nth <= 3
order by f.place, f.indicator, f.nth
