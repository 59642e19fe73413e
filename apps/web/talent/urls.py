from django.urls import path

from apps.web.talent import applications, asked, claims, consents, home, privacy, profile, readings, start

app_name = "talent"
urlpatterns = [
    path("", home.home, name="home"),
    path("start/", start.start, name="start"),
    path("start/check/", start.check, name="check"),
    path("start/reading/<str:public_id>/", readings.reading, name="reading"),
    path("start/reading/<str:public_id>/progress/", readings.progress, name="reading-progress"),
    path("profile/", profile.profile, name="profile"),
    path("profile/cvs/", readings.cvs, name="cvs"),
    path("profile/cvs/<str:public_id>/delete/", readings.discard, name="cv-delete"),
    path("profile/privacy/", privacy.privacy, name="privacy"),
    path("profile/privacy/ranking/", privacy.switch_ranking, name="ranking-switch"),
    path("profile/privacy/organisations/", privacy.search_organisations, name="organisations"),
    path("profile/privacy/hide/", privacy.block, name="block"),
    path("profile/privacy/show/", privacy.unblock, name="unblock"),
    path("profile/claims/", claims.claims, name="claims"),
    path("profile/claims/<str:kind>/submit/", claims.submit, name="claim-submit"),
    path("profile/claims/<str:public_id>/appeal/", claims.appeal, name="claim-appeal"),
    path("profile/<str:code>/", profile.section, name="profile-section"),
    path("profile/<str:code>/draft/", profile.draft, name="profile-draft"),
    path("profile/<str:code>/discard/", profile.discard_draft, name="profile-draft-discard"),
    path("consents/", consents.consents, name="consents"),
    path("consents/<str:public_id>/withdraw/", consents.withdraw, name="consent-withdraw"),
    path("why/<str:public_id>/", home.why, name="why"),
    path("why/call/<str:public_id>/", home.why_call, name="why-call"),
    path("applications/", applications.applications, name="applications"),
    path("applications/<str:public_id>/", applications.application, name="application"),
    path("applications/<str:public_id>/step/", applications.act, name="application-act"),
    path("interviews/<str:public_id>/answer/", applications.answer_interview, name="interview-answer"),
    path("apply/<str:public_id>/", applications.apply, name="apply"),
    path("asked/<str:public_id>/", asked.asked, name="asked"),
]
