"""What administrators change: bounded, audited, in force everywhere, restored; maintenance."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from apps.accounts.models import User
from apps.audit.enums import EventKind
from apps.audit.models import AuditEvent
from apps.conversations.assistant import configured_limits
from apps.operations import in_force, services
from apps.operations.adjustable import ADJUSTABLE, apply_values, base_value
from apps.operations.enums import BannerLevel, TextName
from apps.operations.models import Banner, SettingChange, TextVersion

Clients = Callable[[User], Client]
Commits = Callable[..., object]
PARAMETERS = "/administration/parametres/"
TEXTS, BANNERS = PARAMETERS + "textes/", PARAMETERS + "bandeaux/"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    apply_values({})
    in_force._Kept.value = in_force.InForce()


def _announce(user: User, **changes: object) -> Banner:
    now = timezone.now()
    dates = {"shown_from": now - timedelta(hours=1), "ends_at": now + timedelta(hours=1)}
    facts = {"text": "Mise à jour ce soir", "level": BannerLevel.WARNING, **dates, **changes}
    banner = services.announce(announced_by=user, **facts)
    in_force.read_again()
    return banner


def test_a_changed_setting_is_in_force_where_it_is_used(
    emma: User, django_capture_on_commit_callbacks: Commits
) -> None:
    """A-14."""
    with django_capture_on_commit_callbacks(execute=True):
        services.change_setting(name="FIRST_SENTENCE_SECONDS", value=5, changed_by=emma)
    assert configured_limits().first_sentence == 5
    event = AuditEvent.objects.get(kind=EventKind.SETTING_CHANGED)
    assert (event.subject_id, event.payload) == (
        "FIRST_SENTENCE_SECONDS",
        {"before": None, "after": 5},
    )


def test_another_process_follows_when_it_reads_again(emma: User) -> None:
    services.change_setting(name="DECLINE_THRESHOLD", value=0.5, changed_by=emma)
    assert configured_limits().decline_above == 0.0
    in_force.read_again()
    assert configured_limits().decline_above == 0.5
    assert in_force.EVERY_SECONDS < 60


def test_an_empty_value_gives_back_that_of_the_environment(emma: User) -> None:
    services.change_setting(name="REVIEWS_DRAWN_PER_WEEK", value=9, changed_by=emma)
    in_force.read_again()
    assert (settings.REVIEWS_DRAWN_PER_WEEK, base_value("REVIEWS_DRAWN_PER_WEEK")) == (9, 5)
    services.change_setting(name="REVIEWS_DRAWN_PER_WEEK", value=None, changed_by=emma)
    in_force.read_again()
    assert settings.REVIEWS_DRAWN_PER_WEEK == 5


@pytest.mark.parametrize("name", list(ADJUSTABLE))
def test_a_setting_refuses_what_is_out_of_its_bounds(emma: User, name: str) -> None:
    one = ADJUSTABLE[name]
    assert one.least <= base_value(name) <= one.most
    for value in (one.least - 1, one.most + 1, float("nan"), float("inf")):
        with pytest.raises(services.ValueRefused):
            services.change_setting(name=name, value=value, changed_by=emma)
    assert not SettingChange.objects.exists()


def test_a_stored_value_out_of_bounds_is_left_out(emma: User) -> None:
    SettingChange.objects.create(name="WHOLE_ANSWER_SECONDS", value=9999, changed_by=emma)
    SettingChange.objects.create(name="SECRET_KEY", value=1, changed_by=emma)
    in_force.read_again()
    assert settings.WHOLE_ANSWER_SECONDS == 25
    assert settings.SECRET_KEY != 1


def test_the_page_changes_a_setting_and_says_why_it_refuses(emma: User, client_of: Clients) -> None:
    client = client_of(emma)
    url = PARAMETERS + "WHOLE_ANSWER_SECONDS/"
    for refused in ("5", "abc", "61"):
        assert client.post(url, {"value": refused}).status_code == 422
    assert client.post(url, {"value": "30"}).status_code == 302
    assert SettingChange.objects.get().value == 30
    assert client.post(PARAMETERS + "SECRET_KEY/", {"value": "1"}).status_code == 404
    assert client.get(PARAMETERS).status_code == 200


def test_a_text_is_previewed_without_being_kept(emma: User, client_of: Clients) -> None:
    """A-14."""
    data = {"source": "# Nouvelle aide\n\nBonjour **tous**.", "preview": "1"}
    html = client_of(emma).post(TEXTS + "help/", data).content.decode()
    assert "<strong>tous</strong>" in html
    assert not TextVersion.objects.exists()


def test_a_text_is_in_force_for_everybody_then_restored(
    emma: User, alice: User, client_of: Clients
) -> None:
    """A-14: history and restore."""
    client, reader = client_of(emma), client_of(alice)
    client.post(TEXTS + "help/", {"source": "# Premier texte"})
    client.post(TEXTS + "help/", {"source": "# Second texte"})
    assert "Second texte" in reader.get("/aide/").content.decode()
    first = TextVersion.objects.order_by("pk")[0]
    client.post(f"{TEXTS}help/{first.pk}/restaurer/")
    assert "Premier texte" in reader.get("/aide/").content.decode()
    client.post(TEXTS + "help/", {"source": ""})
    assert "Poser une question" in reader.get("/aide/").content.decode()
    assert TextVersion.objects.count() == 4
    events = AuditEvent.objects.filter(kind=EventKind.TEXT_CHANGED)
    assert events.count() == 4
    assert "Second texte" not in str([event.payload for event in events])


def test_an_edited_text_brings_no_script_nor_image(
    emma: User, alice: User, client_of: Clients
) -> None:
    source = "<script>x()</script> ![i](https://x.example/i.png) [l](javascript:x()) <b onclick=x>"
    client_of(emma).post(TEXTS + "legal_notice/", {"source": source})
    main = client_of(alice).get("/mentions-legales/").content.decode().split("fs-prose")[1]
    prose = main.split("</main>")[0]
    for hostile in ("<script", "<img", 'href="javascript', "<b onclick"):
        assert hostile not in prose


def test_the_notice_about_the_ai_stands_in_the_footer(
    emma: User, alice: User, client_of: Clients
) -> None:
    client = client_of(alice)
    assert "Cet outil peut se tromper" in client.get("/aide/").content.decode()
    services.change_text(name=TextName.MODEL_NOTICE, source="Relisez toujours.", changed_by=emma)
    in_force.read_again()
    assert "Relisez toujours." in client.get("/aide/").content.decode()


def test_a_banner_is_shown_between_its_dates(emma: User, alice: User, client_of: Clients) -> None:
    """O-14: a dated banner."""
    client = client_of(alice)
    now = timezone.now()
    _announce(emma, text="Pour demain", shown_from=now + timedelta(minutes=30))
    assert "Pour demain" not in client.get("/aide/").content.decode()
    banner = _announce(emma)
    assert "Mise à jour ce soir" in client.get("/aide/").content.decode()
    client_of(emma).post(f"{BANNERS}{banner.pk}/retirer/")
    in_force.read_again()
    assert "Mise à jour ce soir" not in client.get("/aide/").content.decode()
    assert AuditEvent.objects.filter(kind=EventKind.BANNER_CHANGED).count() == 3


def test_maintenance_closes_the_service_but_to_administrators(
    emma: User, alice: User, client_of: Clients
) -> None:
    """O-14: 503 and a page; probes and signing in stay open."""
    _announce(emma, closes_service=True)
    for client in (client_of(alice), Client()):
        response = client.get("/")
        assert response.status_code == 503
        assert 0 < int(response["Retry-After"]) <= 3600
        assert "Mise à jour ce soir" in response.content.decode()
    assert client_of(alice).post("/questions/", {"text": "?"}).status_code == 503
    assert client_of(emma).get(BANNERS).status_code == 200
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/compte/login/").status_code == 200


def test_a_maintenance_announced_for_later_does_not_close_yet(
    emma: User, alice: User, client_of: Clients
) -> None:
    _announce(emma, closes_service=True, starts_at=timezone.now() + timedelta(minutes=30))
    response = client_of(alice).get("/aide/")
    assert response.status_code == 200
    assert "Mise à jour ce soir" in response.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": timezone.now() - timedelta(minutes=5)},
        {"starts_at": timezone.now() + timedelta(days=2)},
        {"starts_at": timezone.now() - timedelta(days=2)},
    ],
)
def test_it_refuses_a_banner_whose_dates_make_no_sense(
    emma: User, changes: dict[str, object]
) -> None:
    with pytest.raises(services.ValueRefused):
        _announce(emma, **changes)
    assert not Banner.objects.exists()


def test_the_page_announces_a_banner_without_personal_data(emma: User, client_of: Clients) -> None:
    client = client_of(emma)
    data = {
        "text": "Panne : appelez Mme Dupont au 06 12 34 56 78",
        "level": "alert",
        "shown_from": "2020-01-01T08:00",
        "ends_at": "2020-01-01T09:00",
    }
    assert client.post(BANNERS, data).status_code == 422
    assert client.post(BANNERS, data | {"ends_at": "2999-01-01T09:00"}).status_code == 302
    assert "06 12 34 56 78" not in Banner.objects.get().text


@pytest.mark.parametrize("path", [PARAMETERS, TEXTS, TEXTS + "help/", BANNERS])
def test_only_an_administrator_reads_and_changes_them(
    alice: User, carole: User, client_of: Clients, path: str
) -> None:
    for user in (alice, carole):
        assert client_of(user).get(path).status_code == 403
    assert client_of(alice).post(TEXTS + "help/", {"source": "x"}).status_code == 403
    assert client_of(carole).post(PARAMETERS + "DECLINE_THRESHOLD/", {}).status_code == 403
