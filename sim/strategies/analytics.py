"""Analytics: what a brand pays to know more, and what it then knows.

A tool costs a fee and lowers the noise of every metric. An AI tool also finds communities
faster, aims the ads to the audience better at the same price, and personalises deeper, which
cuts both ways: with consent posts fit better, without it the breach of privacy is worse.

Source: at least 40 % of third-party attributes are wrong, Venkatadri et al. 2019 (second-hand);
that AI halves the noise is an assumption, and so are all levels.
"""

from typing import Literal

from sim.parameters import Parameters, parameter

__all__ = ["Analytics", "Tool", "Tools", "aimed", "personalised", "tool_of"]


class Tool(Parameters):
    """One tool for measuring and targeting."""

    fee: float = parameter(
        0.0, plausible=(0.0, 2000.0), bounds=(0.0, 1_000_000.0), unit="$/month",
        meaning="price of the tool", source="assumption: prices of vendors vary widely",
        confidence="given",
    )  # fmt: skip
    noise: float = parameter(
        0.5, plausible=(0.05, 1.0), bounds=(0.0, 5.0), unit="ratio",
        meaning="standard deviation of a weekly metric against its value", source="assumption",
    )  # fmt: skip
    research_speed: float = parameter(
        1.0, plausible=(1.0, 5.0), bounds=(0.1, 100.0), unit="ratio",
        meaning="how much faster it makes research", source="assumption",
    )  # fmt: skip
    aim: float = parameter(
        0.0, plausible=(0.0, 0.5), bounds=(0.0, 1.0), unit="share",
        meaning="share of the aim that targeted ads miss, which the tool adds", source="assumption",
    )  # fmt: skip
    depth: float = parameter(
        0.0, plausible=(0.0, 1.0), bounds=(0.0, 10.0), unit="ratio",
        meaning="how much deeper it personalises", source="assumption",
    )  # fmt: skip


class Tools(Parameters):
    """The tools there are. Without one, a brand has what the platform shows for nothing."""

    platform: Tool = Tool()
    basic: Tool = Tool(fee=100.0, noise=0.3)
    ai: Tool = Tool(fee=500.0, noise=0.15, research_speed=3.0, aim=0.25, depth=0.5)


class Analytics(Parameters):
    """Which tool the brand pays for."""

    tool: Literal["platform", "basic", "ai"] = "basic"


def tool_of(block: Analytics | None, tools: Tools) -> Tool:
    """Return the tool that a strategy pays for, or what the platform shows for nothing."""
    return getattr(tools, block.tool if block else "platform")


def aimed(precision: float, tool: Tool) -> float:
    """Return how precisely ads reach the niche (share); ads that are not aimed stay so."""
    return precision + tool.aim * (1.0 - precision) if precision > 0.0 else precision


def personalised(personalisation: float, tool: Tool) -> float:
    """Return how far posts are personalised (share) with this tool."""
    return min(1.0, personalisation * (1.0 + tool.depth))
