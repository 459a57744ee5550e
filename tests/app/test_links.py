"""Links: what goes in comes out, and nothing else is opened."""

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.comparing import COLUMNS, Branch, Comparing, Side
from app.links import LinkError, pack, query_of, read_query, unpack

NAMES = st.text(max_size=20)
CHANGES = st.dictionaries(
    NAMES,
    st.one_of(
        st.floats(allow_nan=False, allow_infinity=False),
        st.integers(-(2**50), 2**50),
        st.booleans(),
        NAMES,
    ),
    max_size=4,
)
BRANCHES = st.none() | st.builds(Branch, week=st.integers(1, 520), strategy=NAMES, changes=CHANGES)
SIDES = st.builds(Side, strategy=NAMES, changes=CHANGES, branch=BRANCHES)
COMPARED = st.builds(
    Comparing, scenario=NAMES, changes=CHANGES, sides=st.lists(SIDES, max_size=3).map(tuple),
    seed=st.integers(0, 2**53), replicates=st.integers(1, 200), column=st.sampled_from(COLUMNS),
)  # fmt: skip


@given(COMPARED)
def test_a_link_brings_back_what_was_compared(compared):
    assert unpack(pack(compared)) == compared


@given(COMPARED)
def test_a_query_reads_back(compared):
    link = read_query(query_of(compared)).get("s")

    assert (unpack(link) if link else Comparing()) == compared


def test_what_is_usual_needs_no_link():
    assert query_of(Comparing()) == ""
    assert len(pack(Comparing(seed=7))) < 60


@given(st.text(max_size=200))
def test_whatever_is_no_link_says_so_in_words(text):
    with pytest.raises(LinkError, match=r"^This link"):
        unpack(text)


@given(COMPARED, st.data())
def test_a_link_with_a_part_missing_is_refused(compared, data):
    link = pack(compared)
    cut = data.draw(st.integers(0, len(link) - 2))

    with pytest.raises(LinkError):
        unpack(link[:cut])


def packed(content):
    return base64.urlsafe_b64encode(zlib.compress(content)).decode().rstrip("=")


def test_a_link_that_unpacks_to_megabytes_is_not_unpacked():
    bomb = packed(b"[1," + b" " * 50_000_000 + b"{}]")

    assert len(bomb) > 16_000
    with pytest.raises(LinkError, match="too long"):
        unpack(bomb)
    with pytest.raises(LinkError, match="holds more"):
        unpack(packed(b"[1," + b" " * 5_000_000 + b"{}]"))


def test_an_old_link_is_told_by_its_version():
    with pytest.raises(LinkError, match="version 0"):
        unpack(packed(json.dumps([0, {}]).encode()))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ({"secret": 1}, "secret"),
        ({"seed": -1}, "seed"),
        ({"replicates": 10_000}, "replicates"),
        ({"sides": [{"strategy": "a"}] * 4}, "sides"),
        ({"column": "trust; drop"}, "column"),
        ({"changes": {"a": {"b": {}}}, "seed": "x"}, "seed"),
    ],
)
def test_what_a_link_may_not_say_is_named(content, told):
    with pytest.raises(LinkError, match=told):
        unpack(packed(json.dumps([1, content]).encode()))


def test_a_deep_link_is_refused():
    deep = b"[1," + b'{"content":' * 3000 + b"1" + b"}" * 3000 + b"]"

    with pytest.raises(LinkError):
        unpack(packed(deep))
