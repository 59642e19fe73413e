"""Components: what they show of their values, and that pages stay within the security policy."""

import hashlib
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps as registry
from django.conf import settings
from django.http import Http404
from django.template import Context, Template
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation

from apps.web.badges import known, tone_of
from apps.web.formatting import Rate
from apps.web.styleguide import styleguide

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "static"
EVIL = '<script>alert("x")</script>'


def render(source: str, language: str = "en", **context: Any) -> str:
    with translation.override(language):
        return Template("{% load i18n ui show %}" + source).render(Context(context))


def text_of(html: str) -> str:
    """The text of a fragment, white space collapsed."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html)).strip()


def every_template() -> list[Path]:
    return sorted([*TEMPLATES.rglob("*.html"), *(Path(settings.BASE_DIR) / "apps" / "web").rglob("*.html")])


class TestValues:
    def test_pay_with_the_viewers_currency(self) -> None:
        rate = Rate("EUR", Decimal("7.8"), datetime(2026, 3, 1, tzinfo=UTC).date())
        html = render("{% pay 150000 500000 rate %}", rate=rate)
        assert text_of(html) == "CNY 150,000–500,000 a year before tax ≈ EUR 19,200–64,100"
        assert 'title="Rate of 1 March 2026"' in html

    def test_unknown_pay_says_so(self) -> None:
        assert text_of(render("{% pay None None %}")) == "Pay not stated"

    @pytest.mark.parametrize(
        ("thousandths", "shown"),
        [(82437, "82.4"), (100000, "100.0"), (49, "0.0"), (50, "0.1"), (-1500, "−1.5"), (-20, "0.0"), (None, "–")],
    )
    def test_points_are_thousandths_with_one_decimal(self, thousandths: int | None, shown: str) -> None:
        assert render("{{ n|points }}", n=thousandths) == shown

    def test_instant_has_a_machine_form_for_the_viewers_zone(self) -> None:
        html = render("{% instant at %}", at=datetime(2026, 3, 1, 4, tzinfo=UTC))
        assert html == (
            '<time datetime="2026-03-01T04:00:00Z" data-viewer-zone>1 March 2026, 12:00 (Beijing time)</time>'
        )

    def test_a_late_instant_is_dated_by_the_citys_clock(self) -> None:
        html = render("{{ at|day }}", "zh-hans", at=datetime(2026, 2, 28, 17, tzinfo=UTC))
        assert html == '<time datetime="2026-03-01">2026年3月1日</time>'

    @pytest.mark.parametrize(
        ("part", "whole", "shown"),
        [
            (3, 8, "37.5%"),
            (0, 8, "0%"),
            (1, 9000, "1.0%"),
            (9, 8, "100.0%"),
            (5, 0, "0%"),
            (None, 8, "0%"),
            (-2, 8, "0%"),
        ],
    )
    def test_share(self, part: int | None, whole: int, shown: str) -> None:
        assert render("{{ part|share:whole }}", part=part, whole=whole) == shown

    @pytest.mark.parametrize(
        ("text", "phrase", "html"),
        [
            ("Marine coatings and COATINGS", "coatings", "Marine <mark>coatings</mark> and <mark>COATINGS</mark>"),
            ("nothing of it", "coatings", "<mark>nothing of it</mark>"),
            ("a <b> c", "<b>", "a <mark>&lt;b&gt;</mark> c"),
            ("İstanbul coatings", "coatings", "<mark>İstanbul coatings</mark>"),
            ("plain", "", "<mark>plain</mark>"),
        ],
    )
    def test_marked(self, text: str, phrase: str, html: str) -> None:
        assert render("{{ text|marked:phrase }}", text=text, phrase=phrase) == html


class TestLanguageOfText:
    def test_own_language_has_no_label(self) -> None:
        html = render('{% localized thing "title" %}', "en", thing={"title_en": "Coatings", "title_zh_hans": "涂层"})
        assert html == '<span lang="en">Coatings</span>'

    def test_other_language_is_labelled(self) -> None:
        html = render('{% localized thing "title" %}', "en", thing={"title_zh_hans": "涂层"})
        assert html == '<bdi lang="zh-Hans">涂层</bdi> <span class="text-language">Chinese text</span>'

    def test_simplified_text_needs_no_label_for_a_traditional_reader(self) -> None:
        html = render('{% localized thing "title" %}', "zh-hant", thing={"title": {"zh-hans": "涂层"}})
        assert html == '<span lang="zh-Hans">涂层</span>'

    def test_label_can_be_left_out(self) -> None:
        assert render('{% written "涂层" "zh-hans" tag=False %}') == '<bdi lang="zh-Hans">涂层</bdi>'

    def test_free_text_is_escaped(self) -> None:
        assert EVIL not in render('{% written text "en" %}{% written text "zh-hans" %}{% written text "" %}', text=EVIL)


class DemoForm(forms.Form):
    title = forms.CharField(label="Title", max_length=5, help_text="Short.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    means = forms.MultipleChoiceField(
        label="Means", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    agree = forms.BooleanField(label="Agree")


class TestForms:
    def test_error_stands_at_the_field_and_is_read_with_it(self) -> None:
        html = DemoForm({"title": "too long"})["title"].as_field_group()
        assert 'aria-invalid="true"' in html
        assert 'aria-describedby="id_title_helptext id_title_error"' in html
        assert re.search(r'<div id="id_title_error"><span class="field-error">.*at most 5', html)
        assert 'class="form-control is-invalid"' in html

    def test_what_was_typed_is_escaped_in_errors_and_values(self) -> None:
        assert EVIL not in DemoForm({"title": EVIL, "means": [EVIL]}).as_div() + render(
            '{% include "components/form.html" %}', form=DemoForm({"title": EVIL, "means": [EVIL]})
        )

    def test_optional_fields_say_so_and_required_ones_do_not(self) -> None:
        form = DemoForm()
        assert "optional" in form["note"].as_field_group()
        assert "optional" not in form["title"].as_field_group()

    def test_several_boxes_are_a_fieldset_with_a_legend(self) -> None:
        html = DemoForm()["means"].as_field_group()
        assert html.strip().startswith('<fieldset class="field"')
        assert re.search(r"<legend>Means\s*</legend>", html)

    def test_one_box_is_inside_its_label(self) -> None:
        html = DemoForm()["agree"].as_field_group()
        assert re.search(r'<label class="form-check"><input type="checkbox".*Agree</span></label>', html)

    def test_summary_links_to_every_field_in_error(self) -> None:
        html = render('{% include "components/form_errors.html" %}', form=DemoForm({}))
        assert re.findall(r'href="#(\w+)"', html) == ["id_title", "id_means", "id_agree"]


class FilterForm(forms.Form):
    q = forms.CharField(label="Search", required=False)
    degree = forms.MultipleChoiceField(
        label="Degree", required=False, choices=[("master", "Master"), ("doctor", "Doctor")]
    )


class TestFilters:
    def chips(self, address: str) -> list[tuple[str, str]]:
        request = RequestFactory().get(address)
        html = render("{% filter_chips form %}", request=request, form=FilterForm(request.GET))
        found = re.findall(r'class="chip" href="([^"]*)"><span[^>]*>[^<]*</span>([^<]*)<', html)
        return [(label, url.replace("&amp;", "&")) for url, label in found]

    def test_each_value_has_a_chip_that_removes_only_itself(self) -> None:
        assert self.chips("/positions/?q=VR&degree=master&degree=doctor&sort=new") == [
            ("VR", "?degree=master&degree=doctor&sort=new"),
            ("Master", "?q=VR&degree=doctor&sort=new"),
            ("Doctor", "?q=VR&degree=master&sort=new"),
        ]

    def test_removing_a_filter_goes_back_to_the_first_page(self) -> None:
        assert self.chips("/positions/?q=VR&cursor=abc&page=3") == [("VR", "?")]

    def test_no_filter_no_chips(self) -> None:
        assert self.chips("/positions/?q=") == []

    def test_a_strange_value_is_shown_escaped(self) -> None:
        request = RequestFactory().get("/", {"q": EVIL})
        assert EVIL not in render("{% filter_chips form %}", request=request, form=FilterForm(request.GET))


class TestCards:
    TALENT = {"id": "t1", "code": "K7-203", "direction": "Coatings", "rank": 1, "score": 91800, "years": 0}

    def test_anonymous_card_shows_nothing_it_was_not_given(self) -> None:
        card = 'components/talent_card.html" with talent=talent only'
        html = render('{% include "' + card + " %}", talent={**self.TALENT, "name": "Erika Example", "email": "e@x"})
        assert text_of(html) == "Rank 1 Coatings Card K7-203 91.8 of 100 0 years of experience"

    def test_position_card_needs_only_a_title_and_pay(self) -> None:
        card = '{% include "components/position_card.html" with position=position only %}'
        html = render(card, position={"title": "Coatings engineer", "url": "/p/", "pay_min": 150000})
        assert text_of(html) == "Coatings engineer from CNY 150,000 a year before tax"

    def test_factor_bars_show_points_and_their_sum(self) -> None:
        factors = [
            {"label": "Text", "points": 31250, "max": 40000},
            {"label": "Pay", "points": 3500, "max": 7000, "neutral": True},
        ]
        html = render("{% factor_bars factors 34750 %}", factors=factors)
        assert text_of(html).endswith("Text 31.3 / 40.0 Pay not stated: neutral value 3.5 / 7.0 Score 34.8 / 100")
        assert re.findall(r"--w:([\d.]+%)", html) == ["78.1%", "50.0%"]

    def test_chain_bars_share_one_scale(self) -> None:
        chains = [{"label": "A", "demand": 10, "supply": 40}, {"label": "B", "demand": 20, "supply": 0}]
        html = render("{% chain_bars chains %}", chains=chains)
        assert re.findall(r"--w:([\d.]+%)", html) == ["25.0%", "100.0%", "50.0%", "0%"]

    def test_reasons_stand_side_by_side_with_their_words(self) -> None:
        reasons = [{"label": "Skill", "points": 8200, "posting_text": "防腐涂层", "talent_text": "coatings"}]
        html = render(
            '{% include "components/reasons.html" with reasons=r posting_label="Posting" talent_label="Talent" %}',
            r=reasons,
        )
        assert text_of(html) == "Skill 8.2 points Posting 防腐涂层 Talent coatings"
        assert re.findall(r"<mark>([^<]*)</mark>", html) == ["防腐涂层", "coatings"]

    def test_free_text_of_cards_is_escaped(self) -> None:
        html = render(
            '{% include "components/position_card.html" %}{% include "components/employer_card.html" %}',
            position={"title": EVIL, "summary": EVIL, "skills": [EVIL], "employer_name": EVIL},
            employer={"name": EVIL, "summary": EVIL, "honours": [EVIL]},
        )
        assert EVIL not in html


class TestParts:
    def test_dialog_posts_with_the_pages_token(self) -> None:
        html = render(
            '{% dialog id="no" title="Sure?" action="/x/" confirm="Reject" tone="danger" %}<p>{{ who }}</p>{% enddialog %}',
            csrf_token="t0ken",
            who=EVIL,
        )
        assert 'method="post" action="/x/"' in html
        assert 'name="csrfmiddlewaretoken" value="t0ken"' in html
        assert "btn-danger" in html
        assert EVIL not in html

    def test_dialog_without_action_is_no_form(self) -> None:
        assert "<form" not in render('{% dialog id="a" title="About" %}text{% enddialog %}')

    def test_qr_is_drawn_and_named(self) -> None:
        html = render('{% qr "https://example.org/claim/1" "Claim link" %}')
        assert 'aria-label="Claim link"' in html
        assert "<path" in html

    def test_progress_stops_asking_when_it_is_told_no_address(self) -> None:
        template = '{% include "components/progress.html" with label="Rows" done=3 total=3 poll_url=url only %}'
        assert "hx-get" in render(template, url="/p/")
        assert "hx-get" not in render(template, url="")

    def test_undo_bar_carries_its_end(self) -> None:
        until = datetime(2026, 3, 1, 4, 10, tzinfo=UTC)
        html = render('{% include "components/undo_bar.html" with id="1" text="Moved" url="/u/" %}', until=until)
        assert 'data-until="2026-03-01T04:10:00Z"' in html

    @pytest.mark.parametrize(
        ("state", "tone"), [("published", "good"), ("returned", "warn"), ("rejected", "bad"), ("invented", "neutral")]
    )
    def test_tone_of_a_state(self, state: str, tone: str) -> None:
        assert tone_of(state) == tone

    def test_every_state_of_the_platform_has_a_chosen_tone(self) -> None:
        states = {
            value
            for model in registry.get_models()
            if model.__module__.startswith("apps.")
            for field in model._meta.get_fields()
            if getattr(field, "name", "") == "state" and getattr(field, "choices", None)
            for value, _label in field.choices
        }
        assert states - known() == set(), "choose a tone in apps/web/badges.py"


class Policy(HTMLParser):
    """Collects what the Content-Security-Policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/json"  # read by a script, never run
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.refused.append(f"<{tag}>")
        self.refused += [f"{tag} {name}" for name in given if name.startswith(("on", "hx-on", "data-bs-toggle"))]
        for name in ("src", "href", "action"):
            value = given.get(name) or ""
            if value.startswith("javascript:") or (
                tag in {"script", "link", "img"} and value.startswith(("http", "//"))
            ):
                self.refused.append(f"{tag} {name}={value}")


class TestPolicy:
    @pytest.mark.parametrize("template", every_template(), ids=lambda path: path.name)
    def test_no_template_has_inline_script_style_or_foreign_host(self, template: Path) -> None:
        policy = Policy()
        policy.feed(re.sub(r"{%.*?%}", "", template.read_text(encoding="utf-8")))
        assert policy.refused == []

    def test_the_check_itself_sees_what_it_should(self) -> None:
        policy = Policy()
        policy.feed(
            '<script>1</script><style></style><a onclick="x">a</a><script src="https://cdn.example/x.js"></script>'
        )
        assert policy.refused == ["<script>", "<style>", "a onclick", "script src=https://cdn.example/x.js"]

    @pytest.mark.parametrize("template", every_template(), ids=lambda path: path.name)
    def test_every_icon_is_in_the_sprite(self, template: Path) -> None:
        known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "vendor/tabler-icons/sprite.svg").read_text()))
        used = set(re.findall(r'{%\s*icon "([^"]+)"', template.read_text(encoding="utf-8")))
        assert used - known == set()

    @pytest.mark.parametrize("template", every_template(), ids=lambda path: path.name)
    def test_every_template_compiles(self, template: Path) -> None:
        get_template(str(template.relative_to(TEMPLATES)) if template.is_relative_to(TEMPLATES) else template.name)


class TestStyleGuide:
    @pytest.mark.parametrize("frame", ["portal", "public"])
    @pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
    def test_every_component_renders_in_both_frames(self, rf: RequestFactory, frame: str, language: str) -> None:
        with translation.override(language):
            page = styleguide(rf.get("/styleguide/", {"frame": frame})).content.decode()
        assert page.count("<h1>") == 1
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert sorted(ids) == sorted(set(ids))

    def test_an_unknown_frame_is_not_found(self, rf: RequestFactory) -> None:
        with pytest.raises(Http404):
            styleguide(rf.get("/styleguide/", {"frame": "../../etc"}))


def test_vendored_files_are_those_of_the_manifest() -> None:
    vendor = STATIC / "vendor"
    packages = json.loads((vendor / "manifest.json").read_text())["packages"]
    listed = {
        f"{package['folder']}/{file['file']}": file["sha256"] for package in packages for file in package["files"]
    }
    found = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name not in {"LICENSE", "manifest.json"}
    }
    assert found == listed
    assert all((vendor / package["folder"] / "LICENSE").is_file() for package in packages)
