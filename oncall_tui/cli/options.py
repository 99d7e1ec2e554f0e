"""The options of the commands, each with its help, so that one name means one thing everywhere."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

# What nearly every command takes.
Db = Annotated[
    str,
    Option("--db", metavar="URL", help="Where the records are kept: a file, sqlite:/// or postgresql://."),
]
As = Annotated[
    str, Option("--as", metavar="EMAIL", help="Who acts; the default director if nobody is named.")
]
PinFile = Annotated[
    str, Option("--pin-file", metavar="FILE", help="A file whose first line is the PIN of whoever acts.")
]
For = Annotated[
    str,
    Option("--for", metavar="PERSON", help="On whose behalf; the record keeps both, and it allows nothing."),
]
Json = Annotated[bool, Option("--json", help="Print one JSON document.")]
At = Annotated[str, Option("--at", metavar="WHEN", help="As of then: fri 17:00, +3d, 2026-11-13T14:00.")]

# Asking.
Client = Annotated[str, Argument(metavar="[CLIENT]", help="Number, Family, Given, or part of a name.")]
All = Annotated[bool, Option("--all", help="Every client, as one list.")]
Manager = Annotated[str, Option("--manager", metavar="PERSON", help="Every client of theirs.")]
Mine = Annotated[bool, Option("--mine", help="Your own clients: primary on record, or acting now.")]
RuleName = Annotated[str, Argument(metavar="RULE", help="Such as clinical-call-back or R-078.")]
From = Annotated[str, Option("--from", metavar="WHEN", help="When it starts; now if left out.")]
Weeks = Annotated[int, Option("--weeks", metavar="N", help="How many weeks ahead.")]

# Logging.
Key = Annotated[
    str, Option("--key", metavar="K", help="Key of this entry: the same one twice is saved once.")
]
Note = Annotated[str, Option("--note", metavar="TEXT", help="What was said or done.")]
Next = Annotated[str, Option("--next", metavar="TEXT", help="What was agreed, who does it, by when.")]
About = Annotated[str, Option("--category", metavar="K", help="Such as call-back, complaint, hre.")]
OfClient = Annotated[str, Option("--client", metavar="C", help="Number, Family, Given, or part of a name.")]
Caller = Annotated[str, Option("--caller", metavar="NAME", help="Who rang.")]
CallerKind = Annotated[str, Option("--caller-type", metavar="T", help="client, family, staff, provider …")]
Relationship = Annotated[str, Option("--relationship", metavar="TEXT", help="Of the caller to the client.")]
Phone = Annotated[str, Option("--phone", metavar="N", help="Where to ring back.")]
Received = Annotated[str, Option("--received", metavar="WHEN", help="When; now if left out.")]
Way = Annotated[str, Option("--direction", metavar="D", help="in, out, voicemail, email, in-basket.")]
Urgent = Annotated[str, Option("--urgency", metavar="U", help="By its category if left out.")]
Advice = Annotated[str, Option("--advice", metavar="TEXT", help="What was advised or done.")]
Shift = Annotated[str, Option("--shift", metavar="WHEN", help="When the shift begins that needs somebody.")]
LeadsTo = Annotated[
    str,
    Option("--event", metavar="WHEN", help="What it leads up to, as an appointment or a lapse of funding."),
]
RepeatOf = Annotated[int, Option("--repeat-of", metavar="ITEM", help="The earlier call about the same.")]
NothingOwed = Annotated[bool, Option("--nothing-owed", help="No call back is owed.")]
News = Annotated[str, Option("--tells-of", metavar="D", help="A development: risk, goal-slip or other.")]
Risk = Annotated[bool, Option("--risk", help="There is risk.")]
Dissatisfied = Annotated[bool, Option("--dissatisfied", help="The client is dissatisfied.")]
InterestPut = Annotated[
    str, Option("--interest", metavar="I", help="client-to-care, client-to-us or us-to-client.")
]
AboutUs = Annotated[
    str, Option("--about", metavar="PERSON", help="Whom of our own it is about: it goes past them.")
]
BeyondScope = Annotated[bool, Option("--beyond-scope", help="More than the core services is asked for.")]
Emergency = Annotated[bool, Option("--emergency", help="The emergency services were needed.")]
ItemNumber = Annotated[int, Argument(metavar="ITEM", help="Number of the item.")]
By = Annotated[str, Option("--channel", metavar="C", help="phone, email or in-person.")]
Came = Annotated[
    str,
    Option(
        "--outcome",
        metavar="O",
        help="reached, voicemail, no-answer, call-back-later, out-of-service or refused.",
    ),
]
Made = Annotated[str, Option("--made", metavar="WHEN", help="When; now if left out.")]
Whom = Annotated[str, Option("--party", metavar="P", help="Whom: client, family, provider, staff …")]
Left = Annotated[str, Option("--left", metavar="M", help="Message: voicemail, email, refused, not-possible.")]
NextTry = Annotated[str, Option("--next-try", metavar="WHEN", help="When the next try is due.")]
Topics = Annotated[
    list[str] | None,
    Option(
        "--topic",
        "--topics",
        metavar="T",
        help="What was spoken about: engagement, social-needs, goals, resources; none. May be repeated.",
    ),
]
Override = Annotated[str, Option("--override", metavar="REASON", help="Why a director goes past the limit.")]

# Founding and importing.
Name = Annotated[str, Option("--name", metavar="NAME", help="Name of the organisation.")]
Zone = Annotated[str, Option("--zone", metavar="ZONE", help="Such as Australia/Sydney.")]
Region = Annotated[
    str, Option("--region", metavar="R", help="For public holidays, such as AU-NSW; - for none.")
]
Hours = Annotated[str, Option("--hours", metavar="HOURS", help='Such as "Mon-Fri 09:00-17:00".')]
LineNumber = Annotated[str, Option("--line", metavar="N", help="Number of the escalation line.")]
Director = Annotated[
    str, Option("--director", metavar="WHO", help='"Name <email>": answers when the rota has a gap.')
]
EmergencyNumber = Annotated[str, Option("--emergency", metavar="N", help="Number of the emergency services.")]
Body = Annotated[str, Option("--commissioning-body", metavar="NAME", help="Who commissions the care.")]
Kind = Annotated[str, Argument(metavar="KIND", help="people, clients, duty or absences.")]
SourceFile = Annotated[
    str, Argument(metavar="[FILE]", help="CSV or XLSX with a header row; leave and duty also as .ics.")
]
Template = Annotated[bool, Option("--template", help="Print an example file instead.")]
DryRun = Annotated[bool, Option("--dry-run", help="Check the file and count; write nothing.")]
Sheet = Annotated[str, Option("--sheet", metavar="NAME", help="Sheet of a workbook; its first if left out.")]

# Encryption.
Encrypt = Annotated[
    bool, Option("--encrypt", help="Encrypt the database; asks for a passphrase unless a key is named.")
]
PassphraseFile = Annotated[
    str, Option("--passphrase-file", metavar="FILE", help="A file whose first line is the new passphrase.")
]
KeyFile = Annotated[
    str, Option("--key-file", metavar="FILE", help="A file to keep the new key in; made if it is not there.")
]
Keyring = Annotated[bool, Option("--keyring", help="Keep the new key in the keyring of this system.")]

# The record.
Since = Annotated[str, Option("--since", "--from", metavar="WHEN", help="Only entries from then on.")]
UntilEntry = Annotated[str, Option("--until", metavar="WHEN", help="Only entries before then.")]
Actor = Annotated[str, Option("--actor", "--who", metavar="PERSON", help="Only what they did.")]
AboutClient = Annotated[str, Option("--client", metavar="C", help="Only what concerns this client.")]
OfItem = Annotated[int | None, Option("--item", metavar="N", help="Only what was done to this item.")]
Action = Annotated[
    str, Option("--action", metavar="A", help="Such as item.resolved, or item for all of them.")
]
Views = Annotated[bool, Option("--views", help="Who looked at whom, instead of who did what.")]
RecordAs = Annotated[str, Option("--format", metavar="F", help="csv or jsonl, with --out.")]
Against = Annotated[
    str, Option("--against", metavar="FILE", help="Heads kept outside: audit-heads.log, or a printed brief.")
]
Object = Annotated[str, Option("--object", metavar="O", help="Such as item:1042, or item for all of them.")]
Limit = Annotated[int | None, Option("--limit", metavar="N", min=1, help="Only the newest so many.")]
NewFile = Annotated[str, Argument(metavar="[FILE]", help="Named by the hour in the data folder if left out.")]
CopyFile = Annotated[str, Argument(metavar="[FILE]", help="A copy that `oncall backup` made.")]
ListCopies = Annotated[
    bool, Option("--list", help="Only show the copies: age, size, whether they are whole.")
]
TestCopies = Annotated[
    bool, Option("--test", help="Only try: put FILE, or the newest five, back in a place of their own.")
]
Yes = Annotated[bool, Option("--yes", help="Do it without asking.")]
