"""What somebody said about being contacted, and whether a message may be left for them (R-089 to R-092)."""

from __future__ import annotations

from dataclasses import dataclass

from storage.vocabulary import Answer, Channel, Party


@dataclass(frozen=True, slots=True)
class Consents:
    """A client's answers, each a fact of its own; not asked is an answer too (R-091)."""

    voicemail: Answer = Answer.NOT_ASKED
    """May a message be left on voicemail?"""
    email_messages: Answer = Answer.NOT_ASKED
    """May a message be left by e-mail?"""
    email_only: Answer = Answer.NOT_ASKED
    """Is all contact to be by e-mail?"""
    email_check_in: Answer = Answer.NOT_ASKED
    """May a check-in go by e-mail?"""
    has_phone: bool = True
    """Whether there is a telephone number at all."""
    strict: bool = False
    """Whether this site leaves messages only where that was agreed to (R-092)."""


@dataclass(frozen=True, slots=True)
class MessageRule:
    """Whether a detailed message may be left, and the rule in words."""

    may_leave: bool
    """Whether one may be left."""
    words: str
    """The rule as it is shown above the form."""


def message_rule(consents: Consents, party: Party, channel: Channel) -> MessageRule:
    """Return whether a detailed message may be left after a failed attempt (R-089)."""
    if channel is Channel.IN_PERSON:
        return MessageRule(False, "Leave nothing at the door: ring or write to leave a message.")
    if party in (Party.STAFF, Party.CARE_MANAGER):
        return MessageRule(True, "A colleague: leave a message.")
    if party is Party.PROVIDER:
        return MessageRule(True, "A provider: leave a detailed message.")
    if party is Party.FAMILY:
        return MessageRule(False, "Family: leave your name and the line's number, nothing about the client.")
    return _for_client(consents, channel)


def _for_client(consents: Consents, channel: Channel) -> MessageRule:
    """Return the rule for a client's voicemail or e-mail."""
    by_phone = channel is Channel.PHONE
    means = "on voicemail" if by_phone else "by e-mail"
    if by_phone and consents.email_only is Answer.YES:
        return MessageRule(False, "They asked that all contact be by e-mail: leave nothing on voicemail.")
    answer = consents.voicemail if by_phone else consents.email_messages
    if not by_phone and answer is Answer.NOT_ASKED and consents.email_only is Answer.YES:
        answer = Answer.YES
    match answer:
        case Answer.NO:
            return MessageRule(False, f"They do not want messages {means}: leave none.")
        case Answer.YES:
            return MessageRule(True, f"They agreed to messages {means}: leave a detailed one.")
        case _ if consents.strict:
            return MessageRule(
                False, f"Not asked about messages {means}: leave none here, and ask next time."
            )
        case _:
            return MessageRule(
                True, f"Not asked about messages {means}: a detailed one is allowed. Ask next time."
            )
