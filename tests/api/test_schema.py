"""The description of the API: complete and without warnings; one shape for every refusal."""

import json
import re

import pytest
from django.core.management import call_command
from drf_spectacular.generators import SchemaGenerator

from tests.api import world
from tests.api.conftest import ROOT


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_the_schema_stands_without_warnings(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--validate", file=str(tmp_path / "schema.yml"))
    assert (tmp_path / "schema.yml").stat().st_size > 10_000


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_every_route_is_described_with_its_refusals():
    paths = SchemaGenerator().get_schema(public=True)["paths"]
    described = {(path, method) for path, methods in paths.items() for method in methods}
    assert described == {
        (ROOT + (path if "vocabularies" not in path else path.replace("{id}", "{name}")), method)
        for name, (path, view) in world.routes().items()
        for method in world.methods(view)
        if name not in ("schema", "docs")
    }
    publish = paths[f"{ROOT}positions/{{id}}/publish/"]["post"]
    assert set(publish["responses"]) == {"200", "400", "401", "403", "404", "409", "415"}
    texts = json.dumps(paths)
    assert "Traceback" not in texts
    assert re.search(r"/(work|root)/", texts) is None


@pytest.mark.django_db
def test_one_shape_for_every_refusal(client):
    for path, status in (("me/", 401), ("positions/zzzzzzzzzzzz/", 404), ("positions/?chain=x", 400)):
        answer = client.get(ROOT + path)
        assert (answer.status_code, sorted(answer.json())) == (status, ["errors", "type"])
        assert [sorted(row) for row in answer.json()["errors"]] == [["attr", "code", "detail"]]
    assert client.delete(ROOT + "chains/").json()["errors"][0]["code"] == "method_not_allowed"
