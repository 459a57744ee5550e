"""What Mesa sees: members, brands, communities and platforms as agents."""

from sim.agents.brand import Brand, Policy
from sim.agents.community import Community, Platform
from sim.agents.member import PHASES, Member

__all__ = ["PHASES", "Brand", "Community", "Member", "Platform", "Policy"]
