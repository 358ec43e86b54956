"""Rounds of many bodies laid down the real way: sealed filings collected into a store, scores as a scenario says.

The checklists are the shipped ones but for three that judge by one number each, so that a filing's score is exactly
what is said; everything else (seals, reading, recomputing, ranking) is the program's own.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from compliance import checklist
from compliance.assessment import recomputing
from compliance.commands.group import cli
from compliance.filing import canonical, keys
from compliance.headquarters import simulating
from compliance.model.filing import Declaration, Enrolment, Entered, Entry, Filer, Instrument, Proof
from compliance.model.office import Source, Value

SHIPPED = Path(__file__).parent.parent / "checklists"
# Of each checklist that is replaced: the fact its one item judges, and its maximum.
SINGLE = {"e-services": ("panel.share", 100), "award": ("panel.points", 1000), "award-system": ("panel.system", 1000)}
TIME = "2018-03-20T10:00:00+03:30"
_BASIS = {"question": {"kind": "proposed"}, "target": {"kind": "proposed"}, "weight": {"kind": "proposed"}}


def lay_down_checklists(folder: Path) -> Path:
    """Return a folder of checklists in which three judge by one number each."""
    shutil.copytree(SHIPPED, folder)
    facts = [
        {
            "id": fact,
            "question": {"fa": f"عدد سناریو برای {id_}", "en": f"The scenario's number for {id_}"},
            "answer": "number",
            "unit": {"fa": "امتیاز", "en": "points"},
            "range": {"minimum": 0},
            "evidence": {"fa": "سناریو", "en": "the scenario"},
            "evidence_required": "yes",
            "evidence_kind": "file",
            "owner": "it",
            "basis": {"kind": "proposed"},
        }
        for id_, (fact, _maximum) in SINGLE.items()
    ]
    _write(folder / "facts" / "panel.yaml", {"facts": facts})
    for id_ in SINGLE:
        revise(folder, id_, "1")
    return folder


def revise(folder: Path, id_: str, version: str) -> None:
    """Write a version of one of the three checklists."""
    made = yaml.load((SHIPPED / f"{id_}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    fact, maximum = SINGLE[id_]
    item = {
        "id": "N-1", "fact": fact, "weight": "1", "target": str(maximum), "better": "higher",
        "criterion": {"fa": "بیشینه", "en": "the maximum"}, "basis": _BASIS,
    }  # fmt: skip
    only = {
        "id": "N", "title": {"fa": "عدد سناریو", "en": "The scenario's number"}, "weight": str(maximum),
        "basis": {"kind": "proposed"}, "items": [item],
    }  # fmt: skip
    _write(folder / f"{id_}.yaml", {**made, "version": version, "indicators": [only]})


def _write(path: Path, made: Mapping[str, Any]) -> None:
    path.write_text(yaml.safe_dump(dict(made), allow_unicode=True, sort_keys=False), "utf-8")


def around(mean: Fraction, n: int) -> list[int]:
    """Return n different scores in hundredths, the highest first, whose mean is exactly this."""
    middle = mean * 100
    assert middle.denominator == 1
    step = max(1, int(min(middle, 10000 - middle)) // n)
    half = [step * k for k in range(1, n // 2 + 1)]
    return [int(middle) + o for o in [*reversed(half), *([0] if n % 2 else []), *(-o for o in half)]]


class Panels:
    """A store of headquarters, and the bodies that file into it by name."""

    def __init__(self, base: Path) -> None:
        self.base, self.store = base, base / "hq"
        self.checklists = lay_down_checklists(base / "checklists")
        self.bodies: dict[str, str] = {}
        self.scores: dict[str, dict[str, int]] = {}
        self.run("hq", "init", self.store)

    def copy(self, base: Path) -> Panels:
        """Return the same headquarters in another folder, to be changed without this one."""
        shutil.copytree(self.base, base, dirs_exist_ok=True)
        made = Panels.__new__(Panels)
        made.base, made.store, made.checklists = base, base / "hq", base / "checklists"
        made.bodies, made.scores = dict(self.bodies), {round_: dict(of) for round_, of in self.scores.items()}
        return made

    def run(self, *arguments: object, lang: str = "en", code: int | None = 0) -> Result:
        """Run the program; its exit code has to be this one."""
        made = CliRunner().invoke(cli, [*map(str, arguments), "--lang", lang], catch_exceptions=False)
        assert code is None or made.exit_code == code, made.output
        return made

    def enrol(self, names: Sequence[str]) -> None:
        """Enrol bodies that are not yet."""
        new = [name for name in dict.fromkeys(names) if name not in self.bodies]
        if not new:
            return
        folder = self.base / f"enrolment-{len(self.bodies)}"
        folder.mkdir()
        for name in new:
            self.bodies[name] = f"body-{len(self.bodies) + 1:03d}"
            pair = keys.invented(_seed(self.bodies[name]))
            line = pair.public_key.to_base64().decode()
            enrolment = Enrolment(self.filer(name), "office", line, "1395/01/01")
            (folder / f"{self.bodies[name]}.json").write_bytes(canonical.written(keys.plain(enrolment)))
        self.run("hq", "enrol", self.store, folder, "--yes")

    def filer(self, name: str) -> Filer:
        """Return a body as it calls itself; in these panels each is a body of its own."""
        return Filer(self.bodies[name], name, name, self.bodies[name], "tehran")

    def open(self, round_: str, panel: str, names: Sequence[str], checklist_: str, version: str = "1") -> None:
        """Open a round for the bodies that were asked."""
        self.enrol(names)
        eligible = self.base / f"{round_}.txt"
        eligible.write_text("\n".join(self.bodies[name] for name in names), "utf-8")
        self.run("hq", "round", "open", self.store, round_, "--from", "1395/01/01", "--panel", panel,
                 "--eligible", eligible, "--checklist", f"{checklist_}={version}", "--checklists", self.checklists)  # fmt: skip

    def file(
        self, round_: str, id_: str, scores: Mapping[str, int], systems: Sequence[tuple[str, str, str, int]] = ()
    ) -> None:
        """Let bodies file: scores in hundredths by name, and of systems (body, title, field, score)."""
        inbox = self.base / "inbox" / round_
        inbox.mkdir(parents=True, exist_ok=True)
        self.scores.setdefault(round_, {}).update(scores)
        library = checklist.load(self.checklists)
        of = {name: [s for s in systems if s[0] == name] for name in {*scores, *(s[0] for s in systems)}}
        for name, own in of.items():
            office = self.bodies[name]
            evidence = f"{office} {round_}".encode()
            proof = Proof(
                "file", "evidence/report.txt", hashlib.sha256(evidence).hexdigest(), len(evidence), "1396/12/01"
            )
            entries = []
            if name in scores:
                entries.append(_entry(SINGLE[id_][0], scores[name]))
            entered = [Entered(f"system-{n}", title, field) for n, (_body, title, field, _score) in enumerate(own, 1)]
            entries += [
                _entry(SINGLE["award-system"][0], score, one.id)
                for one, (_body, _title, _field, score) in zip(entered, own, strict=True)
            ]
            named = [id_, *(["award-system"] if own else [])]
            instruments = tuple(
                Instrument(c, library.checklists[c].version, library.checklists[c].sha256) for c in named
            )
            bare = Declaration(
                self.filer(name), round_, instruments, tuple(entered),
                (entries[0]._replace(evidence=(proof,)), *entries[1:]), (), None, None, None,
            )  # fmt: skip
            true = tuple(recomputing.score_of(a) for a in recomputing.assessments(bare, library))
            zipped = simulating.zipped(
                bare._replace(scores=true), evidence, keys.invented(_seed(office)).secret_key, TIME
            )
            (inbox / f"{office}.zip").write_bytes(zipped)
        self.run("hq", "collect", self.store, inbox, "--jobs", 1, "--checklists", self.checklists)
        self.close(round_)

    def close(self, round_: str) -> None:
        """Close a round, so that its checklist may be revised for another one."""
        self.run("hq", "round", "close", self.store, round_, "--on", "1395/12/29")

    def status(self, round_: str, status: str, names: Sequence[str], letter: str = "") -> None:
        """Say how bodies stand to a round."""
        more = ["--letter", letter] if letter else []
        self.run("hq", "status", self.store, status, *(self.bodies[n] for n in names), "--round", round_, *more)

    def league(self, round_: str, id_: str, *more: object, lang: str = "fa") -> Result:
        """Ask for a league."""
        asked = ("--round", round_, "--checklist", id_, "--checklists", self.checklists)
        return self.run("hq", "league", self.store, *asked, *more, lang=lang)


def _entry(fact: str, score: int, system: str = "") -> Entry:
    return Entry(fact, Value(Fraction(score, 100)), Source.DECLARED, system)


def _seed(office: str) -> bytes:
    return hashlib.sha256(f"panel {office}".encode()).digest()
