"""What the page of the model says in words: evidence, what is assumed, and what it cannot tell.

Figures are those of docs/anchors.md and docs/claims.md; tests compare them.
"""

from collections import Counter

from app.declared import status_of
from app.markup import Markup, h, table, ul
from app.model_tables import all_parameters
from experiments.wording import plural

__all__ = ["ANCHORS", "CLAIMS", "WEAKEST", "evidence", "kinds_of_result", "limits"]

# anchor, what it should be, what it is, which parameters it rests on, and what it is then
ANCHORS = (
    ("slope of log engagements per member on log size",
     "-.10 to -.35 (influencer tables: -.12 to -.29)", "-.140 [-.171, -.109]",
     "population.mixing, platforms.*.crowding", "calibrated"),
    ("engaged share of viewers, matched community", "4 to 12 % (Locowise 2015: 6.6 to 11.8)",
     "6.4 % [6.3, 6.5]", "engagement.base", "calibrated"),
    ("engaged share of viewers, broad ads", "under 1.5 % (click-through .9)", ".26 %",
     "engagement.base_ads", "calibrated"),
    ("comments by the top 10 % of those who comment", "40 to 70 % (Wu: 56, s.d. 13)",
     "48 % [47, 49]", "population.writing_spread", "calibrated"),
)  # fmt: skip
# what came of the audit of 16 claims about micro-communities
CLAIMS = {
    "holds, calibrated": ("Engagement",),
    "holds, but assumed": (
        "Trust", "Cost", "Tailoring", "Content", "Interaction", "Many communities", "Insincerity",
        "Carelessness", "Artisans", "Developers", "AR and VR", "AI analytics",
    ),
    "not shown": ("Identifying", "Adapting"),
    "reversed": ("Commitment",),
}  # fmt: skip
WEAKEST = (  # the weakest numbers that matter most, in order of influence
    "memory.worth_of_contact", "audience.niche_share", "audience.other_fit", "communities.size",
    "strategies.pay.precision", "memory.half_life", "brand.orders", "purchase.rate",
    "purchase.trust_pull", "trust.half_life", "trust.negativity",
)  # fmt: skip
_LIMITS = (
    "It is no forecast. It says what would follow if its assumptions held, and how often.",
    "No community was measured for it. Signs of effects are from studies, most sizes are set by "
    "hand. Ranges are wide on purpose: let them vary before you trust a difference.",
    "What a contact in a community is worth against an ad impression decides most comparisons of "
    "cost. Nobody has measured it. Between 1 and 50 is plausible; 10 is used.",
    "How far posts reach inside a group, how many communities a person is in, and how many hours a "
    "community's language takes: no usable figure was found.",
    "Effects of AR and VR inside communities have no credible measurement.",
    "Posts have a kind, not a text. A brilliant post and a dull one of the same kind are the same.",
    "Members have one interest and one home community, and make no new ties with strangers. "
    "They have no age, income or season.",
    "The public is a few rows of people who are alike, calculated in expectation: without ties, "
    "without word of mouth. There are no light buyers, and no news coverage.",
    "Platforms do not change their rules, and prices of ads do not rise when more is spent.",
    "Rivals follow a plan of their own; they do not answer what the brand does.",
    "Engagement is counted as likes, comments, shares and clicks. That likes by themselves lead to "
    "sales is not assumed; a large experiment found they do not (John et al. 2017).",
    "Intervals show luck between runs. They do not show that the model may be wrong.",
)  # fmt: skip


def evidence() -> Markup:
    """Return what words such as calibrated and low confidence mean, with counts."""
    known = all_parameters().values()
    status, confidence = Counter(map(status_of, known)), Counter(e.confidence for e in known)
    calibrated = [each for each in known if status_of(each) == "calibrated"]
    weakest = [all_parameters()[name] for name in WEAKEST]
    return h(
        "div",
        h("p", f"The model has {len(known)} parameters, each declared once, with unit, range and "
          f"source. {status['given']} are facts or choices of a scenario. Of the others "
          f"{status['calibrated']} were fitted to figures from outside, {status['sourced']} are "
          f"taken from a source, and {status['assumed']} are assumed."),
        h("p", h("b", "Confidence"), " is a word for how well a number is founded. ",
          h("b", "High"), f": several sources agree ({confidence['high']}). ",
          h("b", "Medium"), f": one good source, or figures of an industry that agree "
          f"({confidence['medium']}). ", h("b", "Low"), ": weak, or assumed "
          f"({confidence['low']}). ", h("b", "Given"), f": the scenario says so "
          f"({confidence['given']})."),
        h("p", h("b", "Second-hand"), " means that the figure was read where somebody quotes it. ",
          h("b", "From memory, not verified"), " means that nobody has looked it up: take it as a "
          "hint. ", h("b", "Sign"), " means that a source says which way an effect goes, and its "
          "size is set by hand."),
        h("h3", "The weakest numbers that matter most"),
        ul(h("span", h("a", each.name, href=f"#{each.name}"), f": {each.meaning} ",
             h("span", f"({each.confidence} confidence)", class_="soft")) for each in weakest),
        h("h3", f"Fitted to figures from outside: {len(calibrated)} "
          f"{plural('parameter', len(calibrated))}"),
        ul(h("span", h("a", each.name, href=f"#{each.name}"),
             f": {each.source.removeprefix('calibrated: ')} ",
             h("span", f"({each.confidence} confidence)", class_="soft"))
           for each in calibrated),
    )  # fmt: skip


def kinds_of_result() -> Markup:
    """Return what assumed, calibrated and emergent mean, and which results are which."""
    n = sum(map(len, CLAIMS.values()))
    return h(
        "div",
        h("p", "A model can only surprise where nobody put the answer in. So each result is taken "
          "apart: the numbers that it rests on are made neutral, and the runs are made again."),
        ul((
            h("span", h("b", "Assumed"), ": then the result is gone. It was put in by hand. It "
              "says what follows if the assumption is right, and nothing of whether it is."),
            h("span", h("b", "Calibrated"), ": it stands on a number that was fitted to data."),
            h("span", h("b", "Emergent"), ": at least half of it stays. Only this is a finding of "
              "the model."),
        )),
        h("h3", f"{n} claims about micro-communities"),
        ul(h("span", h("b", f"{verdict[:1].upper()}{verdict[1:]}"), f" ({len(names)}): "
             f"{', '.join(names)}") for verdict, names in CLAIMS.items()),
        h("p", "Each opens in the comparison from ", h("a", "the page of the claims",
          href="/claims"), ". Against aimed ads, a lower cost in communities never held."),
        h("h3", "Figures it should come to"),
        table(("Figure", "Should be", "Is", "Rests on", "So it is"), ANCHORS,
              "Anchors: figures that the model should come to", class_="prose"),
        h("p", "Seven communities of 50 to 5,000 members, three posts a week for a year, 12 runs; "
          "mean and 95 % interval. The fall of engagement with size is put in by two laws, one of "
          "them fitted to it; without both it is gone. That members of a matched community engage "
          "more than the public with ads does not need different bases: with one base for both it "
          "is 1.8 % against .26 %, or 6.4 % against .94 %. What stays comes from fit, trust and "
          "authenticity, and is emergent.", class_="soft"),
    )  # fmt: skip


def limits() -> Markup:
    """Return what the model cannot tell."""
    return ul(_LIMITS)
