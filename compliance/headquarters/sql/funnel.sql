-- The way of the services, added over the offices that counted all of it: identified, electronifiable, electronic, on
-- the national portal. The ids of facts are never used for anything else.
with counted as (
    select
        p.office,
        max(case when n.fact = 'services.card' then n.whole else null end) as identified,
        max(case when n.fact = 'services.electronic' then n.whole else null end) as electronifiable,
        max(case when n.fact = 'services.electronic' then n.part else null end) as electronic,
        max(case when n.fact = 'services.portal' then n.part else null end) as on_portal,
        max(case when n.fact = 'services.portal' then n.whole else null end) as of_portal
    from asked a
    join placed p on p.round = a.round
    join office o on o.id = p.office
    join answers n on n.filing = p.filing and n.system = ''
    where n.fact in ('services.card', 'services.electronic', 'services.portal')
        and p.since <= a.seq
        and (p.ended is null or p.ended > a.seq)
        and o.since <= a.seq
        and (o.ended is null or o.ended > a.seq)
        and (a.province = '' or o.province = a.province)
        and (a.body = '' or o.body = a.body)
        and (a.grouped = '' or o.grouped = a.grouped)
    group by p.office
)
select
    count(*) as n,
    sum(c.identified) as identified,
    sum(c.electronifiable) as electronifiable,
    sum(c.electronic) as electronic,
    sum(c.on_portal) as on_portal
from counted c
where c.electronifiable <= c.identified
    and c.electronic = c.of_portal
    and c.on_portal is not null
