"""What a scenario may say: its question, market, brands, mechanisms and strategies."""

from pydantic import Field, field_validator

from sim.appeal import AppealParameters
from sim.market import AudienceParameters, BrandParameters, CommunityGroup, Rival
from sim.mechanisms.backlash import BacklashParameters
from sim.mechanisms.belonging import BelongingParameters
from sim.mechanisms.conversation import ConversationParameters
from sim.mechanisms.crisis import CrisisParameters
from sim.mechanisms.engagement import EngagementParameters
from sim.mechanisms.exposure import ExposureParameters
from sim.mechanisms.familiarity import FamiliarityParameters
from sim.mechanisms.feedback import FeedbackParameters
from sim.mechanisms.immersion import ImmersionParameters
from sim.mechanisms.insincerity import InsincerityParameters
from sim.mechanisms.irritation import IrritationParameters
from sim.mechanisms.judgement import JudgementParameters
from sim.mechanisms.loyalty import LoyaltyParameters
from sim.mechanisms.membership import MembershipParameters
from sim.mechanisms.memory import MemoryParameters
from sim.mechanisms.muting import MutingParameters
from sim.mechanisms.offence import OffenceParameters
from sim.mechanisms.presence import PresenceParameters
from sim.mechanisms.purchase import PurchaseParameters
from sim.mechanisms.replying import ReplyingParameters
from sim.mechanisms.trust import TrustParameters
from sim.mechanisms.word_of_mouth import WordOfMouthParameters
from sim.outcomes import OUTCOMES
from sim.parameters import Parameters, parameter
from sim.platforms import Platforms
from sim.population import NetworkParameters, PopulationParameters
from sim.posterior import Posterior
from sim.strategies.analytics import Tools
from sim.strategies.identify import Research
from sim.strategies.pay import Influencers
from sim.strategies.plan import Strategy
from sim.strategies.stories import StoriesParameters
from sim.strategies.tailor import Content

__all__ = ["Scenario"]


class Scenario(Parameters):
    """All a run needs besides a strategy's name and a seed. What is left out is at its default."""

    title: str = Field(description="a few words")
    question: str = Field(description="what the scenario is for, as a question")
    baseline: str = Field(description="the strategy that others are compared to")
    outcomes: tuple[str, ...] = Field(
        default=("engagement_rate", "trust_change", "cost_per_customer"),
        description="what the question is about: one to four names of outcomes",
    )
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
    stories: StoriesParameters = StoriesParameters()
    research: Research = Research()
    tools: Tools = Tools()
    influencers: Influencers = Influencers()

    membership: MembershipParameters = MembershipParameters()
    exposure: ExposureParameters = ExposureParameters()
    appeal: AppealParameters = AppealParameters()
    judgement: JudgementParameters = JudgementParameters()
    engagement: EngagementParameters = EngagementParameters()
    replying: ReplyingParameters = ReplyingParameters()
    word_of_mouth: WordOfMouthParameters = WordOfMouthParameters()
    crisis: CrisisParameters = CrisisParameters()
    purchase: PurchaseParameters = PurchaseParameters()
    insincerity: InsincerityParameters = InsincerityParameters()
    offence: OffenceParameters = OffenceParameters()
    conversation: ConversationParameters = ConversationParameters()
    feedback: FeedbackParameters = FeedbackParameters()
    immersion: ImmersionParameters = ImmersionParameters()
    backlash: BacklashParameters = BacklashParameters()
    loyalty: LoyaltyParameters = LoyaltyParameters()
    belonging: BelongingParameters = BelongingParameters()
    muting: MutingParameters = MutingParameters()
    presence: PresenceParameters = PresenceParameters()
    trust: TrustParameters = TrustParameters()
    memory: MemoryParameters = MemoryParameters()
    irritation: IrritationParameters = IrritationParameters()
    familiarity: FamiliarityParameters = FamiliarityParameters()

    strategies: dict[str, Strategy] = Field(description="what is compared, by name")
    posterior: Posterior = Field(
        default=Posterior(), description="joint draws of parameters that were fitted to own data"
    )

    @field_validator("outcomes")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        known = [name for name, outcome in OUTCOMES.items() if outcome.direction]
        for name in names:
            if name not in known:
                raise ValueError(f"'{name}' is no outcome to be good at; {', '.join(known)} are")
        if not 1 <= len(set(names)) == len(names) <= 4:
            raise ValueError("one to four names, each once, are allowed")
        return names
