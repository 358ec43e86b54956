"""A small country at headquarters: sealed filings of a few offices, and the actions that raise what they lack.

The checklist “e-services” is replaced by one whose items are asked with yes or no, each worth what a scenario says;
everything else (seals, reading, recomputing, planning) is the program's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from compliance import checklist
from compliance.assessment import recomputing
from compliance.filing import keys
from compliance.headquarters import simulating
from compliance.model.filing import Declaration, Entry, Instrument, Proof
from compliance.model.office import Source, Value
from tests.panels import SHIPPED, TIME, Panels

CHECKLIST = "e-services"
_BASIS = {"question": {"kind": "proposed"}, "target": {"kind": "proposed"}, "weight": {"kind": "proposed"}}


class Deed(NamedTuple):
    """An action of a scenario: what its item is worth, and what it takes."""

    name: str
    points: int
    cost: int
    days: str = "0"
    owner: str = "it"
    authority: str = "office"
    needs: tuple[str, ...] = ()


class Nation(Panels):
    """A store of headquarters with offices that said yes or no to a few questions."""

    def __init__(self, base: Path, deeds: list[Deed]) -> None:
        super().__init__(base)
        self.ids = {deed.name: f"deed-{n}" for n, deed in enumerate(deeds, 1)}
        self._lay_down(deeds)

    def _lay_down(self, deeds: list[Deed]) -> None:
        facts, items, actions = [], [], []
        for deed in deeds:
            id_ = self.ids[deed.name]
            fact, named = f"nation.{id_}", {"fa": deed.name, "en": id_}
            facts.append(
                {
                    "id": fact, "question": {"fa": f"{deed.name} انجام شده است؟", "en": f"Is {id_} done?"},
                    "answer": "yes-no", "evidence": named, "evidence_required": "no", "evidence_kind": "file",
                    "owner": deed.owner, "basis": {"kind": "proposed"},
                }
            )  # fmt: skip
            items.append(
                {
                    "id": f"N-{id_}", "fact": fact, "weight": str(deed.points), "target": "1", "better": "higher",
                    "criterion": {"fa": "بله", "en": "yes"}, "basis": _BASIS,
                }
            )  # fmt: skip
            actions.append(
                {
                    "id": id_, "title": named, "raises": {fact: "target"},
                    "effort": {"fixed": deed.days, "per_unit": "0"}, "wait_days": "0", "cost": str(deed.cost),
                    "needs": [self.ids[need] for need in deed.needs], "owner": deed.owner,
                    "authority": deed.authority,
                    **({} if deed.authority == "office" else {"request": {"fa": "خواهشمند است", "en": "please"}}),
                }
            )  # fmt: skip
        maximum = str(sum(deed.points for deed in deeds))
        shipped = yaml.load((SHIPPED / f"{CHECKLIST}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
        indicator = {
            "id": "N", "title": {"fa": "سناریو", "en": "The scenario"}, "weight": maximum,
            "basis": {"kind": "proposed"}, "items": items,
        }  # fmt: skip
        _write(self.checklists / f"{CHECKLIST}.yaml", {**shipped, "maximum": maximum, "indicators": [indicator]})
        _write(self.checklists / "facts" / "nation.yaml", {"facts": facts})
        path = self.checklists / "actions.yaml"
        known = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
        _write(path, {**known, "actions": [*known["actions"], *actions]})

    def answer(self, round_: str, offices: Mapping[str, Mapping[str, bool]]) -> None:
        """Let offices file what they have and lack, by the names of actions; what is not named goes unanswered."""
        self.open(round_, "ito", list(offices), CHECKLIST)
        inbox = self.base / "inbox" / round_
        inbox.mkdir(parents=True, exist_ok=True)
        library = checklist.load(self.checklists)
        instrument = Instrument(CHECKLIST, "1", library.checklists[CHECKLIST].sha256)
        for name, said in offices.items():
            id_ = self.bodies[name]
            evidence = f"{id_} {round_}".encode()
            proof = Proof(
                "file", simulating.EVIDENCE, hashlib.sha256(evidence).hexdigest(), len(evidence), "1396/12/01"
            )
            entries = [
                Entry(f"nation.{self.ids[deed]}", Value(Fraction(yes)), Source.DECLARED) for deed, yes in said.items()
            ]
            entries = entries or [Entry("website.https", Value(Fraction(1)), Source.DECLARED)]
            bare = Declaration(
                self.filer(name), round_, (instrument,), (), (entries[0]._replace(evidence=(proof,)), *entries[1:]),
                (), None, None, None,
            )  # fmt: skip
            true = tuple(recomputing.score_of(a) for a in recomputing.assessments(bare, library))
            secret = keys.invented(hashlib.sha256(f"panel {id_}".encode()).digest()).secret_key
            (inbox / f"{id_}.zip").write_bytes(simulating.zipped(bare._replace(scores=true), evidence, secret, TIME))
        self.run("hq", "collect", self.store, inbox, "--jobs", 1, "--checklists", self.checklists)

    def plan(self, round_: str, *more: object, lang: str = "en", code: int | None = 0) -> Any:
        """Ask for a plan of headquarters."""
        asked = ("--round", round_, "--checklist", CHECKLIST, "--checklists", self.checklists)
        return self.run("hq", "plan", self.store, *asked, *more, lang=lang, code=code)


def _write(path: Path, made: Mapping[str, Any]) -> None:
    plain = json.loads(json.dumps(made))  # nothing twice, for YAML would write an alias
    path.write_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False), "utf-8")
