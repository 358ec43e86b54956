"""The self-check's pages: the office at a glance, an indicator's questions, and each answer saved as it is given."""

from __future__ import annotations

import json
from typing import Any

from compliance.files import CONTROL
from compliance.forms import questions as questions_
from compliance.forms.questions import Question
from compliance.language import _
from compliance.model.record import Wanted
from compliance.model.results import Assessment
from compliance.model.stated import NOTHING, Stated
from compliance.persian import numbers
from compliance.report import contradictions, sentences, tables
from compliance.report.screens import entries
from compliance.web import fields, rendering, views
from compliance.web.calls import Call, Refused, Reply, page
from compliance.web.fields import Unfinished
from compliance.web.site import Seat, Site

_NEXT = 8
_LONGEST_NAME = 100  # signs


def home(site: Site, call: Call) -> Reply:
    """Show the office at a glance."""
    seat = Seat(site, call)
    judged, library = views.assessment(seat), seat.opened.instruments
    asked = questions_.asked(library, [seat.checklist], seat.bench.desk.facts(seat.system), seat.system)
    open_ = questions_.heaviest_first(seat.bench.open_among(asked), [judged])
    broken = contradictions.tables(seat.opened.contradictions(), library, seat.opened.folder)
    return rendering.whole(
        site,
        "home",
        _("Self-assessment"),
        "home",
        **rendering.frame(seat),
        score=views.score(judged),
        bars=[views.bar(result) for result in judged.indicators],
        next=[_next(seat, question, judged) for question in open_[:_NEXT]],
        open=numbers.show(len(open_)),
        disagreements=tables.disagreements(judged, library),
        contradictions=broken,
        certificate=sentences.certificate(judged),
        others=_others(seat),
    )


def rename(site: Site, call: Call) -> Reply:
    """Let somebody else answer from now on: several people share the computer of an office."""
    name = " ".join(call.form.get("by", "").split())
    if not name or len(name) > _LONGEST_NAME or CONTROL.search(name):
        raise Refused(422)
    site.by = name
    return page("", HX_Refresh="true")


def _next(seat: Seat, question: Question, judged: Any) -> dict[str, str]:
    hanging = questions_.points(question, [judged])
    indicator = next(iter(sorted(question.indicators([seat.checklist]))), "")
    place = f"q-{views.question_id(seat.system, question.fact.id)}"
    return {
        "title": str(question.fact.question),
        "points": numbers.show(sum(hanging.values())) if hanging else "",
        "unit": str(seat.opened.instruments.units.get(question.fact.owner, question.fact.owner)),
        "link": f"/questions/{indicator}?{rendering.about(seat)}#{place}",
    }


def _others(seat: Seat) -> list[tuple[str, str]]:
    """Return the other checklists that can be answered here, with their addresses."""
    known = seat.opened.instruments.checklists
    found = [
        (str(c.title), f"/?checklist={c.id}")
        for c in known.values()
        if c.per == "office" and (c.id != seat.checklist or seat.system)
    ]
    for system in seat.opened.folder.office.systems:
        for c in known.values():
            if c.per == "system" and (c.id, system.id) != (seat.checklist, seat.system):
                found.append((f"{c.title}: {system.title}", f"/?checklist={c.id}&system={system.id}"))
    return found


def questions(site: Site, call: Call) -> Reply:
    """Show the questions of an indicator, or of all, narrowed by unit, by words, to those without an answer."""
    seat, wish = Seat(site, call), call.query.get
    judged = views.assessment(seat)
    indicators = {r.indicator.id: r for r in judged.indicators}
    chosen = call.path.get("indicator", "")
    if chosen not in ("", *indicators):
        raise Refused(404)
    unit, only_open, text = wish("unit", ""), bool(wish("open")), wish("text", "")[:200]
    found = views.questions(seat, chosen, unit, only_open, text)
    state = seat.bench.state()
    order = list(indicators)
    at = order.index(chosen) if chosen else -1
    return rendering.whole(
        site,
        "questions",
        str(indicators[chosen].indicator.title) if chosen else _("All questions"),
        "questions",
        **rendering.frame(seat),
        score=views.score(judged),
        bars=[views.bar(result) for result in judged.indicators],
        indicator=chosen,
        why=str(indicators[chosen].indicator.why or "") if chosen else "",
        questions=[views.asked(seat, q, state.get(q.key, NOTHING), judged) for q in found],
        units=views.owners(seat, views.questions(seat, chosen, "", False, "")),
        filters={"unit": unit, "open": only_open, "text": text},
        shown=numbers.show(len(found)),
        before=views.bar(indicators[order[at - 1]]) if at > 0 else None,
        after=views.bar(indicators[order[at + 1]]) if 0 <= at < len(order) - 1 else None,
    )


def question(site: Site, call: Call) -> Reply:
    """Show one question as it stands now, for a page that is open."""
    seat = Seat(site, call)
    question_ = asked(seat, call)
    return _article(seat, question_, *views.standing(seat, question_), "")


def asked(seat: Seat, call: Call) -> Question:
    """Return the question that an address names."""
    key = seat.key(call.path["fact"])
    fact = seat.bench.desk.facts(seat.system)[key.fact]
    return questions_.single(seat.opened.instruments, {key.fact: fact}, seat.system)[0]


def answer(site: Site, call: Call) -> Reply:
    """Save one question as its form now stands, or say what is in the way; what was typed stays typed."""
    seat = Seat(site, call)
    question_, base, typed = asked(seat, call), fields.base(call.form), fields.given(call.form)
    if call.form.get("confirm"):
        mine: Any = fields.confirmed(base, site.author)
    else:
        mine = fields.meant(question_.fact, typed, base, site.author)
    if isinstance(mine, Unfinished):
        return _state(seat, question_, base, views.assessment(seat), unfinished=mine)
    if isinstance(mine, list):
        return _state(seat, question_, base, views.assessment(seat), wrong=mine)
    entered = seat.bench.enter(Wanted(question_.key, base, mine))
    if entered.conflicts:
        return _conflict(seat, question_, base, entered.conflicts[0].theirs, mine)
    now, judged = views.standing(seat, question_)
    also = (now.statement, now.note) != (mine.statement, mine.note)
    moved = fields.moved(question_.fact, typed, now)
    if also or base.proposed or moved or call.form.get("whole"):
        told = _("Saved, together with what was changed elsewhere meanwhile.") if also else _("Saved.")
        return _article(seat, question_, now, judged, told)
    return _state(seat, question_, now, judged, saved=True)


def _article(seat: Seat, asked: Question, entry: Stated, judged: Assessment, told: str) -> Reply:
    """Return the whole question again, for where its fields no longer show what stands."""
    shown = views.asked(seat, asked, entry, judged)
    text = rendering.piece(
        seat.site,
        "swap_question",
        q=shown,
        about=rendering.about(seat),
        told=told,
        score=views.score(judged),
    )
    return page(text, HX_Retarget=f"#q-{shown.id}", HX_Reswap="outerHTML")


def _state(seat: Seat, asked: Question, entry: Stated, judged: Assessment, **more: Any) -> Reply:
    """Return what became of a save: the line below the fields, and the score."""
    text = rendering.piece(
        seat.site,
        "swap_state",
        q=views.asked(seat, asked, entry, judged),
        score=views.score(judged),
        **{"saved": False, "wrong": [], "unfinished": None, "conflict": None, **more},
    )
    return page(text)


def _conflict(seat: Seat, asked: Question, base: Stated, theirs: Stated, mine: Stated) -> Reply:
    """Show both answers, whose is whose, and let the person choose; nothing was written."""
    judged = views.assessment(seat)
    shown = {
        "theirs": entries.stated(asked.fact, theirs) + _note(theirs),
        "mine": entries.stated(asked.fact, mine) + _note(mine),
        "before": entries.stated(asked.fact, base) + _note(base),
        "base": json.dumps({"base": fields.packed(theirs), "whole": "1"}),
        "about": rendering.about(seat),
    }
    return _state(seat, asked, base, judged, conflict=shown)


def _note(entry: Stated) -> str:
    return _("; note: {note}").format(note=entry.note) if entry.note else ""


def pulse(site: Site, call: Call) -> Reply:
    """Tell a page that is open how its questions stand, so that it can say what changed elsewhere."""
    seat = Seat(site, call)
    marks = {
        views.question_id(key.system, key.fact): [fields.mark_of_answer(said), fields.mark_of_evidence(said)]
        for key, said in seat.bench.state().items()
        if key.system == seat.system
    }
    nothing = [fields.mark_of_answer(NOTHING), fields.mark_of_evidence(NOTHING)]
    body = {"marks": marks, "nothing": nothing, "over": seat.opened.over}
    return Reply(json.dumps(body).encode(), kind="application/json")
