"""The enemy: servers on loopback that a scanner of unknown sites must survive.

`server.Enemy` attacks whoever reads its pages, one path for each attack. `victim.Victim` is the "private" machine
that no road may reach; it writes down every connection. `rebinding` has a name server and a resolver that change
their mind. `unguarded` opens the attack page in a Chromium that nothing guards, to show that the roads are real.

Nothing here leaves this machine by itself, but two pages name addresses that are not loopback: `/block/filter*`
(10.10.34.34, as Iran's filter shows) and `/attack?outside=1` (cloud metadata and others). A browser without a guard
must be shown those only inside a network namespace of its own: `unguarded.alone()`.
"""
