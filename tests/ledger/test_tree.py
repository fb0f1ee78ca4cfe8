"""A tree of hashes: every leaf can be proved, and nothing else."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ichido.ledger import tree

LEAVES = st.lists(st.binary(min_size=0, max_size=8).map(tree.leaf), min_size=1, max_size=40)


def test_the_roots_of_small_trees_are_those_of_rfc_6962() -> None:
    one, two, three = (tree.leaf(bytes([n])) for n in range(3))
    assert tree.leaf(b"") == hashlib.sha256(b"\x00").digest()
    assert tree.root([one]) == one
    assert tree.root([one, two, three]) == tree.node(tree.node(one, two), three)


@given(LEAVES, st.data())
def test_the_proof_of_a_leaf_leads_to_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    assert tree.climbed(leaves[index], tree.path(leaves, index)) == tree.root(leaves)


@given(LEAVES, st.data())
def test_no_other_leaf_has_that_proof(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    assert tree.climbed(tree.leaf(b"another one"), tree.path(leaves, index)) != tree.root(leaves)


@given(LEAVES, st.data())
def test_what_is_altered_moved_or_missing_has_another_root(leaves: list[bytes], data: st.DataObject) -> None:
    root, index = tree.root(leaves), data.draw(st.integers(0, len(leaves) - 1))
    assert tree.root([*leaves[:index], tree.leaf(b"another one"), *leaves[index + 1 :]]) != root
    assert tree.root([*leaves, tree.leaf(b"one more")]) != root
    if len(leaves) > 1:
        assert tree.root([*leaves[:index], *leaves[index + 1 :]]) != root
        moved = [*leaves[1:], leaves[0]]
        assert moved == leaves or tree.root(moved) != root


def test_nothing_has_no_root_and_no_proof() -> None:
    with pytest.raises(ValueError, match="nothing"):
        tree.root([])
    with pytest.raises(IndexError):
        tree.path([tree.leaf(b"")], 1)
