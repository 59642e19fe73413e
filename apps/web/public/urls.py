from django.urls import path

from apps.web import files
from apps.web.public import employers, home, positions, statements

app_name = "public"
urlpatterns = [
    path("", home.home, name="home"),
    path("positions/", positions.positions, name="positions"),
    path("positions/<str:public_id>/", positions.position, name="position"),
    path("files/<str:public_id>/", files.download, name="file"),
    path("employers/", employers.employers, name="employers"),
    path("employers/<str:public_id>/", employers.employer, name="employer"),
    path("privacy/", statements.privacy, name="privacy"),
    path("accessibility/", statements.accessibility, name="accessibility"),
]
