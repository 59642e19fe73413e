"""The office of a call's story and its three windows: one desk at which officers take turns, the poster, everybody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import User
from apps.challenges.models import Challenge
from tests.journeys import call_cast, calls, cast, clock
from tests.journeys.door import let_in, sign_in
from tests.journeys.watch import Window
from tests.journeys.words import Words


@dataclass
class Office:
    """The officers of the city and the district, with the roles that ship."""

    keeper: User
    district: User
    department: User
    second: User
    publisher: User
    objections: User
    holders: list[User]
    finance: tuple[User, User]


def office() -> Office:
    officer = call_cast.officer
    return Office(
        keeper=officer("department_officer"),
        district=officer("district_operator", district=call_cast.DISTRICT),
        department=officer("department_officer"),
        second=officer("department_officer"),
        publisher=officer("city_operator"),
        objections=officer("objections_officer"),
        holders=[officer("opening_officer") for _each in range(2)],
        finance=(officer("finance_officer"), officer("finance_officer")),
    )


@dataclass
class Stage:
    """The three windows of a story."""

    say: Words
    desk: Window
    firm: Window
    hers: Window
    office: Office

    def sits(self, user: User) -> Window:
        """Whose turn it is at the desk."""
        let_in(self.desk, user)
        return self.desk

    def approve_and_publish(self, challenge: Challenge) -> None:
        """By the department and, with the keys, by a second person of the city."""
        calls.decide(self.sits(self.office.department), self.say, challenge, "Approve", "Approved.")
        calls.prepare_keys(self.sits(self.office.publisher), self.say, challenge, self.office.holders)
        calls.decide(self.desk, self.say, challenge, "Publish", "Published. It takes proposals until its deadline.")

    def close_and_open(self, challenge: Challenge, count: int) -> None:
        """Closed by the clock, opened by two people together."""
        clock.deadline_passes(challenge)
        assert challenge.state == "closed"
        calls.open_together(self.sits(self.office.holders[0]), self.say, challenge, self.office.holders, count)


def set_(open_window: Callable[..., Window], say: Words) -> Stage:
    """The office is there, its keeper and the poster's owner have come in by the door."""
    stage = Stage(say, open_window(), open_window(), open_window(), office())
    sign_in(stage.desk, say, stage.office.keeper)
    sign_in(stage.firm, say, cast.employer().owner)
    return stage
