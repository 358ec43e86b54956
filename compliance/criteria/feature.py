"""A plan as a feature in Persian Gherkin: one scenario an action, its success criterion as the outcome.

A feature is written in Persian whatever language is in use, and needs nothing but itself and the
office folder to be run.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from compliance.checklist import predicates
from compliance.criteria import limits, wording
from compliance.model.checklist import Library
from compliance.model.office import Office
from compliance.model.results import Plan, PlannedAction
from compliance.persian.letters import persian_digits

_JOINERS = "\u200c\u200d"  # ZWNJ and ZWJ belong to Persian words
_HEAD = """\
# language: fa
# این پرونده را compliance از {plan} نوشته است. هر سناریو یک اقدام است و برچسب آن شناسهٔ اقدام.
# سناریو هنگامی برقرار است که معیار موفقیت اقدام با پاسخ‌های دوره بخواند؛ قلم بی‌پاسخ هیچ معیاری را برآورده نمی‌کند.
"""


def feature(plan: Plan, library: Library, office: Office, hash_: str | None = None) -> str:
    """Return the plan as a feature; an action without a test that can be run is named in a comment only.

    `hash_` is that of a saved plan; the head names it, and says whether it is approved.
    """
    title = _line(office.name.fa) or office.id
    lines = [
        f"ویژگی: برنامهٔ عملیاتی {title}، دورهٔ {persian_digits(plan.round)}",
        "",
        "  زمینه:",
        f"    با فرض {wording.write_background(office.id, plan.round)}",
    ]
    used: set[str] = set()
    for planned in plan.actions:
        lines += ["", *_scenario(planned, library, office, used)]
    return _HEAD.format(plan=_origin(plan, hash_)) + "\n" + "\n".join(lines) + "\n"


def _origin(plan: Plan, hash_: str | None) -> str:
    if hash_ is None:
        return "برنامه‌ای که ذخیره نشده است"
    return f"برنامهٔ {hash_} که {'تصویب شده' if plan.approved else 'هنوز تصویب نشده'} است"


def _scenario(planned: PlannedAction, library: Library, office: Office, used: set[str]) -> Iterator[str]:
    action = planned.action
    wanted = limits.of(action.criterion.test)
    if not predicates.of(action.criterion.test).facts:
        yield f"  # اقدام «{action.id}» معیار آزمون‌پذیری ندارد."
        return
    yield f"  @{action.id}"
    yield f"  سناریو: {_title(planned, used)}"
    yield f"    با فرض {wording.write_work(_unit(planned.unit, library, office), planned.start, planned.end)}"
    yield f"    هنگامی {wording.write_done()}"
    keyword = "آنگاه"
    for limit in wanted:
        for fact in limit.facts:
            if fact in library.facts:
                yield f"    # {fact}: {_line(library.facts[fact].question.fa)}"
        sentence, part = wording.write_limit(limit)
        yield f"    {keyword} {sentence}"
        if part is not None:
            yield textwrap.indent(f"```\n{part}\n```", " " * 6)
        keyword = "و"


def _title(planned: PlannedAction, used: set[str]) -> str:
    """Return the action's title on one line; pytest-bdd runs only one of two scenarios with the same name."""
    title = _line(planned.action.title.fa) or planned.action.id
    while title in used:
        title += f" ({planned.action.id})"
    used.add(title)
    return title


def _unit(id_: str, library: Library, office: Office) -> str:
    own = (unit.name.fa for unit in office.units if unit.id == id_)
    name = next(own, None) or (library.units[id_].fa if id_ in library.units else id_)
    return _line(name) or id_


def _line(text: str) -> str:
    """Return a text as one line that Gherkin reads as it stands: no line breaks, no invisible signs."""
    return " ".join("".join(c if c.isprintable() or c in _JOINERS or c.isspace() else "" for c in text).split())
