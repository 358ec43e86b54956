"""Invented filings with known truth, for training, demonstrations and load tests: no office in them is real."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from compliance import checklist, files
from compliance.assessment import contradictions, recomputing
from compliance.filing import canonical, keys, package, record, seals
from compliance.headquarters import faults
from compliance.headquarters.faults import Good
from compliance.model.checklist import AnswerKind, Authority, Better, Fact, Library, Part, Relation
from compliance.model.filing import Declaration, Enrolment, Entered, Entry, Filer, Instrument, Proof
from compliance.model.office import Known, Source, Value
from compliance.model.results import Contradiction
from compliance.persian import dates
from compliance.persian.letters import persian_digits
from compliance.values import of_counts

FILINGS, ENROLMENT, TRUTH = "filings", "enrolment", "truth.csv"
_TRUTH = ("office", "round", "checklist", "system", "score", "coverage")
_BODIES = {
    "civil-registration": ("ثبت احوال", "Civil Registration"),
    "roads": ("راه و شهرسازی", "Roads and Urban Development"),
    "health": ("بهزیستی", "Welfare"),
    "taxes": ("امور مالیاتی", "Taxes"),
    "education": ("آموزش و پرورش", "Education"),
    "ports": ("بنادر و دریانوردی", "Ports"),
    "customs": ("گمرک", "Customs"),
    "labour": ("تعاون، کار و رفاه اجتماعی", "Labour"),
}
_TEHRAN = timezone(timedelta(hours=3, minutes=30))
_FILED = timedelta(days=30)  # after the beginning of a half year invented offices begin to file
_MADE = timedelta(days=45)  # after it the key is made that no filing may bear yet
_TOTALS = (20, 24, 25, 30, 36, 40, 45, 48, 50, 60, 64, 75, 80, 90, 96, 100, 120, 125, 150, 160, 200)
_BATCH = 50
_PASSES = 8


class Plan(NamedTuple):
    """What is to be invented: so many offices, rounds by id, silent offices, and the seed of it all."""

    offices: int
    rounds: tuple[str, ...]
    silent: int
    seed: int


class Invented(NamedTuple):
    """An invented office: who it is, how good it is at the start, and what it gains a round."""

    filer: Filer
    quality: float
    gain: float
    systems: tuple[Entered, ...]
    number: int


def rounds_of(count: int) -> tuple[str, ...]:
    """Return so many half years that follow each other, up to the second one of 1405."""
    last = 1405 * 2 + 1
    return tuple(f"{half // 2}-{half % 2 + 1}" for half in range(last - count + 1, last + 1))


def offices(plan: Plan, library: Library) -> Iterator[Invented]:
    """Invent the offices that file, then those that stay silent."""
    provinces = sorted(library.provinces)
    for number in range(plan.offices + plan.silent):
        chance = Random(f"{plan.seed} office {number}")
        body = list(_BODIES)[number // len(provinces) % len(_BODIES)]
        province = provinces[number % len(provinces)]
        more = number // (len(provinces) * len(_BODIES))
        id_ = f"{province}-{body}" + (f"-{more + 1}" if more else "")
        name = library.provinces[province].name
        again = (f" {persian_digits(str(more + 1))}", f" {more + 1}") if more else ("", "")
        in_fa, in_en = _BODIES[body]
        filer = Filer(
            id_,
            f"ادارهٔ کل فرضی {in_fa} استان {name.fa}{again[0]}",
            f"{in_en} of {name.en}{again[1]} (invented)",
            body,
            province,
        )
        system = Entered(f"system-{number + 1}", f"سامانهٔ فرضی {number + 1}", chance.choice(("G2G", "G2C", "G2B")))
        systems = (system,) if chance.random() < 0.3 else ()
        yield Invented(filer, chance.betavariate(4, 4), chance.uniform(0, 0.05), systems, number)


def write(folder: Path, plan: Plan, checklists: Path | None = None, jobs: int = 1) -> int:
    """Write filings, enrolments and the truth below a folder, and return how many filings there are."""
    library = checklist.load(checklists)
    for name in (ENROLMENT, *(f"{FILINGS}/{round_}" for round_ in plan.rounds)):
        files.make_folder(folder / name)
    made = iter(offices(plan, library))
    batches = iter(lambda: list(islice(made, _BATCH)), [])
    work = partial(_batch, folder, plan, checklists)
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_TRUTH)
    if jobs > 1 and plan.offices > _BATCH:
        with ProcessPoolExecutor(jobs) as pool:
            rows = [row for found in pool.map(work, batches) for row in found]
    else:
        rows = [row for found in map(work, batches) for row in found]
    table.writerows(rows)
    files.write_text(folder / TRUTH, text.getvalue())
    return plan.offices * len(plan.rounds)


def _batch(folder: Path, plan: Plan, checklists: Path | None, made: list[Invented]) -> list[tuple[str, ...]]:
    library = checklist.load(checklists)
    return [row for office in made for row in _office(folder, plan, library, office)]


def _office(folder: Path, plan: Plan, library: Library, office: Invented) -> Iterator[tuple[str, ...]]:
    """Write what one office sends, and give the truth about it."""
    pair = keys.invented(hashlib.sha256(f"{plan.seed} key {office.number}".encode()).digest())
    line = pair.public_key.to_base64().decode()
    enrolment = Enrolment(office.filer, "office", line, dates.write(_begins(plan.rounds[0])))
    path = folder / ENROLMENT / f"{office.filer.id}.json"
    path.write_bytes(canonical.written(keys.plain(enrolment)) + b"\n")
    if office.number >= plan.offices:
        return
    for number, round_ in enumerate(plan.rounds):
        evidence = f"{office.filer.id} {round_} {plan.seed}: مستند فرضی برای نمایش\n".encode()
        declared = declaration(office, round_, number, library, plan.seed, evidence)
        target = folder / FILINGS / round_ / f"{office.filer.id}.{round_}.zip"
        target.write_bytes(zipped(declared, evidence, pair.secret_key, moment(round_, office.number)))
        for score in declared.scores:
            yield (
                office.filer.id,
                round_,
                score.checklist,
                score.system,
                "" if score.score is None else str(score.score),
                str(score.coverage),
            )


def faulty(folder: Path, plan: Plan, checklists: Path | None = None) -> int:
    """Write a file for every reason to turn one away, all of one more invented office, and return how many."""
    library = checklist.load(checklists)
    *_others, office = offices(plan._replace(silent=plan.silent + 1), library)
    office = office._replace(filer=office.filer._replace(id="faulty-office"))
    own, revoked, stranger = (
        keys.invented(hashlib.sha256(f"{plan.seed} {name}".encode()).digest())
        for name in ("own", "revoked", "stranger")
    )
    files.make_folder(folder / ENROLMENT)
    begins = _begins(plan.rounds[-1])
    for name, pair, made in (("", own, begins), (".later", revoked, begins + _MADE)):
        enrolment = Enrolment(office.filer, "office", pair.public_key.to_base64().decode(), dates.write(made))
        files.write(
            folder / ENROLMENT / f"faulty-office{name}.json", canonical.written(keys.plain(enrolment)) + b"\n"
        )
    evidence = f"faulty-office {plan.seed}: مستند فرضی برای نمایش\n".encode()
    declared = declaration(office, plan.rounds[-1], len(plan.rounds) - 1, library, plan.seed, evidence)
    good = Good(
        declared,
        {EVIDENCE: evidence},
        own.secret_key,
        stranger.secret_key,
        revoked.secret_key,
        moment(plan.rounds[-1], office.number),
    )
    return len(faults.write(folder / faults.FOLDER, good))


def moment(round_: str, office: int) -> str:
    """Return when an invented office seals its filing of a round."""
    first = datetime.combine(_begins(round_), time(8), _TEHRAN) + _FILED
    return (first + timedelta(minutes=office % 20000)).isoformat(timespec="seconds")


def _begins(round_: str) -> date:
    """Return the first day of a half year such as 1405-2."""
    year, half = round_.split("-")
    day = dates.read(f"{year}/{'01' if half == '1' else '07'}/01")
    assert day is not None
    return day


def zipped(declared: Declaration, evidence: bytes, key: Any, at: str) -> bytes:
    """Return a filing's bytes."""
    content = record.written(declared)
    seal = seals.made(content, key, seals.comment(declared.office.id, declared.round, at, "office"))
    stream = io.BytesIO()
    package.write_parts(stream, content, seal, None, {EVIDENCE: evidence})
    return stream.getvalue()


EVIDENCE = "evidence/report.txt"


def declaration(
    office: Invented, round_: str, number: int, library: Library, seed: int, evidence: bytes
) -> Declaration:
    """Return what an invented office declares: nothing in it contradicts itself, and its scores are true."""
    chance = Random(f"{seed} answers {office.number} {round_}")
    quality = min(1.0, office.quality + office.gain * number)
    proof = Proof("file", EVIDENCE, hashlib.sha256(evidence).hexdigest(), len(evidence), dates.write(_begins(round_)))
    own, of_systems = _asked(library)
    entries = list(_answers(library, own, "", quality, chance, office.number))
    for system in office.systems:
        entries += _answers(library, of_systems, system.id, quality, chance, office.number)
    first = entries[0]._replace(evidence=(proof,))
    instruments = tuple(
        Instrument(c.id, c.version, c.sha256)
        for c in library.originals.values()
        if c.per == "office" or office.systems
    )
    bare = Declaration(office.filer, round_, instruments, office.systems, (first, *entries[1:]), (), None, None, None)
    scores = tuple(recomputing.score_of(a) for a in recomputing.assessments(bare, library))
    plan = _plan(library, entries, Random(f"{seed} plan {office.number} {round_}"))
    return bare._replace(scores=scores, plan=plan)


def _plan(library: Library, entries: Iterable[Entry], chance: Random) -> dict[str, Any] | None:
    """Return a plan in short with what an office asks of headquarters; not every office has one."""
    if chance.random() < 0.2:
        return None
    told = {entry.fact: entry.value.amount for entry in entries if not entry.system}
    wanted = [
        action.id
        for action in library.actions.values()
        if action.authority is Authority.HEADQUARTERS
        and any((amount := told.get(fact)) is not None and amount < goal for fact, goal in action.raises.items())
    ]
    requests = [id_ for id_ in wanted if chance.random() < 0.7]
    return {"checklist": "programme", "target": None, "approved": None, "actions": [], "requests": requests}


def _asked(library: Library) -> tuple[list[str], list[str]]:
    """Return the facts that offices answer and those that systems answer, in a fixed order."""
    own = {item.fact for c in library.originals.values() if c.per == "office" for item in c.items}
    of_systems = {item.fact for c in library.originals.values() if c.per != "office" for item in c.items}
    return sorted(own), sorted(of_systems)


def _answers(
    library: Library, asked: Iterable[str], system: str, quality: float, chance: Random, office: int
) -> list[Entry]:
    """Return answers that do not contradict each other."""
    found: dict[str, Entry] = {}
    broken: list[Contradiction] = []
    goals = {
        i.fact: (i.target, i.better) for c in library.originals.values() for i in c.items if i.target is not None
    }
    for id_ in asked:
        if chance.random() < 0.02:
            continue
        steady = Random(f"{office} {system} {id_}").random()  # an office is good at the same things every round
        level = min(1.0, max(0.0, quality + (steady - 0.5) * 0.6 + chance.uniform(-0.05, 0.05)))
        found[id_] = Entry(
            id_, _value(library.facts[id_], goals.get(id_), level, steady, office), Source.DECLARED, system
        )
    for _pass in range(_PASSES):
        known = {id_: Known(entry.value, entry.source) for id_, entry in found.items()}
        broken = contradictions.judge(library.pairs, known)
        if not broken:
            break
        for one in broken:
            _mend(found, library, one)
    for one in broken:
        found.pop(one.sides[0].quantity.fact, None)
    return list(found.values())


def _mend(found: dict[str, Entry], library: Library, broken: Contradiction) -> None:
    """Give the first of two answers the number of the other; what cannot be mended so goes unanswered."""
    first, *others = broken.sides
    id_ = first.quantity.fact
    entry = found.get(id_)
    if entry is None or not others or broken.pair.relation is Relation.TOGETHER:
        found.pop(id_, None)
        return
    wanted, value, fact = others[0].amount, entry.value, library.facts[id_]
    if first.quantity.part is Part.VALUE:
        found[id_] = entry._replace(value=Value(wanted))
        return
    counted, total = value.counted or Fraction(0), value.total or Fraction(0)
    if first.quantity.part is Part.TOTAL:
        total, counted = wanted, Fraction(int(counted * wanted / total)) if total else Fraction(0)
    else:
        counted = min(wanted, total)
    found[id_] = entry._replace(value=of_counts(fact, min(counted, total), total))


def _value(fact: Fact, goal: tuple[Fraction, Better] | None, level: float, steady: float, office: int) -> Value:
    """Return a value that is as good as the level says, of the fact's kind."""
    if fact.answer is AnswerKind.YES_NO:
        return Value(Fraction(int(level > steady * 0.8 + 0.1)))
    if fact.answer is AnswerKind.LEVEL:
        return Value(Fraction(min(4, int(level * 5))))
    if fact.answer is AnswerKind.COUNTS:
        whole = Random(
            f"{office} {fact.total.en if fact.total else fact.id}"
        ).random()  # the same services, staff or courses in every question
        total = Fraction(_TOTALS[int(whole * len(_TOTALS))])
        counted = Fraction(int(level * int(total)))
        return Value(100 * counted / total, counted, total)
    return Value(_number(fact, goal, level))


def _number(fact: Fact, goal: tuple[Fraction, Better] | None, level: float) -> Fraction:
    """Return a whole number that reaches its target where the level is good."""
    target, better = goal or (Fraction(100), Better.HIGHER)
    share = (
        Fraction(round(level * 1200), 1000)
        if better is Better.HIGHER
        else Fraction(round((2 - level * 1.5) * 1000), 1000)
    )
    amount = Fraction(round(target * share))
    low = fact.minimum if fact.minimum is not None else Fraction(0)
    return max(low, amount if fact.maximum is None else min(amount, fact.maximum))
