-- The way of the services, added over the offices that counted all of it: identified, electronifiable, electronic, on
-- the national portal. The ids of facts are never used for anything else.
with services as (
    select
        p.office,
        max(case when n.fact = 'services.card' then n.whole else null end) as identified,
        max(case when n.fact = 'services.electronic' then n.whole else null end) as electronifiable,
        max(case when n.fact = 'services.electronic' then n.part else null end) as electronic,
        max(case when n.fact = 'services.portal' then n.part else null end) as on_portal,
        max(case when n.fact = 'services.portal' then n.whole else null end) as of_portal
    from asked a
    join present p on p.round = a.round
    join answers n on n.filing = p.filing and n.system = ''
    where n.fact in ('services.card', 'services.electronic', 'services.portal')
    group by p.office
)
select
    count(*) as n,
    sum(s.identified) as identified,
    sum(s.electronifiable) as electronifiable,
    sum(s.electronic) as electronic,
    sum(s.on_portal) as on_portal
from services s
where s.electronifiable <= s.identified
    and s.electronic = s.of_portal
    and s.on_portal is not null
