"""One number for all filings of a round, and the proof that one of them is in it: a Merkle tree by RFC 6962.

Whoever has the root can be shown with a few hashes that a filing was counted, without seeing any other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

_LEAF, _NODE = b"\0", b"\1"


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the hash of the tree over leaves in their order; of none it is the SHA-256 of nothing."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    return _root([_leaf(leaf) for leaf in leaves])


def _root(hashes: Sequence[bytes]) -> bytes:
    """Join neighbours level by level; an odd last one goes up as it is, which is RFC 6962's tree."""
    level = list(hashes)
    while len(level) > 1:
        joined = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = joined + level[len(joined) * 2 :]
    return level[0]


def proof(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """Return the hashes that lead from a leaf to the root (RFC 6962, section 2.1.1)."""
    path, level = [], [_leaf(leaf) for leaf in leaves]
    while len(level) > 1:
        other = place ^ 1
        if other < len(level):
            path.append(level[other])
        joined = [_node(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = joined + level[len(joined) * 2 :]
        place //= 2
    return path


def leads(leaf: bytes, place: int, size: int, path: Sequence[bytes], to: bytes) -> bool:
    """Whether a proof leads from a leaf at a place of a tree of that size to the root."""
    if not 0 <= place < size:
        return False
    found, last, rest = _leaf(leaf), size - 1, list(path)
    while last:
        if place % 2 or place < last:
            if not rest:
                return False
            other = rest.pop(0)
            found = _node(other, found) if place % 2 else _node(found, other)
        place, last = place // 2, last // 2
    return not rest and found == to


def _leaf(content: bytes) -> bytes:
    return hashlib.sha256(_LEAF + content).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()
