"""What entries of answers.yaml state, as texts in one spelling."""

from collections.abc import Mapping
from typing import NamedTuple

from compliance.model.office import Evidence


class Key(NamedTuple):
    """Whose fact it is: the office's own (`system` empty), or that of an entered system."""

    system: str
    fact: str


class Stated(NamedTuple):
    """What one entry of answers.yaml says, each part as text in one spelling.

    Either `value`, or `counted` and `total`, or `not_applicable` is there, or none of them.
    `proposed` names the round the entry was carried over from; it counts once that is taken out.
    """

    value: str | None = None
    counted: str | None = None
    total: str | None = None
    not_applicable: str | None = None
    override: str | None = None
    evidence: tuple[Evidence, ...] = ()
    on: str | None = None
    by: str | None = None
    note: str | None = None
    proposed: str | None = None

    @property
    def statement(self) -> tuple[str | None, ...]:
        """What is answered, without who said it when and on what evidence."""
        return (self.value, self.counted, self.total, self.not_applicable, self.override, self.proposed)

    @property
    def answers(self) -> bool:
        """Whether the entry answers its question: it states something, and not as a proposal."""
        return self.proposed is None and any((self.value, self.counted, self.not_applicable))


NOTHING = Stated()
State = Mapping[Key, Stated]
