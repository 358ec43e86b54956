"""The words for stages and ties."""

from __future__ import annotations

from collections.abc import Sequence

from compliance.language import _, mark
from compliance.model.assessing import Stage, Tie, TieKind

STAGES = {
    Stage.DECLARATION: mark("self-declaration"),
    Stage.EVIDENCE: mark("check of evidence"),
    Stage.DEFENCE: mark("defence session"),
    Stage.VISIT: mark("site visit"),
    Stage.CONSENSUS: mark("consensus"),
    Stage.FEEDBACK: mark("feedback report"),
    Stage.PUBLISHED: mark("publication"),
}
TIES = {
    TieKind.OFFICE: mark("it is their own office"),
    TieKind.BODY: mark("it is of their own body"),
    TieKind.PROVINCE: mark("it is of their own province"),
    TieKind.FORMER: mark("they were employed there"),
    TieKind.RELATION: mark("they declared a relation to it"),
}


def stage(one: Stage) -> str:
    """Return a stage by its name, with the word by which verbs know it."""
    return _("“{name}” ({id})").format(name=_(STAGES[one]), id=one.value)


def because(ties: Sequence[Tie]) -> str:
    """Return why an assessor must not judge an office."""
    return _("; ").join(f"{_(TIES[tie.kind])} ({tie.note})" if tie.note else _(TIES[tie.kind]) for tie in ties)
