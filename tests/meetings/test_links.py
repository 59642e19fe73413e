"""Which service an address belongs to, and what has to be said about it."""

import pytest

from apps.meetings.links import service_of, warning


@pytest.mark.parametrize(
    ("link", "code", "said"),
    [
        ("https://meeting.tencent.com/dm/abc", "tencent", ""),
        ("https://voovmeeting.com/dm/abc", "tencent", ""),
        ("https://teams.microsoft.com/l/meetup-join/abc", "teams", ""),
        ("https://us02web.zoom.us/j/123?pwd=x", "zoom", "some accounts only"),
        ("https://meet.google.com/abc-defg-hij", "google", "cannot be reached"),
        ("https://MEET.GOOGLE.COM./abc", "google", "cannot be reached"),
        ("https://zoom.us.example.com/j/123", "other", "do not know"),
        ("https://notzoom.us/j/123", "other", "do not know"),
        ("https://example.com/?next=https://meeting.tencent.com", "other", "do not know"),
        ("https://meeting.tencent.com@example.com/", "other", "do not know"),
    ],
)
def test_services_by_the_whole_name_of_their_host(link, code, said):
    assert service_of(link).code == code
    assert said in str(warning(link))
    assert bool(said) is bool(warning(link))


def test_nothing_is_said_about_no_link():
    assert warning("") == ""
