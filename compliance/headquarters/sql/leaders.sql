-- Who has the most points of each indicator among those who are asked about: the first three by their ids, and how
-- many there are.
with sums as (
    select
        p.office,
        t.system,
        o.name_fa,
        o.name_en,
        m.indicator,
        min(m.place) as place,
        sum(m.points) as points
    from asked a
    join placed p on p.round = a.round
    join office o on o.id = p.office
    join total t on t.filing = p.filing and t.checklist = a.checklist and (a.field = '' or t.field = a.field)
    join points m on m.filing = t.filing and m.checklist = t.checklist and m.system = t.system
    where t.score is not null
        and m.points is not null
        and p.since <= a.seq
        and (p.ended is null or p.ended > a.seq)
        and o.since <= a.seq
        and (o.ended is null or o.ended > a.seq)
        and (a.province = '' or o.province = a.province)
        and (a.body = '' or o.body = a.body)
        and (a.grouped = '' or o.grouped = a.grouped)
    group by p.office, t.system, o.name_fa, o.name_en, m.indicator
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
