"""Fixed choices of events: boards of the talent week, kinds of events, who organises as what."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Board(models.TextChoices):
    RECRUITMENT = "recruitment", pgettext_lazy("board", "Talent recruitment")
    INNOVATION = "innovation", pgettext_lazy("board", "Innovation and entrepreneurship")
    PLATFORMS = "platforms", pgettext_lazy("board", "Platforms")
    FORUMS = "forums", pgettext_lazy("board", "Summits and forums")
    COMPETITIONS = "competitions", pgettext_lazy("board", "Talent competitions")
    OTHER = "other", pgettext_lazy("board", "Other events")


class EventType(models.TextChoices):
    OPENING = "opening", pgettext_lazy("event type", "Opening ceremony")
    SIGNING = "signing", pgettext_lazy("event type", "Signing ceremony")
    TALKS = "talks", pgettext_lazy("event type", "Business talks")
    FAIR = "fair", pgettext_lazy("event type", "Job fair")
    LIVE = "live", pgettext_lazy("event type", "Live recruiting")
    ROADSHOW = "roadshow", pgettext_lazy("event type", "Roadshow")
    MATCHMAKING = "matchmaking", pgettext_lazy("event type", "Matchmaking of industry and talent")
    FORUM = "forum", pgettext_lazy("event type", "Forum")
    SALON = "salon", pgettext_lazy("event type", "Salon")
    SYMPOSIUM = "symposium", pgettext_lazy("event type", "Discussion meeting")
    STUDY_TOUR = "study_tour", pgettext_lazy("event type", "Study tour")
    SEMINAR = "seminar", pgettext_lazy("event type", "Seminar")
    VISIT = "visit", pgettext_lazy("event type", "Visit")
    CAMPUS_TALK = "campus_talk", pgettext_lazy("event type", "Campus talk")
    EXHIBITION = "exhibition", pgettext_lazy("event type", "Exhibition of results")
    CONTEST = "contest", pgettext_lazy("event type", "Contest")
    TRAINING = "training", pgettext_lazy("event type", "Training")


class Format(models.TextChoices):
    ONSITE = "onsite", pgettext_lazy("event format", "On site")
    ONLINE = "online", pgettext_lazy("event format", "Online")
    HYBRID = "hybrid", pgettext_lazy("event format", "On site and online")


class OrganiserRole(models.TextChoices):
    GUIDANCE = "guidance", pgettext_lazy("organiser", "Guided by")
    HOST = "host", pgettext_lazy("organiser", "Hosted by")
    ORGANISER = "organiser", pgettext_lazy("organiser", "Organised by")
    CO_ORGANISER = "co_organiser", pgettext_lazy("organiser", "Co-organised by")


class Party(models.TextChoices):
    """As what somebody takes part; decides how long a place is kept for an answer."""

    TALENT = "talent", pgettext_lazy("taking part as", "Talent")
    EMPLOYER = "employer", pgettext_lazy("taking part as", "Employer")
    GUEST = "guest", pgettext_lazy("taking part as", "Guest")


class Metric(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("target", "People registered")
    ATTENDED = "attended", pgettext_lazy("target", "People who came")
    EMPLOYERS = "employers", pgettext_lazy("target", "Employers registered")
    EVENTS = "events", pgettext_lazy("target", "Events held")


class AnswerKind(models.TextChoices):
    """What a question of an event's own form takes."""

    TEXT = "text", pgettext_lazy("kind of answer", "A line")
    LONG = "long", pgettext_lazy("kind of answer", "A longer text")
    CHOICE = "choice", pgettext_lazy("kind of answer", "One of several choices")
    YES_NO = "yes_no", pgettext_lazy("kind of answer", "Yes or no")
    CONSENT = "consent", pgettext_lazy("kind of answer", "A consent")


class ScanResult(models.TextChoices):
    IN = "in", pgettext_lazy("door", "let in")
    AGAIN = "again", pgettext_lazy("door", "used before")
    REFUSED = "refused", pgettext_lazy("door", "no valid ticket")
