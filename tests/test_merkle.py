"""The tree of RFC 6962: its roots, and proofs that lead to them and nowhere else."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.headquarters import merkle

# The inputs and roots by which implementations of Certificate Transparency are compared.
KNOWN = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
)]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def mth(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, as it is written there: by the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + mth(leaves[:k]) + mth(leaves[k:])).digest()


def path(m: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1, as it is written there."""
    if len(leaves) == 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if m < k:
        return [*path(m, leaves[:k]), mth(leaves[k:])]
    return [*path(m - k, leaves[k:]), mth(leaves[:k])]


@pytest.mark.parametrize("n", ROOTS)
def test_roots_are_the_published_ones(n: int) -> None:
    assert merkle.root(KNOWN[:n]).hex() == ROOTS[n]
    assert mth(KNOWN[:n]).hex() == ROOTS[n]


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_roots_and_proofs_are_those_of_the_rfc(leaves: list[bytes]) -> None:
    root = merkle.root(leaves)
    assert root == mth(leaves)
    for place, leaf in enumerate(leaves):
        found = merkle.proof(leaves, place)
        assert found == path(place, leaves)
        assert merkle.leads(leaf, place, len(leaves), found, root)


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=40, unique=True), st.data())
def test_whatever_is_changed_no_longer_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    found, root = merkle.proof(leaves, place), merkle.root(leaves)
    good = (leaves[place], place, len(leaves), found, root)
    assert merkle.leads(*good)
    other = data.draw(st.binary(max_size=4).filter(lambda one: one != leaves[place]))
    assert not merkle.leads(other, *good[1:])
    assert not merkle.leads(*good[:4], hashlib.sha256(root).digest())
    assert not merkle.leads(*good[:3], [*found, b"\0" * 32], root)
    assert not merkle.leads(leaves[place], -1, len(leaves), found, root)
    assert not merkle.leads(leaves[place], place, place, found, root)
    for n, one in enumerate(found):
        wrong = bytes([one[0] ^ 1]) + one[1:]
        assert not merkle.leads(*good[:3], [*found[:n], wrong, *found[n + 1 :]], root)
        assert not merkle.leads(*good[:3], [*found[:n], *found[n + 1 :]], root)


@given(st.lists(st.binary(min_size=1, max_size=4), min_size=2, max_size=40, unique=True), st.data())
def test_a_proof_holds_for_no_other_place(leaves: list[bytes], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = data.draw(st.integers(0, len(leaves) - 1).filter(lambda n: n != place))
    found = merkle.proof(leaves, place)
    assert not merkle.leads(leaves[place], other, len(leaves), found, merkle.root(leaves))


def test_a_node_is_never_taken_for_a_leaf() -> None:
    """A leaf that is two hashes long could otherwise stand for the two leaves below it."""
    leaves = [b"a", b"b"]
    inner = b"".join(hashlib.sha256(b"\0" + one).digest() for one in leaves)
    assert merkle.root([inner]) != merkle.root(leaves)
