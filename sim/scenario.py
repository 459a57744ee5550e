"""What a scenario may say: its question, market, brands, mechanisms and strategies."""

from pydantic import Field

from sim.market import AudienceParameters, BrandParameters, CommunityGroup, Rival
from sim.mechanisms.crisis import CrisisParameters
from sim.mechanisms.engagement import EngagementParameters
from sim.mechanisms.exposure import ExposureParameters
from sim.mechanisms.familiarity import FamiliarityParameters
from sim.mechanisms.irritation import IrritationParameters
from sim.mechanisms.judgement import JudgementParameters
from sim.mechanisms.membership import MembershipParameters
from sim.mechanisms.memory import MemoryParameters
from sim.mechanisms.purchase import PurchaseParameters
from sim.mechanisms.replying import ReplyingParameters
from sim.mechanisms.trust import TrustParameters
from sim.mechanisms.word_of_mouth import WordOfMouthParameters
from sim.parameters import Parameters, parameter
from sim.platforms import Platforms
from sim.population import NetworkParameters, PopulationParameters
from sim.strategies.plan import Strategy
from sim.strategies.tailor import Content

__all__ = ["Scenario"]


class Scenario(Parameters):
    """All a run needs besides a strategy's name and a seed. What is left out is at its default."""

    title: str = Field(description="a few words")
    question: str = Field(description="what the scenario is for, as a question")
    baseline: str = Field(description="the strategy that others are compared to")
    days: int = parameter(
        364, plausible=(91, 728), bounds=(7, 728), unit="days", meaning="length of a run",
        source="choice of the scenario", confidence="given",
    )  # fmt: skip

    communities: dict[str, CommunityGroup]
    network: NetworkParameters = NetworkParameters()
    population: PopulationParameters = PopulationParameters()
    platforms: Platforms = Platforms()
    audience: AudienceParameters = AudienceParameters()
    brand: BrandParameters = BrandParameters()
    rivals: dict[str, Rival] = Field(default={}, description="other brands")
    content: Content = Content()

    membership: MembershipParameters = MembershipParameters()
    exposure: ExposureParameters = ExposureParameters()
    judgement: JudgementParameters = JudgementParameters()
    engagement: EngagementParameters = EngagementParameters()
    replying: ReplyingParameters = ReplyingParameters()
    word_of_mouth: WordOfMouthParameters = WordOfMouthParameters()
    crisis: CrisisParameters = CrisisParameters()
    purchase: PurchaseParameters = PurchaseParameters()
    trust: TrustParameters = TrustParameters()
    memory: MemoryParameters = MemoryParameters()
    irritation: IrritationParameters = IrritationParameters()
    familiarity: FamiliarityParameters = FamiliarityParameters()

    strategies: dict[str, Strategy] = Field(description="what is compared, by name")
