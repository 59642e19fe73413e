"""Addresses of the API, version 1."""

from django.db import transaction
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from apps.api.fields import PUBLIC_ID
from apps.api.v1 import auth, experts, me, me_calls, my_expert, profile, reports, vocabularies
from apps.api.v1.agreements import Contracts
from apps.api.v1.annexes import Annexes, CallPapers
from apps.api.v1.applications import Applications
from apps.api.v1.appraisals import Appraisals
from apps.api.v1.call_lists import CallLists
from apps.api.v1.call_recovery import CallRecovery
from apps.api.v1.challenges import Challenges, Programmes
from apps.api.v1.contract_stages import Milestones, Payments
from apps.api.v1.employers import Employers
from apps.api.v1.events import Events, Registrations
from apps.api.v1.expert_pool import Experts
from apps.api.v1.form_checks import FormChecks
from apps.api.v1.matches import Matches
from apps.api.v1.naming import ProposalNaming
from apps.api.v1.opening import CallKeys, OpenCall, OpeningKeys
from apps.api.v1.panels import MyPanels, MySheets
from apps.api.v1.position_lists import PositionLists
from apps.api.v1.positions import Positions
from apps.api.v1.problems import Problems
from apps.api.v1.proposals import ProposalFiles, Proposals, SealedParts
from apps.api.v1.publicity import Objections, Publicities
from apps.api.v1.records import Records
from apps.api.v1.review_cases import CallReviews, ProposalResults

app_name = "v1"

router = SimpleRouter()
router.register("positions", Positions, basename="position")
router.register("positions", PositionLists, basename="position-list")
router.register("matches", Matches, basename="match")
router.register("applications", Applications, basename="application")
router.register("challenges", Challenges, basename="challenge")
router.register("challenges", CallKeys, basename="call")
router.register("challenges", CallLists, basename="solving")
router.register("challenges", CallRecovery, basename="recovery")
router.register("challenges", CallPapers, basename="paper")
router.register("annexes", Annexes, basename="annex")
router.register("programmes", Programmes, basename="programme")
router.register("problems", Problems, basename="problem")
router.register("proposals", Proposals, basename="proposal")
router.register("proposal-files", ProposalFiles, basename="proposal-file")
router.register("sealed-parts", SealedParts, basename="sealed-part")
router.register("proposals", FormChecks, basename="form-check")
router.register("challenges", CallReviews, basename="case")
router.register("proposals", ProposalResults, basename="result")
router.register("proposals", ProposalNaming, basename="naming")
router.register("me/panels", MyPanels, basename="my-panel")
router.register("me/sheets", MySheets, basename="my-sheet")
router.register("appraisals", Appraisals, basename="appraisal")
router.register("contracts", Contracts, basename="contract")
router.register("contract-milestones", Milestones, basename="contract-milestone")
router.register("contract-payments", Payments, basename="contract-payment")
router.register("agreements", Records, basename="record")
router.register("experts", Experts, basename="expert")
router.register("events", Events, basename="event")
router.register("registrations", Registrations, basename="registration")
router.register("employers", Employers, basename="employer")
router.register("publicities", Publicities, basename="publicity")
router.register("objections", Objections, basename="objection")
router.register("me/messages", me.Messages, basename="message")
router.register("me/access-log", me.AccessLog, basename="access-log")
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/", SpectacularSwaggerSplitView.as_view(url_name="v1:schema", template_name="api/docs.html"), name="docs"
    ),
    path("auth/token/", auth.GetToken.as_view(), name="token"),
    path("auth/logout/", auth.Logout.as_view(), name="logout"),
    path("me/", me.Me.as_view(), name="me"),
    path("me/profile/", profile.MyProfile.as_view(), name="my-profile"),
    path("me/profile/confirm/", profile.ConfirmProfile.as_view(), name="my-profile-confirm"),
    path("me/cv/", profile.MyCv.as_view(), name="my-cv"),
    path("me/cv/confirm/", profile.ConfirmCv.as_view(), name="my-cv-confirm"),
    path("me/opening-key/", OpeningKeys.as_view(), name="opening-key"),
    path("me/expert/", experts.MyExpert.as_view(), name="my-expert"),
    path("me/expert/undertakings/", my_expert.MyUndertakings.as_view(), name="my-undertakings"),
    path("me/expert/undertakings/take-back/", my_expert.TakeBack.as_view(), name="my-undertakings-take-back"),
    path("me/expert/pause/", my_expert.Pause.as_view(), name="my-expert-pause"),
    path("me/expert/resume/", my_expert.Resume.as_view(), name="my-expert-resume"),
    path("me/expert/leave/", my_expert.Leave.as_view(), name="my-expert-leave"),
    path("me/recommendations/", me.MyRecommendations.as_view(), name="my-recommendations"),
    path("me/recommendations/challenges/", me_calls.MyCalls.as_view(), name="my-calls"),
    path("me/requests/", me.MyRequests.as_view(), name="my-requests"),
    re_path(
        rf"^challenges/(?P<id>{PUBLIC_ID})/open/$",
        transaction.non_atomic_requests(OpenCall.as_view()),
        name="call-open",
    ),
    path("reports/calls/", reports.CallReport.as_view(), name="call-report"),
    path("reports/calls/cases/", reports.CallReportCases.as_view(), name="call-report-cases"),
    path("vocabularies/", vocabularies.Vocabularies.as_view(), name="vocabularies"),
    re_path(r"^vocabularies/(?P<name>[a-z_]{1,40})/$", vocabularies.OneVocabulary.as_view(), name="vocabulary"),
    path("chains/", vocabularies.Chains.as_view(), name="chains"),
    path("skills/", vocabularies.Skills.as_view(), name="skills"),
    path("schools/", vocabularies.Schools.as_view(), name="schools"),
    path("", include(router.urls)),
]
