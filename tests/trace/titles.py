"""What was agreed about cases, plans, the caseload and reports, by number, in our own words."""

from __future__ import annotations

_TITLES = """
R-019 Whatever was done is noted so that somebody else can go on with it: no talk without what was agreed
R-020 A client organisation's own procedures stand over its cases, and are ticked or excused
R-021 Cases referred by management, after an incident, or of frequent users stand under policies of their own
R-078 A call back is tried within one business day of being asked for
R-079 A question about a case is settled soon; its age shows
R-080 Every e-mail is acknowledged and acted upon within 24 hours, as two ticks
R-081 E-mails are answered by urgency, then in the order in which they came
R-082 Who was not reached in 24 hours is reported to the commissioning body
R-083 Dissatisfaction goes to the commissioning body at once
R-084 After a complaint three attempts are made
R-085 A check-in for a client organisation is tried exactly once
R-086 Without risk two attempts are made, one of them by telephone
R-087 With risk there is no upper number: the next try is planned, or the stop explained
R-088 Nobody is tried so often that they feel pursued
R-089 A detailed message follows a failed attempt, unless it was refused
R-090 A message asks to ring back on the agreed line
R-091 What a client said about contact is kept as facts of their own, each with its date
R-092 Messages are allowed until refused; check-ins by e-mail are not until agreed to
R-093 Five kinds of case are reviewed after the first session, before there is a second
R-094 The review has exactly three decisions
R-095 What the benefit grants, what was used and what is left can be seen
R-096 A provider who found nobody hears within one business day
R-097 Providers tell of risks and slipping goals at any time
R-098 Completed notes are on the record before a case is closed
R-099 Every completed note is reviewed
R-100 Notes are checked against the standard of documentation
R-101 Policies are kept in a register, with their owner, revision and the date of the next one
R-102 Goals have achievable objectives, and every change keeps the old text and why
R-103 A goal that slips asks for the plan to be looked at again
R-104 A change of circumstances asks four questions about the plan
R-105 Nobody is put down as unwilling before it was asked what lies behind it
R-106 Referrals out are followed until something comes of them
R-107 The team around a client is known, and who of it heard of what
R-108 Paid support is kept with what it is for and when it is reviewed
R-109 What was argued for on a client's behalf is kept, with what came of it
R-110 Signs of getting worse are looked for by a day
R-111 The days since anybody spoke to a client show
R-112 A piece of good practice is written up by a fixed outline
R-113 Contacts and reviews carry the competencies that they show
R-114 What touches the duty of care is decided by a director
R-115 Every client has a class of priority, and it is said why
R-116 After a high-risk event the client is tried within 72 hours
R-117 High-risk notices are gone through every morning
R-118 What is beyond our scope goes to a specialist
R-119 Messages are returned within 72 hours of being left
R-120 Work with a new client begins within seven days
R-121 Engaging a client goes on, with a next date, until they engage or leave
R-122 What a client needs now is done within seven days, or by its date
R-123 Referrals and in-basket messages are answered within seven days
R-124 What a provider asks beyond the core services waits for the supervisor
R-125 A provider who reaches out is contacted within a week
R-126 The four points of a talk with a provider are ticked
R-127 When the client is next contacted is agreed with the provider
R-128 What is known of working with a provider is kept
R-129 A consult is asked for within a week of the need
R-130 A consult is allowed three weeks, then chased
R-131 A consult is followed up within two weeks, and the whole within seven
R-132 A client who comes from another manager gets a date and an appointment
R-133 Such a client whom nobody ever tried is a new one
R-134 What the eligibility staff ask for is put into the schedule
R-135 Who wants to leave the programme is taken off without delay
R-136 Help to keep the funding comes before it lapses
R-137 Engaged clients are spoken to every 60 days
R-138 Anything urgent lifts a client out of the routine at once
R-139 Discharge begins two months before its date
R-140 Who has reached every goal is seen less often, until there is a new one
R-141 Who is never reached gets the letter
R-142 After the letter they are tried every 60 days
R-143 Who rings to take part again moves up at once
R-144 Each client is in one phase, and every step between phases has its cause
R-145 Every active client has a next date, and every manager an appointment book
R-146 A contact is a talk with the client about one of four things
R-147 An attempt is a call that did not reach them
R-148 Eight contacts a day
R-149 Forty contacts a week
R-150 Twenty attempts on a day that falls short
R-151 A hundred calls a week
R-152 Either number is enough; both are shown, whole and in proportion
R-153 A caseload of 350
R-154 How many were spoken to in 60 days, and who was not
R-155 The document's arithmetic stands beside the calendar's
R-156 Time on the line does not count towards it
R-178 How each rule was kept, by rule, person and week
R-179 Who covered whom
R-180 What reached the line, and how soon it was dealt with
R-181 Contacts, attempts and calls
R-182 Reviews, notes, complaints and check-ins
R-183 One client's whole file, in the order of time
R-184 Markdown, CSV, JSON and iCalendar, each with its note that a copy is uncontrolled
R-185 Texts are prepared from the record, and can be changed
"""

TITLES = {
    number: title for number, _, title in (line.partition(" ") for line in _TITLES.strip().splitlines())
}
