"""office.yaml: what the office is, its units with their capacity, its systems and budget."""

from __future__ import annotations

import re
from fractions import Fraction
from math import prod
from pathlib import Path

from compliance import files, schema, tree
from compliance.errors import BadInput, Problem
from compliance.language import _, way
from compliance.model.checklist import Library, Text
from compliance.model.office import Office, System, Unit
from compliance.persian import numbers
from compliance.persian.letters import ascii_digits, bare, fold
from compliance.schema import Fields, nearest, quoted, shorten
from compliance.values import yes_no

_KEYS = (
    "id",
    "name",
    "body",
    "province",
    "site",
    "checklists",
    "systems",
    "units",
    "budget",
    "efforts_confirmed",
)
_FIELDS = ("G2G", "G2C", "G2B")
_MILLION_RIALS = Fraction(10, 1_000_000)  # in one toman
_SCALES = {"میلیارد": 10**9, "billion": 10**9, "میلیون": 10**6, "million": 10**6, "هزار": 1000, "thousand": 1000}
_AMOUNT = re.compile(r"[0-9]{1,3}(?:[,،٬][0-9]{3})+(?![0-9])|[0-9]+(?:[.٫][0-9]+)?")
_ADDRESS = re.compile(r"https?://\S+")
_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+[^\W\d_]{{2,}}(?::[0-9]{{1,5}})?(?:/\S*)?")
_ID = "abcdefghijklmnopqrstuvwxyz0123456789-"


def read(path: Path, library: Library) -> tuple[Office | None, list[Problem]]:
    """Return the office that office.yaml describes, None when something in it must be mended."""
    try:
        return understand(files.read_text(path), str(path), library)
    except BadInput as error:
        return None, list(error.problems)


def understand(text: str, name: str, library: Library) -> tuple[Office | None, list[Problem]]:
    """Return the office that a text describes, as `read` does; BadInput when it is no YAML."""
    root = tree.parse(text, name)
    problems: list[Problem] = []
    top = Fields(root, name, problems, _KEYS)
    body = _body(top)
    office = Office(
        id=read_id(top, "id") or "",
        name=_name(top, "name", required=True) or Text("", ""),
        body=body[0],
        body_name=body[1],
        province=top.choice("province", library.provinces, required=True) or "",
        site=_address(top) or "",
        checklists=_checklists(top, library) or ("programme",),
        systems=_systems(top),
        units=_units(top, library),
        budget=budget(top),
        efforts_confirmed=_flag(top, "efforts_confirmed"),
    )
    if problems:
        return None, schema.with_reference(problems, root, "office", name)
    return office, []


def read_id(fields: Fields, key: str) -> str | None:
    """Return an id of lower-case letters, digits and hyphens."""
    text = fields.text(key, required=True)
    if text is not None:
        _be_id(fields, fields.nodes[key].line, text)
    return text


def is_id(text: str) -> bool:
    """Whether a text is an id: lower-case letters, digits and hyphens, no hyphen first."""
    return not set(text) - set(_ID) and text[:1].isalnum()


def _be_id(fields: Fields, line: int, text: str) -> None:
    if not is_id(text):
        fields.problem(
            line,
            quoted(text),
            _("lower-case letters, digits and hyphens"),
            _("write an id such as bushehr-civil-registry"),
        )


def budget(fields: Fields) -> int | None:
    """Return the budget in million rials; a figure in toman is refused with the conversion offered."""
    text = fields.text("budget")
    if text is None:
        return None
    amount = numbers.parse(text)
    if amount is not None and amount >= 0 and amount.denominator == 1:
        return amount.numerator
    fields.problem(
        fields.nodes["budget"].line,
        quoted(text),
        _("a whole number of million rials"),
        money_advice(text),
    )
    return None


def money_advice(text: str) -> str:
    """Return how to write an amount of money that was not a plain number of million rials."""
    folded = fold(text)
    amounts = _AMOUNT.findall(ascii_digits(text))
    amount = numbers.parse(re.sub("[,،]", "", amounts[0])) if len(amounts) == 1 else None
    if amount is not None and ("تومان" in folded or "toman" in folded):
        millions = amount * prod(size for word, size in _SCALES.items() if word in folded) * _MILLION_RIALS
        if millions.denominator == 1:
            rial = numbers.ascii_number(millions)  # as files hold it; a page takes any digits
            return _("{toman} is {rial} million rials: write {rial}").format(
                toman=shorten(text), rial=way(rial, numbers.digits(rial))
            )
    return _("write digits only; one million toman is 10 million rials")


def _name(fields: Fields, key: str, required: bool = False) -> Text | None:
    """Return a name written as one text, or as {fa, en}."""
    node = fields.node(key, required)
    if isinstance(node, tree.Table):
        inner = Fields(node, fields.name, fields.problems, ("fa", "en"))
        persian = inner.text("fa", required=True) or ""
        return Text(persian, inner.text("en") or persian)
    text = fields.text(key)
    return None if text is None else Text(text, text)


def _body(fields: Fields) -> tuple[str, Text]:
    """Return the body's id and name; written as an id alone, or as {id, fa, en}."""
    node = fields.node("body", required=True)
    if isinstance(node, tree.Table):
        inner = Fields(node, fields.name, fields.problems, ("id", "fa", "en"))
        id_, persian = read_id(inner, "id") or "", inner.text("fa", required=True) or ""
        return id_, Text(persian, inner.text("en") or persian)
    id_ = fields.text("body") or ""
    return id_, Text(id_, id_)


def _address(fields: Fields) -> str | None:
    text = fields.text("site")
    if text is not None and not _ADDRESS.fullmatch(text):
        fields.problem(
            fields.nodes["site"].line,
            quoted(text),
            _("an address that begins with https://"),
            _("write the whole address of the site"),
        )
    return text


def address(text: str) -> str | None:
    """Return the address of a site as people name it: whole, or the host alone, which is read as https://host."""
    plain = bare(text).strip()
    scheme, sign, rest = plain.partition("://")
    if sign:
        plain = f"{scheme.lower()}://{rest}"
        return plain if _ADDRESS.fullmatch(plain) else None
    return f"https://{plain}" if _HOST.fullmatch(plain) else None


def _checklists(fields: Fields, library: Library) -> tuple[str, ...]:
    chosen = []
    for node in fields.sequence("checklists"):
        text = node.text if isinstance(node, tree.Scalar) else ""
        if text in library.checklists:
            chosen.append(text)
        else:
            fields.problem(node.line, quoted(text), _("the id of a checklist"), nearest(text, library.checklists))
    return tuple(chosen)


def _systems(fields: Fields) -> tuple[System, ...]:
    systems: list[System] = []
    for node in fields.sequence("systems"):
        inner = Fields(node, fields.name, fields.problems, ("id", "title", "field"))
        id_, title = read_id(inner, "id"), _name(inner, "title", required=True)
        field = inner.choice("field", _FIELDS, required=True)
        if id_ in {s.id for s in systems}:
            inner.problem(
                node.line,
                _("the id “{id}” for the second time").format(id=id_),
                _("each id once"),
                _("give one of them another id"),
            )
        elif id_ and title and field:
            systems.append(System(id_, title, field))
    return tuple(systems)


def _units(fields: Fields, library: Library) -> tuple[Unit, ...]:
    units: list[Unit] = []
    covered: dict[str, str] = {}
    listed = fields.fields("units")
    for id_ in listed.nodes if listed else ():
        assert listed is not None
        _be_id(listed, listed.lines[id_], id_)
        inner = listed.fields(id_, ("name", "covers", "capacity"), required=True)
        if inner is None:
            continue
        name, capacity = _name(inner, "name", required=True), inner.number("capacity", required=True)
        covers = []
        for node in inner.sequence("covers", required=True):
            owner = node.text if isinstance(node, tree.Scalar) else ""
            if owner not in library.units:
                inner.problem(
                    node.line,
                    quoted(owner),
                    _("an owner that the checklists name"),
                    nearest(owner, library.units),
                )
            elif owner in covered:
                inner.problem(
                    node.line,
                    _("“{owner}”, which unit “{unit}” covers already").format(owner=owner, unit=covered[owner]),
                    _("each owner in one unit"),
                    _("take it out of one of the two"),
                )
            else:
                covered[owner] = id_
                covers.append(owner)
        if name is not None and capacity is not None:
            units.append(Unit(id_, name, tuple(covers), capacity, inner.nodes["capacity"].line))
    return tuple(units)


def _flag(fields: Fields, key: str) -> bool:
    text = fields.text(key)
    answer = None if text is None else yes_no(text)
    if text is not None and answer is None:
        fields.problem(fields.nodes[key].line, quoted(text), _("yes or no (بله / خیر)"), _("write yes or no"))
    return bool(answer)
