from django.urls import path

from apps.web import files
from apps.web.public import challenges, draws, employers, figures, home, open_data, positions, publicity, statements

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("positions/", positions.positions, name="positions"),
    path("positions/<str:public_id>/", positions.position, name="position"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/data.json", open_data.as_json, name="challenges-json"),
    path("challenges/data.csv", open_data.as_csv, name="challenges-csv"),
    path("challenges/feed/", open_data.NewestCalls(), name="challenges-feed"),
    path("challenges/figures/", figures.page, name="figures"),
    path("challenges/figures/data.json", figures.as_json, name="figures-json"),
    path("challenges/figures/data.csv", figures.as_csv, name="figures-csv"),
    path("challenges/rounds/<str:public_id>/", challenges.programme, name="programme"),
    path("challenges/<str:public_id>/", challenges.challenge, name="challenge"),
    path("challenges/<str:public_id>/undertake/", challenges.undertake, name="challenge-undertake"),
    path("challenges/<str:public_id>/draw.json", draws.draw, name="draw"),
    path("problems/", challenges.problems, name="problems"),
    path("problems/<str:public_id>/", challenges.problem, name="problem"),
    path("publicity/", publicity.periods, name="publicity-list"),
    path("publicity/objections/", publicity.my_objections, name="my-objections"),
    path("publicity/objections/<str:public_id>/", publicity.objection, name="objection"),
    path("publicity/<str:public_id>/", publicity.period, name="publicity"),
    path("publicity/<str:public_id>/notice.pdf", publicity.paper, name="publicity-paper"),
    path("publicity/<str:public_id>/object/", publicity.object_, name="object"),
    path("files/<str:public_id>/", files.download, name="file"),
    path("employers/", employers.employers, name="employers"),
    path("employers/<str:public_id>/", employers.employer, name="employer"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accessibility/", statements.accessibility, name="accessibility"),
]
