"""Purse: what is left of a week's hours and money, while it is planned."""

__all__ = ["Purse"]


class Purse:
    """The hours and the money that are left of a week."""

    def __init__(self, hours: float, money: float, wage: float) -> None:
        self.hours, self.money, self.wage = max(0.0, hours), max(0.0, money), wage

    def affords(self, hours: float, cash: float = 0.0) -> bool:
        """Tell whether both suffice."""
        return hours <= self.hours + 1e-9 and hours * self.wage + cash <= self.money + 1e-9

    def take(self, hours: float, cash: float = 0.0) -> None:
        """Spend hours, at the wage, and cash."""
        self.hours = max(0.0, self.hours - hours)
        self.money = max(0.0, self.money - hours * self.wage - cash)

    def up_to(self, hours: float) -> float:
        """Spend up to so many hours; return how many it was."""
        most = self.money / self.wage if self.wage > 0 else hours
        spent = max(0.0, min(hours, self.hours, most))
        self.take(spent)
        return spent
