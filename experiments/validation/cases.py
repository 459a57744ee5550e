"""The canonical cases: textbook models, and how the product is switched to each."""

from experiments.validation import (
    adoption,
    attention,
    books,
    break_even,
    cascades,
    diffusion,
    evidence,
)  # fmt: skip
from experiments.validation.case import Case, Kind
from sim.scenario_errors import Problem, ScenarioError, nearest

__all__ = ["CASES", "find_cases"]

_FOUND_OUT = (
    "A pretence is found out: each day, who does not know finds out in a post that all see "
    "(insincerity), and from each tie to a customer who knows (word of mouth). "
)
_COMPLAINTS = "Complaints (backlash) without grievance, arousal or loss of trust: "
_RUNS = ".01: three standard errors of so many people, and what the length of a step does"

CASES = (
    Case(
        "V1a", "Bass, steps of a whole period", "Bass 1969; Rand & Rust 2011",
        "The textbook's step adds the two chances (p + q F). In the product each source is an "
        "independent chance, so a day joins them: 1 - (1 - p) (1 - q / ties) ^ ties who know. With "
        "p = .03, q = .38 and a day of a whole period this gives .735 after ten periods where the "
        "textbook has .783. The product's day is the step of V4; in short steps it becomes V1b. "
        "Case V1c checks that step.", Kind.NONE,
    ),
    Case(
        "V1b", "Bass, continuous time, complete mixing", "Bass 1969 (closed form)",
        _FOUND_OUT + "80 communities of 301 in which all listen to all, three times; a day is a "
        "tenth of a period.", Kind.ENGINE, _RUNS, diffusion.on_complete, 20.0,
    ),
    Case(
        "V1c", "Bass, a day of a whole period", "own reference: the step of Goldenberg et al. 2001",
        _FOUND_OUT + "200 communities of 301 in which all listen to all; a day is a period.",
        Kind.ENGINE, _RUNS, diffusion.step_by_step, 3.0,
    ),
    Case(
        "V2", "Bass on a ring", "Fibich & Gibori 2010 (abstract; closed form)",
        _FOUND_OUT + "100,000 members in the product's small world with two ties and no rewiring; "
        "a day is a tenth of a period.", Kind.ENGINE, _RUNS, diffusion.on_ring, 5.0,
    ),
    Case(
        "V2b", "Ring is slowest, complete mixing fastest", "Fibich & Gibori 2010 (a conjecture)",
        _FOUND_OUT + "20,000 members in the product's small world of six ties, a quarter rewired.",
        Kind.ENGINE, "a range, from five periods on", diffusion.between_bounds, 2.0,
    ),
    Case(
        "V3", "Bass on a 4-regular graph", "Fibich & Warman 2024 (abstract; differential equation)",
        _FOUND_OUT + "80,000 members, read from an edge list; a day is a tenth of a period.",
        Kind.ENGINE, _RUNS, diffusion.on_regular, 8.0,
    ),
    Case(
        "V3-ER", "Bass on an Erdos-Renyi graph", "Fibich & Warman 2024 (abstract; "
        "differential equation)", _FOUND_OUT + "80,000 members with four ties on average, read "
        "from an edge list; a day is a tenth of a period.", Kind.ENGINE, _RUNS,
        diffusion.on_random, 9.0,
    ),
    Case(
        "V4", "Goldenberg: one step", "Goldenberg, Libai & Muller 2001 (formula)",
        _FOUND_OUT + "200,000 members with the same weak and strong ties to people who know, one "
        "day. Strengths are set tie by tie; a scenario spreads them by half.",
        Kind.ENGINE, "three standard errors: the formula is exact, a run draws",
        adoption.after_one_step, 2.0,
    ),
    Case(
        "V4b", "Goldenberg: times and signs", "own reference; that weak ties count more is "
        "contested and not tested", _FOUND_OUT + "3,000 people in groups of ten with 20 weak ties "
        "each; alone .005, weak .01, strong .04; mean of 10 runs.", Kind.ENGINE,
        ".5 periods, as in the table of cases", adoption.signs, 11.0,
    ),
    Case(
        "V5", "Independent cascade and its threshold", "Newman 2002 (S = 1 - exp(-R S))",
        _COMPLAINTS + "heard for one day, joined by whoever hears one, along ties of strength 0 or "
        "1 that are drawn beforehand (a draw made once may be made at any time: bond percolation). "
        "20,000 people with 8 ties on average, 40 runs from one person each.",
        Kind.ENGINE, ".02 of the size; three standard errors of the chance",
        cascades.independent_cascade, 12.0,
    ),
    Case(
        "V6", "DeGroot", "DeGroot (from memory, not verified); Golub & Jackson 2010",
        "Trust is a ratio of evidence that adds up; members never take the average of their "
        "friends' trust, so there is no averaging matrix to reach consensus with.", Kind.NONE,
    ),
    Case(
        "V7", "Deffuant", "Deffuant et al. 2000 (second-hand)",
        "Members do not listen to whom they differ from by more than `word_of_mouth.tolerance`, "
        "but what they hear is evidence for or against the brand: two who talk do not meet "
        "halfway, so clusters need not come out as there.", Kind.NONE,
    ),
    Case(
        "V8", "Granovetter's knife edge", "Granovetter 1978 (summaries)",
        _COMPLAINTS + "they last for ever. Everybody is tied to all others; each one's threshold "
        "follows from the own trust. The normal law is laid on 1,001 people.",
        Kind.ENGINE, "exact; .6 points for the normal law, as 1,001 people are no continuum",
        cascades.knife_edge, 3.0,
    ),
    Case(
        "V9", "Watts' cascade window", "Watts 2002",
        _COMPLAINTS + "they last for ever. 10,000 people in Erdos-Renyi graphs of mean degrees .3 "
        "inside and .3 outside the bounds; 60 tries from one person each. A cascade is more than a "
        "tenth of all. In an endless network no try outside succeeds; in one of this size a few "
        "may, so possible means one try in ten (26 to 54 % did inside, 0 to 2 % outside, over 3 "
        "seeds).",
        Kind.ENGINE, ".3 of the mean degree, as in the table of cases",
        cascades.window, 8.0,
    ),
    Case(
        "V10", "Friendship paradox", "Feld 1991 (from memory, not verified)",
        "Ties of the product: two networks read from edge lists, and its own small world.",
        Kind.ENGINE, "1e-9 on the identity; .1 on the mean of one random graph",
        books.friendship_paradox, 1.0,
    ),
    Case(
        "V11", "Beta trust", "Jøsang & Ismail 2002",
        "A brand posts; each post is worth one experience. Then a crisis speaks against it once.",
        Kind.ENGINE, ".001: half is forgotten after 100,000 days, the longest that is allowed",
        evidence.beta_trust, 1.0,
    ),
    Case(
        "V11b", "Beta trust that forgets", "own reference (fixed point of the published rule)",
        "A post a day: .05 for the brand, and .01 against it for personal data used without "
        "consent, three times as heavy; .998 is kept a day.", Kind.ENGINE,
        "1e-4, as in the table of cases", evidence.forgetful_trust, 1.0,
    ),
    Case(
        "V12", "Asymmetric delta rule", "Rescorla & Wagner (from memory, not verified)",
        "It is another rule for trust. The product has one rule, of evidence; that bad news weighs "
        "more is in `trust.negativity`.", Kind.NONE,
    ),
    Case(
        "V13", "Bandits", "Auer et al. 2002 (bound; from memory, not verified); "
        "Agrawal & Goyal 2012",
        "The product's choice of kinds of post (sim/strategies/bandits.py) among two arms that pay "
        "with .6 and .4; 10,000 pulls, 20 runs. No community is run.",
        Kind.ARITHMETIC, "bounds and order", books.bandits, 3.0,
    ),
    Case(
        "V14", "Random delivery of ads", "closed form (1 - exp(-impressions a head))",
        "Ads in a community of 20,000 who visit alike, over twenty weeks; ads to the audience, who "
        "remember each ad.", Kind.ENGINE, "three standard errors; .001 for the audience, which is "
        "an expectation", attention.ad_reach, 5.0,
    ),
    Case(
        "V15", "Carry-over and half-lives", "closed form (dose / (1 - kept))",
        "A post a day that is all promotion: irritation is the stock. Memory of a brand that is "
        "not met again.", Kind.ENGINE, ".1 % of the level and 1e-4 of shares: columns hold seven "
        "digits", evidence.carry_over, 2.0,
    ),
    Case(
        "V16", "A cascade of Poisson(R) replies", "branching process (from memory, not verified)",
        "Comments do not draw comments here; complaints draw complaints. " + _COMPLAINTS + "heard "
        "for one day, joined by whoever hears one. Each has Poisson(R) who do, in 600 networks of "
        "1,500, which keeps the very largest short: over 12 seeds the variance at R = .8 came out "
        "at 80 (s.e. 7).", Kind.ENGINE, "three standard errors", cascades.branching, 5.0,
    ),
    Case(
        "V17", "A reply brings newcomers back", "Joyce & Kraut 2006 (44 % and 56 %)",
        "100,000 members see a post and 44 % comment; half of these get a reply; the next post.",
        Kind.ENGINE, "three standard errors", attention.reply_effect, 1.0,
    ),
    Case(
        "V18", "Book-keeping", "identities",
        "A run of local-artisans with members who leave and join; a quiet community.",
        Kind.ENGINE, "exact; rounding for money", books.book_keeping, 6.0,
    ),
    Case(
        "V19", "Break-even of micro-communities and broad ads", "own reference (closed form)",
        "micro-vs-mass with everything on; five communities of 250; 10 replicates.",
        Kind.ENGINE, "25 % of the closed form, which knows nothing of trust, word of mouth, "
        "forgetting or saturation", break_even.crossing, 8.0,
    ),
)  # fmt: skip


def find_cases(ids: list[str] | None) -> list[Case]:
    """Return the cases of some ids (all if none), in the order of the list.

    Raises:
        ScenarioError: naming every id that is unknown.
    """
    known = {case.id.lower(): case for case in CASES}
    wanted = [name.strip() for name in ids or []]
    unknown = [name for name in wanted if name.lower() not in known]
    if unknown:
        names = [case.id for case in CASES]
        allowed = f"one of the cases is allowed: {', '.join(names)}"
        raise ScenarioError(
            [
                Problem("--case", "", name, allowed + nearest(name.upper(), names))
                for name in unknown
            ]
        )
    chosen = {name.lower() for name in wanted} or known.keys()
    return [case for case in CASES if case.id.lower() in chosen]
