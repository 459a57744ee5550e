"""How members differ, and who listens to whom."""

from sim.parameters import Parameters, parameter

__all__ = ["NetworkParameters", "PopulationParameters"]


class NetworkParameters(Parameters):
    """Who listens to whom; a real edge list instead, if `file` is given."""

    file: str | None = None
    degree: int = parameter(
        12, plausible=(4, 30), bounds=(0, 1000), unit="ties",
        meaning="most ties inside the community of the average member",
        source="assumption: Dunbar-type cap; 3 to 22 in real communities, docs/networks.md",
    )  # fmt: skip
    degree_spread: float = parameter(
        1.1, plausible=(0.7, 1.4), bounds=(0.0, 3.0), unit="log",
        meaning="spread of popularity: standard deviation of the logarithm of a member's ties",
        source="calibrated: communities inside LastFM, Facebook pages, e-mail and CollegeMsg, "
        "docs/networks.md", confidence="medium",
    )  # fmt: skip
    density: float = parameter(
        0.15, plausible=(0.05, 0.5), bounds=(0.0, 1.0), unit="share",
        meaning="most of a small community that its average member is tied to", source="assumption",
    )  # fmt: skip
    rewired: float = parameter(
        0.25, plausible=(0.05, 0.6), bounds=(0.0, 1.0), unit="share",
        meaning="ties that leave the ring of neighbours for anyone in the community",
        source="assumption: clustering near .3; .14 at 100 friends on Facebook (second-hand)",
    )  # fmt: skip
    weak_ties: int = parameter(
        1, plausible=(0, 5), bounds=(0, 100), unit="ties",
        meaning="ties of a member to other communities", source="assumption",
    )  # fmt: skip
    strength: float = parameter(
        0.35, plausible=(0.1, 0.7), bounds=(0.0, 1.0), unit="share",
        meaning="chance that a member hears what a friend says, on average", source="assumption",
    )  # fmt: skip
    weak_strength: float = parameter(
        0.5, plausible=(0.33, 1.0), bounds=(0.0, 1.0), unit="ratio",
        meaning="strength of a tie across communities against one inside",
        source="one third to one half in a replication of Goldenberg et al.; contested",
    )  # fmt: skip


class PopulationParameters(Parameters):
    """How members differ."""

    sensitivity_mean: float = parameter(
        0.5, plausible=(0.3, 0.7), bounds=(0.01, 0.99), unit="share",
        meaning="mean authenticity sensitivity (a Beta of strength 4)",
        source="assumption: insincerity is noticed quickly",
    )  # fmt: skip
    privacy_mean: float = parameter(
        0.4, plausible=(0.2, 0.7), bounds=(0.01, 0.99), unit="share",
        meaning="mean privacy sensitivity (a Beta of strength 5)", source="assumption",
    )  # fmt: skip
    visits_mean: float = parameter(
        0.5, plausible=(0.1, 2.0), bounds=(0.001, 100.0), unit="1/day",
        meaning="visits of the average member",
        source="calibrated: about 30 % reach per post", confidence="low",
    )  # fmt: skip
    visits_spread: float = parameter(
        1.2, plausible=(0.6, 1.8), bounds=(0.0, 4.0), unit="log",
        meaning="standard deviation of the logarithm of visits", source="assumption",
    )  # fmt: skip
    writing_spread: float = parameter(
        1.43, plausible=(1.0, 2.3), bounds=(0.0, 4.0), unit="log",
        meaning="standard deviation of the logarithm of writing, among those who write",
        source="calibrated: the top 10 % write 55.95 % in 200 communities (Wu, Lithium)",
        confidence="medium",
    )  # fmt: skip
    silent_share: float = parameter(
        0.75, plausible=(0.55, 0.9), bounds=(0.0, 0.999), unit="share",
        meaning="members who never write",
        source="calibrated: surveys, Nielsen 2006, van Mierlo 2014, Community Roundtable 2015",
        confidence="medium",
    )  # fmt: skip
    access_share: float = parameter(
        0.35, plausible=(0.1, 0.8), bounds=(0.0, 1.0), unit="share",
        meaning="members who can use AR or VR", source="assumption",
    )  # fmt: skip
    mixing: float = parameter(
        0.25, plausible=(0.0, 0.35), bounds=(0.0, 1.0), unit="share/decade",
        meaning="heterogeneity that every tenfold of size above 30 people adds",
        source="calibrated: engagement falls with size as n^-.2", confidence="low",
    )  # fmt: skip
    mixing_most: float = parameter(
        0.8, bounds=(0.0, 1.0), unit="share", meaning="the most heterogeneous a community can be",
        source="assumption", confidence="given",
    )  # fmt: skip
