"""The facts a service register decides, one formula each.

A formula needs certain columns; when one of them is wholly empty it derives nothing. In a partly
filled column an empty cell counts as no (or 0), and is listed by `registers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.model.office import Funnel, Service

FREQUENT = 10
Counts = tuple[Fraction, Fraction]


class Formula(NamedTuple):
    """What a formula reads and gives: `counts` a count and its total, `number` an amount or None."""

    columns: tuple[str, ...]
    counts: Callable[[Sequence[Service]], Counts] | None = None
    number: Callable[[Sequence[Service]], Fraction | None] | None = None


def _share(
    part: Callable[[Service], object], whole: Callable[[Service], object]
) -> Callable[[Sequence[Service]], Counts]:
    """Count the services with a property among those it applies to."""

    def counts(services: Sequence[Service]) -> Counts:
        among = [s for s in services if whole(s)]
        return Fraction(sum(1 for s in among if part(s))), Fraction(len(among))

    return counts


def _sums(
    part: Callable[[Service], int | None], whole: Callable[[Service], int | None]
) -> Callable[[Sequence[Service]], Counts]:
    """Sum one column against another."""
    return lambda services: (
        Fraction(sum(part(s) or 0 for s in services)),
        Fraction(sum(whole(s) or 0 for s in services)),
    )


def most_requested(services: Sequence[Service]) -> list[Service]:
    """Return the ten services with most requests, ties by id."""
    return sorted(services, key=lambda s: (-(s.requests or 0), s.id))[:FREQUENT]


def _median_level(services: Sequence[Service]) -> Fraction | None:
    """The lower median of the levels of the ten most requested services."""
    levels = sorted(s.level or 0 for s in most_requested(services))
    return Fraction(levels[(len(levels) - 1) // 2])


def _mean_visits(services: Sequence[Service]) -> Fraction | None:
    """The mean number of visits of one request: visits weighted by requests."""
    requests = sum(s.requests or 0 for s in services)
    if not requests:
        return None
    return sum(((s.visits or 0) * Fraction(s.requests or 0) for s in services), Fraction(0)) / requests


def _time_kept(services: Sequence[Service]) -> Fraction | None:
    """Actual days as a per cent of published days, summed over the ten most requested services.

    A service without both figures, or published as 0 days, cannot be compared and is left out.
    """
    timed = [s for s in most_requested(services) if s.days_published and s.days_actual is not None]
    published = sum((s.days_published or Fraction(0) for s in timed), Fraction(0))
    return 100 * sum((s.days_actual or Fraction(0) for s in timed), Fraction(0)) / published if published else None


def _accurate(service: Service) -> bool:
    """Whether the published time is kept to a tenth and the fee is published."""
    published, actual = service.days_published, service.days_actual
    if published is None or actual is None or not service.fee_published:
        return False
    return abs(actual - published) * 10 <= published


FORMULAS: Mapping[str, Formula] = {
    "pages": Formula(("card_status", "page"), _share(lambda s: s.page, lambda s: s.approved)),
    "complete-pages": Formula(("page", "card_fields"), _share(lambda s: s.card_fields == 10, lambda s: s.page)),
    "accurate-frequent": Formula(
        ("frequent", "days_published", "days_actual", "fee_published"),
        _share(_accurate, lambda s: s.frequent),
    ),
    "forms": Formula(("form_needed", "form"), _share(lambda s: s.form, lambda s: s.form_needed)),
    "enquiries": Formula(
        ("enquiries_needed", "enquiries_online"),
        _sums(lambda s: s.enquiries_online, lambda s: s.enquiries_needed),
    ),
    "approved-cards": Formula(("card_status",), _share(lambda s: s.approved, lambda s: True)),
    "electronic": Formula(("electronifiable", "level"), _share(lambda s: s.electronic, lambda s: s.electronifiable)),
    "median-level": Formula(("requests", "level"), number=_median_level),
    "on-portal": Formula(
        ("electronifiable", "level", "portal"), _share(lambda s: s.on_portal, lambda s: s.electronic)
    ),
    "online-requests": Formula(
        ("requests", "online_requests"), _sums(lambda s: s.online_requests, lambda s: s.requests)
    ),
    "sso": Formula(("electronifiable", "level", "sso"), _share(lambda s: s.sso, lambda s: s.electronic)),
    "mean-visits": Formula(("requests", "visits"), number=_mean_visits),
    "time-kept": Formula(("requests", "days_published", "days_actual"), number=_time_kept),
    "ratings": Formula(("electronifiable", "level", "rating"), _share(lambda s: s.rating, lambda s: s.electronic)),
    "interactive": Formula(
        ("electronifiable", "level"), _share(lambda s: (s.level or 0) >= 2, lambda s: s.electronifiable)
    ),
    "integrated": Formula(
        ("electronifiable", "level"), _share(lambda s: (s.level or 0) >= 4, lambda s: s.electronifiable)
    ),
}


def funnel(services: Sequence[Service]) -> Funnel:
    """Return the way of the services from identified to the national portal."""
    return Funnel(
        identified=len(services),
        electronifiable=sum(1 for s in services if s.electronifiable),
        electronic=sum(1 for s in services if s.electronic),
        on_portal=sum(1 for s in services if s.on_portal),
        government=sum(1 for s in services if s.kind == "G2G"),
    )
