"""Anchors of the model: figures it should come to (docs/anchors.md says what each rests on)."""

import pytest

from tests.anchors import in_communities, matched, of_broad_ads

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def anchors():
    """Return each anchor as mean, low, high."""
    return in_communities(matched())


def test_engagement_per_member_falls_with_size_as_measured_between_audiences(anchors):
    """Rests on population.mixing and platforms.*.crowding; range: model.md section 4."""
    _, low, high = anchors["slope"]

    assert -0.35 < low < high < -0.10


def test_four_to_twelve_in_a_hundred_viewers_engage_in_a_matched_community(anchors):
    """Rests on engagement.base, which was set for it."""
    _, low, high = anchors["rate"]

    assert 0.04 < low < high < 0.12


def test_the_top_tenth_of_contributors_make_40_to_70_percent_of_comments(anchors):
    """Rests on population.writing_spread, which was set for it."""
    _, low, high = anchors["top"]

    assert 0.40 < low < high < 0.70


def test_fewer_than_three_in_two_hundred_engage_with_broad_ads():
    """Rests on engagement.base_ads, which was set for it."""
    assert 0.0 < of_broad_ads() < 0.015
