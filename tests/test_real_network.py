"""A real network is read as it stands in the file, or refused with a message that helps."""

import os
import random
from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import real_network
from sim.real_network import NetworkError, read_network

ROOT = Path(__file__).parents[1]
LASTFM = Path(os.environ.get("FIRESIDE_DATA", ROOT.parent / "shared/data")) / "musae_lastfm"

# Two triangles, dora who hangs on the second, and a bridge; then a repeat and a loop.
PAIRS = ["bea,anna", "anna,carl", "carl,bea", "x,y", "y,z", "z,x", "x,dora", "carl,x"]
SLIPS = ["anna,bea", "dora,dora"]
HOMES = dict.fromkeys(("anna", "bea", "carl"), "knitters") | dict.fromkeys("xyz", "dyers")
HOMES["dora"] = "dyers"


def written(folder, text, name="makers.csv"):
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def with_homes(pairs):
    lines = [",".join([pair, *(HOMES[person] for person in pair.split(","))]) for pair in pairs]
    return "\n".join(["from,to,source_community,target_community", *lines])


def graphml(pairs, homes):
    graph = networkx.MultiGraph([tuple(pair.split(",")) for pair in pairs])
    networkx.set_node_attributes(graph, homes, "community")
    return "\n".join(networkx.generate_graphml(graph))


def same(one, other):
    for name in one.__slots__:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def ties_of(network):
    listener = np.repeat(np.arange(len(network.people)), np.diff(network.start))
    return list(zip(listener.tolist(), network.whom.tolist(), strict=True))


def test_a_small_file_worked_by_hand(tmp_path):
    """Rows: dyers (4) dora 0, x 1, y 2, z 3; knitters (3) anna 4, bea 5, carl 6."""
    network = read_network(written(tmp_path, with_homes(PAIRS + SLIPS)))

    assert network.name == "makers"
    assert network.people == ("dora", "x", "y", "z", "anna", "bea", "carl")
    assert network.communities == ("dyers", "knitters")
    assert network.sizes.tolist() == [4, 3]
    assert network.start.tolist() == [0, 1, 5, 7, 9, 11, 13, 16]
    assert network.whom.tolist() == [1, 0, 2, 3, 6, 1, 3, 1, 2, 5, 6, 4, 6, 1, 4, 5]
    assert (network.start.dtype, network.whom.dtype) == (np.int64, np.int32)
    assert network.found_by == "membership column"
    assert (network.self_loops_dropped, network.duplicates_dropped) == (1, 1)


def test_modularity_worked_by_hand(tmp_path):
    """8 ties, 4 + 3 inside; degrees sum to 9 and 7: 7/8 - (9/16)² - (7/16)²."""
    network = read_network(written(tmp_path, with_homes(PAIRS)))

    assert network.modularity == pytest.approx(7 / 8 - (81 + 49) / 256)


def test_communities_of_one_size_stand_in_the_order_of_their_names(tmp_path):
    text = "a,b,source_community,target_community\n1,2,weavers,dyers\n3,4,knitters,felters"

    assert read_network(written(tmp_path, text)).communities == (
        "dyers",
        "felters",
        "knitters",
        "weavers",
    )


def test_without_membership_communities_are_found_and_numbered_by_size(tmp_path):
    network = read_network(written(tmp_path, "\n".join(["a,b", *PAIRS])))

    assert network.found_by == "Louvain"
    assert network.communities == ("community 1", "community 2")
    assert network.people == ("dora", "x", "y", "z", "anna", "bea", "carl")


def test_one_column_names_the_community_of_the_first_person(tmp_path):
    both = [*PAIRS, "dora,x"]
    lines = [f"{pair},{HOMES[pair.split(',')[0]]}" for pair in both]

    network = read_network(written(tmp_path, "\n".join(["a,b,community", *lines])))

    same(network, read_network(written(tmp_path, with_homes(both))))


def test_other_columns_blanks_quotes_and_byte_order_marks_do_not_matter(tmp_path):
    text = '\ufeff1,the other,Community,note\r\n\r\n a ,b, dyers ,\r\n"b","a",dyers,"x,\r\ny"\r\n'

    network = read_network(written(tmp_path, text))

    assert (network.people, network.communities) == (("a", "b"), ("dyers",))


@given(st.randoms(use_true_random=False))
def test_the_order_of_lines_and_of_people_in_a_line_changes_nothing(tmp_path_factory, shuffler):
    folder = tmp_path_factory.mktemp("order")
    turned = [",".join(shuffler.sample(pair.split(","), 2)) for pair in PAIRS]
    shuffler.shuffle(turned)

    for text, other in (
        (with_homes(PAIRS), with_homes(turned)),
        ("\n".join(["a,b", *PAIRS]), "\n".join(["a,b", *turned])),
    ):
        same(read_network(written(folder, text)), read_network(written(folder, other)))


@pytest.mark.parametrize("homes", [HOMES, {}])
def test_graphml_and_csv_say_the_same(tmp_path, homes):
    table = with_homes(PAIRS + SLIPS) if homes else "\n".join(["a,b", *PAIRS, *SLIPS])

    from_csv = read_network(written(tmp_path, table))
    from_xml = read_network(written(tmp_path, graphml(PAIRS + SLIPS, homes), "makers.GraphML"))

    same(from_csv, from_xml)


def test_louvain_answers_to_its_seed_alone(tmp_path):
    """In a random graph without groups, what is found is luck: the luck of the seed."""
    graph = networkx.gnm_random_graph(150, 450, seed=1)
    path = written(tmp_path, "\n".join(["a,b", *(f"n{a},n{b}" for a, b in graph.edges)]))
    random.seed(7)

    first, again, other = (read_network(path, seed=seed) for seed in (3, 3, 4))

    same(first, again)
    assert first.people != other.people
    assert sorted(first.sizes, reverse=True) == first.sizes.tolist()


def test_the_shipped_sample_reads():
    network = read_network(ROOT / "scenarios/networks/makers.csv")

    assert network.communities == ("knitters", "weavers", "dyers", "pattern cutters")
    assert network.sizes.tolist() == [84, 66, 52, 38]
    assert len(network.whom) == 2 * 1211
    assert (network.self_loops_dropped, network.duplicates_dropped) == (0, 0)


def test_friends_have_more_friends():
    """V10: the mean degree of a random neighbour is <k²>/<k>."""
    network = read_network(ROOT / "scenarios/networks/makers.csv")
    degree = np.diff(network.start)

    heard = degree[network.whom].mean()

    assert heard == pytest.approx(np.mean(degree**2.0) / np.mean(degree), rel=1e-9)
    assert heard > degree.mean()


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["file is empty"]),
        (" \n\n", ["file is empty"]),
        ("a\nx", ["line 1", "got 'a'", "separated by a comma"]),
        ("a;b\nx;y", ["line 1", "got 'a;b'", "comma"]),
        ("community,a,b\nc,x,y", ["line 1", "must begin with the columns of the two people"]),
        ("\ufeff0,747\n1,4257", ["line 1", "got '0,747'", "a header is needed"]),
        ("a,b,source_community\nx,y,c", ["line 1", "'source_community' alone", "target_community"]),
        ("a,b\n", ["no ties"]),
        ("a,b\nx,x", ["no ties between two different people"]),
        ("a,b\nx,y\nx\nz,\ny,z", ["line 3", "got 1 cell(s)", "header has 2", "in all: 2"]),
        ("a,b\nx,y\n\nz, \ny", ["line 4", "cell under 'b' is empty", "in all: 2"]),
        ("a,b\nx,y,z", ["line 2", "got 3 cell(s)", "header has 2", "in all: 1"]),
        ("a,b,community\nx,y,", ["line 2", "cell under 'community' is empty"]),
        ("a,b,community\nx,y,c\nx,z,d", ["line 3", "'x' is in 'd', but was in 'c'", "one comm"]),
        ("a,b,community\nx,y,c\ny,z,c", ["'z' has no community", "1 of 3"]),
        ('a,b\nx,"y', ["line 2", "not CSV"]),
        ("a,b\nx," + "y" * 200_000, ["line 2", "not CSV"]),
        (b"a,b\nx,\xff", ["not UTF-8", "byte 6 is 0xff"]),
    ],
)
def test_a_bad_table_is_refused_with_place_and_reason(tmp_path, text, messages):
    path = written(tmp_path, text)

    with pytest.raises(NetworkError) as refused:
        read_network(path)

    for message in (str(path), *messages):
        assert message in str(refused.value)


HEAD = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected">'
BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("", ["file is empty"]),
        ("<graphml><graph>", ["not GraphML"]),
        ("<svg/>", ["not GraphML"]),
        ("no xml", ["not GraphML"]),
        (BOMB + HEAD + "</graph></graphml>", ["<!DOCTYPE", "not allowed"]),
        ("<!entity a>" + HEAD + "</graph></graphml>", ["<!ENTITY", "not allowed"]),
        (BOMB.encode("utf-16"), ["not UTF-8"]),
        (HEAD + "</graph></graphml>", ["no ties"]),
        (HEAD + '<node id="a"/><edge source="a"/></graph></graphml>', ["without the id"]),
        (HEAD + '<node id="a"><data key="k">1</data></node></graph></graphml>', ["no key k"]),
        (graphml(["a,b", "b,c"], {"a": "dyers"}), ["'b' has no community", "2 of 3"]),
        (graphml(["a,a"], {}), ["no ties"]),
    ],
)
def test_a_bad_graphml_file_is_refused_with_its_reason(tmp_path, text, messages):
    path = written(tmp_path, text, "makers.graphml")

    with pytest.raises(NetworkError) as refused:
        read_network(path)

    for message in (str(path), *messages):
        assert message in str(refused.value)


def test_a_file_that_is_missing_unreadable_too_large_or_of_another_kind_is_refused(
    tmp_path, monkeypatch
):
    with pytest.raises(NetworkError, match="no such file"):
        read_network(tmp_path / "nobody.csv")
    with pytest.raises(NetworkError, match=r"'\.xlsx'; allowed: \.csv, \.graphml"):
        read_network(written(tmp_path, "a,b\nx,y", "makers.xlsx"))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(NetworkError, match="cannot be read"):
        read_network(tmp_path / "folder.csv")
    monkeypatch.setattr(real_network, "LARGEST_FILE", 6)
    with pytest.raises(NetworkError, match="too large: 7 bytes, 6 are allowed"):
        read_network(written(tmp_path, "a,b\nx,y"))


@given(
    st.text(st.sampled_from('ab,"\n\r <>&\0;é'), max_size=30), st.sampled_from([".csv", ".graphml"])
)
def test_whatever_the_file_holds_the_answer_is_a_network_or_a_clear_refusal(
    tmp_path_factory, text, ending
):
    path = written(tmp_path_factory.mktemp("any"), "s,t\n" + text, f"any{ending}")

    try:
        assert len(read_network(path).people) >= 2
    except NetworkError as refused:
        assert str(path) in str(refused)  # noqa: PT017  both ends are allowed


@pytest.mark.skipif(
    not (LASTFM / "edges.csv").exists(),
    reason=f"needs {LASTFM / 'edges.csv'} (public data, not kept in this repository)",
)
def test_lastfm_has_its_published_people_and_ties_and_the_measured_groups():
    """SNAP: 7,624 people, 27,806 ties; Louvain modularity .815 (Rozemberczki & Sarkar's data)."""
    network = read_network(LASTFM / "edges.csv")
    ties = set(ties_of(network))

    assert len(network.people) == 7624
    assert len(ties) == len(network.whom) == 2 * 27_806
    assert all((other, one) in ties for one, other in ties)
    assert network.modularity == pytest.approx(0.815, abs=0.01)
    assert network.sizes.sum() == 7624
