"""Which tone a state has: the colour says whether it waits, moves, went well or ended; the word says the rest."""

NEUTRAL, INFO, ACTIVE, GOOD, WARN, BAD = (
    "neutral",
    "info",
    "active",
    "good",
    "warn",
    "bad",
)

# A state code means the same in every machine that uses it, so one table serves all.
_STATES = {
    NEUTRAL: "draft unverified self_declared erased suggested closed withdrawn declined expired no_interest stale superseded "
    "cancelled finished ended solved promoted not_awarded ineligible lapsed eliminated waived "
    "called_off excused reserve void discarded concluded not_advanced unqualified",
    INFO: "submitted pending viewed assigned in_check requested waitlisted planned queued sent_to_talent invited appealed "
    "district_checked argued scored proposed_award in_publicity claimed acceptance lodged intention drafted reported "
    "booked payment_due forming handed_in registration_closed ready "
    "preliminary semifinal cut_proposed payout_due",
    ACTIVE: "running shortlisted interview arranged sent_to_employer executing in_progress reviewing importing "
    "announced registration_open open listed final landing registered settled funded contracted proposed investigating in_force ordered scoring",
    GOOD: "active published verified approved offered accepted hired filled converted mutual_interest employer_interest "
    "confirmed done current self_confirmed paid awarded granted "
    "checked_in attended evaluated eligible upheld answered given signed fulfilled passed recovered allowed effective "
    "locked scheduled outcome_recorded released qualified landed cut_confirmed operating used",
    WARN: "returned held paused suspended changed provisional overdue parked partly restricted deactivation_requested "
    "postponed no_show rescheduled missed terminated_excused rework delayed demanded rectify conflicted",
    BAD: "rejected refused dismissed taken_down failed revoked disqualified error blocked terminated_fault broken withheld "
    "not_met overturned",
}
_TONES = {state: tone for tone, states in _STATES.items() for state in states.split()}


def tone_of(state: str) -> str:
    """The tone of a state code; an unknown one is neutral, so that a new state is shown rather than refused."""
    return _TONES.get(state, NEUTRAL)


def known() -> set[str]:
    """The state codes whose tone somebody chose."""
    return set(_TONES)
