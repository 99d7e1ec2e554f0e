"""What each sentence of the three documents asks, in our own words, and the requirements that keep it."""

from __future__ import annotations

_SENTENCES = """
001 | cases are managed well, which only a report can measure | R-178
001 | it is for those who come of their own accord | R-021
001 | organisation and participant are on record for everybody alike | R-020
001 | cases are handled ethically; the record of them can be checked | R-100
001 | a participant's question is settled soon | R-079
001 | all that is done is written down | R-019
001 | notes keep to a standard | R-100
001 | another clinician can take over from the record | R-019 R-183
001 | five kinds of case are reviewed after the first session | R-093
001 | with one of three decisions | R-094 R-095
001 | a call back is tried within a business day | R-078
001 | the document says who owns it and when it is revised, and that a copy is uncontrolled | R-101 R-184
001 | all e-mails are watched and acted upon | R-080
001 | in the order in which they came, or by urgency | R-081
001 | within a day and a night; who is not reached by then is reported | R-080 R-082
001 | dissatisfaction is passed on | R-083
001 | a client organisation's own procedures are followed | R-020
001 | a check-in is tried once | R-085 R-091 R-092
001 | a provider who finds nobody hears within a business day | R-096
001 | completed notes are on record at the end | R-098
001 | providers tell at any time of a risk or a goal that slips | R-097
001 | every completed note is reviewed | R-099
001 | a detailed message is left unless it was refused | R-089 R-091 R-092
001 | it asks to ring back on the agreed line | R-090
001 | two attempts, one of them by telephone | R-086
001 | more where there is risk | R-087
001 | and never so many that somebody feels pursued | R-088
001 | three after a complaint | R-084
001 | changes of the document are kept | R-101
002 | what the client came with, and what is hoped for | R-102
002 | what was before comes back and gets in the way | R-104
002 | progress stops and a wound opens | R-103 R-105 R-110
002 | others are brought in, and more support is argued for | R-106 R-108 R-109
002 | nurses for the wound, and how often they come | R-106 R-109
002 | the therapist hears of the relapse | R-107
002 | goals are adjusted together, with steps that can be reached | R-102 R-104
002 | paid support between appointments | R-108
002 | the substance service joins the team's decisions, with the client | R-106 R-107
002 | three skills of the second competency | R-112 R-113
002 | five signs of good practice | R-102 R-104 R-107 R-112
002 | two traps that were avoided | R-105 R-110 R-112
002 | three competencies | R-111 R-113 R-114
002 | where the competencies are set down | R-112
002 | what was learnt from it | R-104 R-111 R-112
003 | tasks in three classes of priority with their spans | R-115 R-144
003 | high-risk notices are gone through every morning | R-117
003 | the first try comes within 72 hours | R-116
003 | their workflow is followed | R-116
003 | work with a new client begins within seven days | R-120
003 | and goes on until they engage or leave | R-121
003 | what a client needs now | R-122
003 | in-basket and referral messages are answered within seven days | R-123
003 | a consult is asked for within the first week | R-129
003 | it is allowed three weeks | R-130
003 | and followed up within two | R-131
003 | clients from another manager get a date and an appointment | R-132 R-145
003 | unless they are really new | R-133
003 | those with goals and no pressing need are followed regularly | R-137 R-138
003 | discharge begins two months before | R-139
003 | with all goals complete the dates lie further apart; a new goal is pressing | R-140
003 | the letter goes to whoever is not reached after several attempts | R-141
003 | and the next try is 60 days on | R-142
003 | who rings to take part again moves up | R-143
003 | what is beyond our scope goes to a specialist | R-118
003 | incoming calls are returned within 72 hours | R-119
003 | what is beyond the core services is talked over with the supervisor first | R-124
003 | providers come to know what we do | R-128
003 | a provider who reaches out is contacted within a week | R-125
003 | four points of that talk | R-126
003 | the next outreach is agreed with them | R-127
003 | what the eligibility staff ask is scheduled | R-134
003 | who asks to leave is taken off at once | R-135
003 | help with the funding comes before it lapses | R-136
003 | forty contacts a week | R-149
003 | eight a day | R-148
003 | a contact is a talk about one of four things | R-146
003 | 350 clients | R-153
003 | each every 60 days | R-137 R-154
003 | the reckoning behind it | R-155
003 | which makes eight on average | R-148 R-155
003 | two and a half times as many attempts otherwise | R-150
003 | an attempt is a call that did not reach them | R-147
003 | twenty a day where eight were not reached | R-150 R-152
003 | a hundred calls a week | R-151 R-152
"""

SENTENCES = [
    (seed.strip(), says.strip(), tuple(numbers.split()))
    for seed, says, numbers in (line.split("|") for line in _SENTENCES.strip().splitlines())
]
