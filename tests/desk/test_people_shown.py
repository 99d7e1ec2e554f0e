"""What the mask of a private screen is told, on both databases."""

from __future__ import annotations

from oncall_tui.desk.context import Desk
from oncall_tui.desk.people_shown import people_shown
from oncall_tui.tui.privacy.masking import what_may_be_shown
from storage.models import Client
from tests.house import HANA
from tests.tui.console import stock


def test_those_who_work_here_are_shown_and_clients_and_callers_are_not(desk: Desk) -> None:
    items = stock(desk)
    with desk.store.writing("system", "test.noted", f"client:{HANA}") as unit:
        client = unit.session.get(Client, HANA)
        assert client is not None
        client.concerns = ["falls at night", "diabetes"]
    shown = people_shown(desk)
    assert {"Kim Webb", "Mai Tran", "Harbourside Care"} <= shown.names
    assert {"kim@harbourside.example", "C-0412", str(items["back"])} <= shown.tokens
    assert {"0491570006", "1800975711", "000"} <= shown.phones
    assert {"Okafor", "Hana", "Ada"} <= shown.hidden
    assert "About back." in shown.notes
    known = what_may_be_shown(desk)
    assert {"falls at night", "about back"} <= known.phrases
    assert {"kim", "aedt", "aest", "queue", "harbourside"} <= known.own
    assert not {"okafor", "lindqvist", "zqx"} & known.own
