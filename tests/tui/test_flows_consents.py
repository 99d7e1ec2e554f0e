"""What a client said about being contacted, from its key: read, answered, and never lost."""

from __future__ import annotations

import pytest

from oncall_tui.desk.consents import contact_facts
from oncall_tui.desk.context import Desk
from oncall_tui.tui.consents.screen import ConsentsScreen
from oncall_tui.tui.flows.consents import AnswerForm
from storage.models import Consent
from storage.vocabulary import Answer, ConsentKind
from tests.house import HANA
from tests.tui.console import SIZES, console, shown, stock
from tests.tui.flows import HARMLESS, HOSTILE, back, begin, fits, line_of, on_item, text_of
from tests.tui.waiting import wait_for


@pytest.mark.parametrize("size", SIZES)
async def test_an_answer_is_noted_beside_the_earlier_ones(lone_desk: Desk, size: tuple[int, int]) -> None:
    items = stock(lone_desk)
    with lone_desk.store.writing("system", "test.hostile", "client:1") as unit:
        unit.session.get_one(Consent, 1).source = HOSTILE
    async with console(lone_desk, size) as (screen, pilot):
        await on_item(screen, pilot, items["back"])
        top = await begin(screen, pilot, "j", ConsentsScreen)
        assert "✗ no" in shown(screen)
        assert "May messages be left on voicemail?" in shown(screen)
        assert f"how known: {HARMLESS}" in " ".join(text_of(top, "#consents-detail").split())
        assert fits(top)
        form = await begin(screen, pilot, "enter", AnswerForm)
        await pilot.press("ctrl+s")
        assert "Say how you know" in line_of(form, "source")
        assert fits(form)
        await pilot.press(*"her letter", "ctrl+s")
        await wait_for(pilot, lambda: screen.app.screen is not form, description="it is saved")
        await wait_for(pilot, lambda: "✓ yes" in shown(screen), description="it is shown again")
        await pilot.press("escape")
        await back(screen, pilot)
    facts = contact_facts(lone_desk, HANA)
    assert [each.answer for each in facts.history] == [Answer.YES, Answer.NO]
    assert facts.answer(ConsentKind.VOICEMAIL) is Answer.YES
