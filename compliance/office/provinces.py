"""Which province people mean: by its id, or by its name in either language, however it is spelt."""

from __future__ import annotations

from collections.abc import Mapping

from compliance.language import _
from compliance.model.checklist import Province
from compliance.persian.letters import fold
from compliance.schema import listed

_WORDS = ("استان", "provinceof", "province")
_NEAR = 3


def named(text: str, provinces: Mapping[str, Province]) -> str | None:
    """Return the id of the province that a text names, None when it names none for certain."""
    if text in provinces:
        return text
    found = {province.id for province in provinces.values() if _key(text) in _keys(province)}
    return found.pop() if len(found) == 1 else None


def advice(text: str, provinces: Mapping[str, Province]) -> str:
    """Return the provinces whose names are nearest to a text, all of them when none is near."""
    from difflib import get_close_matches

    by_key = {key: province for province in provinces.values() for key in _keys(province)}
    key = _key(text)
    within = [known for known in by_key if len(key) > 2 and key in known]
    near = dict.fromkeys([*within, *get_close_matches(key, by_key, n=_NEAR, cutoff=0.5)])
    if not near:
        return _("write one of: {provinces}").format(provinces=listed(str(p.name) for p in provinces.values()))
    shown = dict.fromkeys(f"{by_key[key].name} ({by_key[key].id})" for key in near)
    return _("the nearest are: {provinces}").format(provinces=listed(list(shown)[:_NEAR]))


def _keys(province: Province) -> set[str]:
    return {_key(province.id), _key(province.name.fa), _key(province.name.en)}


def _key(text: str) -> str:
    """Return what is compared: letters alone, without the word for a province, which ends no name of one."""
    key = "".join(sign for sign in fold(text).replace("آ", "ا") if sign.isalpha())
    for word in _WORDS:
        key = key.removeprefix(word).removesuffix(word) or key
    return key
