"""What headers of policy allow, as browsers read them: of several policies, what every one of them allows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

Sources = tuple[str, ...]
Policy = Mapping[str, Sources]

_ANYBODY = re.compile(r"(?:(?:https?|\*)://)?\*(?::(?:\*|\d+))?(?:/.*)?|https?:")
_BINDING = ("'nonce-", "'sha256-", "'sha384-", "'sha512-", "'strict-dynamic'")
_INLINE, _EVAL, _DYNAMIC = "'unsafe-inline'", "'unsafe-eval'", "'strict-dynamic'"
_REFERRER = frozenset({
    "no-referrer", "no-referrer-when-downgrade", "origin", "origin-when-cross-origin", "same-origin", "strict-origin",
    "strict-origin-when-cross-origin", "unsafe-url",
})  # fmt: skip


def content_policies(headers: Iterable[str]) -> tuple[Policy, ...]:
    """Return the policies of Content-Security-Policy headers, a comma apart or a header each."""
    return tuple(policy for header in headers for part in header.split(",") if (policy := _policy(part)))


def _policy(text: str) -> Policy:
    found: dict[str, Sources] = {}
    for part in text.split(";"):
        words = part.lower().split()
        if words:
            found.setdefault(words[0], tuple(words[1:]))  # of directives of one name the first holds
    return found


def script_sources(policy: Policy) -> Sources | None:
    """Return where a policy lets script elements come from; None when it says nothing of scripts."""
    return _first(policy, "script-src-elem", "script-src", "default-src")


def loose_scripts(policy: Policy) -> frozenset[str]:
    """Return what a policy allows of scripts that it should not: `*` for anybody's, inline ones, code from texts."""
    elements = script_sources(policy)
    handlers = _first(policy, "script-src-attr", "script-src", "default-src")
    code = _first(policy, "script-src", "default-src")
    found = {_INLINE for sources in (elements, handlers) if _inline(sources)}
    found |= {_EVAL} if code is None or _EVAL in code else set()
    if elements is not None and _DYNAMIC in elements:  # hosts are not heeded then
        return frozenset(found)
    found |= {"*"} if elements is None or anybody(elements) else set()
    return frozenset(found | ({"data:"} & set(elements or ())))


def anybody(sources: Sources) -> Sources:
    """Return the sources that fit every host."""
    return tuple(one for one in sources if _ANYBODY.fullmatch(one))


def _first(policy: Policy, *names: str) -> Sources | None:
    return next((policy[name] for name in names if name in policy), None)


def _inline(sources: Sources | None) -> bool:
    """Whether inline scripts run; next to what binds scripts the word for them is not heeded."""
    return sources is None or (_INLINE in sources and not any(one.startswith(_BINDING) for one in sources))


def framed_by_none(options: Sequence[str]) -> bool:
    """Whether X-Frame-Options keep other sites from framing; values that contradict each other do."""
    said = {value.strip().lower() for option in options for value in option.split(",")}
    if len(said) > 1:
        return bool(said & {"deny", "sameorigin", "allowall"})
    return bool(said & {"deny", "sameorigin"})


def referrer(headers: Iterable[str], metas: Iterable[str]) -> str | None:
    """Return the referrer policy that holds: the last known one, those in the page after those of the headers."""
    said = [*(value for header in headers for value in header.split(",")), *metas]
    return next((word for value in reversed(said) if (word := value.strip().lower()) in _REFERRER), None)
