"""Sentences as officers write them: which small numbers count children, and which do not.

Each is judged as beside a figure whose hidden count may be any of 1 to 5. A sentence is refused
where a number in it counts children, families or their cases in any form, or may: that is the side
to err on. It is let through where a number counts staff, places, work or time, or is a name.
"""

import time

import pytest

from kpi.disclosure.counted_things import counts_others, counts_people, is_label
from kpi.disclosure.numbers_in_text import ANYTHING, revealing_parts
from kpi.model.snapshot import Snapshot
from tests.kpi.returning import EARLY

CHILDREN = """
3 service users disengaged.
2 school leavers were NEET.
Three young carers were identified.
3 UASC arrived in the quarter.
2 CLA went missing.
4 EHCPs were late.
There were three siblings.
2 care leavers in custody
One baby came into care.
3 permanent exclusions
2 LAC placements broke down.
2 agency placements
A couple of them were late.
one of the two was late
3/4 were late
3/4 of them came back
two-thirds of the 3 came back
Two thirds of the 6 came back.
Half of the 8 children returned.
33% of the 9 families returned
2-3 came back
between 2 and 3 came back
two to three young people
2 or 3 came back
1 in 4 came back
one in three
3 of 9 were late
3 out of nine
9 of 12 were in time
3 deceased
3 declined support
2 separated from their carers
3 may be siblings
2 decided to leave
3 marked as closed in error
3 marginalised families
2 junior pupils
this term 3 were excluded
this year 3 came back
In the quarter 3 came back.
In the last month 2 left care.
at this stage 3 are open
In each term two were excluded.
Last week one was placed out of area.
In March 3 came back.
3 visited schools
2 joined teams
3 attended meetings
3 refused visits
2 swapped schools
3 like staff
4 need services
3 attend academies
2 skipped sessions
at least 3
at most two
fewer than 3 children
fewer than four
<5
<5 children
under 3
no more than 4
up to 3
about 2
20 from the north and 3 from the south
Boys: 14 and girls: 3.
2 babies and 3 toddlers
Only one came back.
Just one.
It fell to one.
It was one.
One was excluded.
One has since moved.
One of them came back.
18 closed, one of which came back
one UASC
one 15-year-old
one care leaver
one sibling group
a single child
the only child placed out of area
The only case came back.
Both children were late.
Both came back.
Both have been found.
both of them
neither of them
They were both excluded.
The twins came back.
Triplets were placed together.
a pair of brothers
a trio of families
the fourth child this quarter
The third young person was found.
3x UASC
3UASC
2CLA
missing from care (x3)
4EHCPs late
_3_ families
**3** families
Only 3\u2014all siblings
3- all from one family
quarter.3 families came back
a three-sibling group came back
a 2-child family
sibling group of 4
a group of three
two teenagers
3 toddlers
4 infants
5 unaccompanied minors
2 runaways
3 apprentices
2 households
4 cases
3 re-referrals
two referrals
3 school refusers
2 team placements
3 service referrals
2 area placements
3 partner referrals
2 centre users
4 provider placements
3 hub users
2 authority placements
3 council tenants
2 site managers' children
3 officer referrals
2 worker children
3 post-16 learners
3 Year 6 pupils
Two Year 9 girls
3 day exclusions
2 term exclusions
3 in 2 schools
3 from 2 schools
fell from 4 to 1 in 2 weeks
3 from one street
3 had reports outstanding
2 are with the police
Three are subject to a plan.
3 on a plan
2 on remand
two in secure
3 out of county
4 at risk of exclusion
3 without a social worker
2 are waiting
Three waited.
2 with disabilities
3 boys
one girl
4 pupils
two families
2 cases of neglect
2 deaths
3 serious incidents
3 injuries
2 moves
4 missing episodes
5 suspensions
3 allegations
two staff assaults
3 managed moves
2 offenders
3 first-time entrants
2 victims of exploitation
3 at home
all 3
none of the 3
0 of 3
n=3
(2)
3 \u00d7 CIN
Of note, 3 were known.
in part 3 were known
number: 4
The figure 3 is right.
3 adoptions
2 adopters withdrew
3 special guardianship orders
2 breakdowns
3 plans ended
2 of the team
2 head injuries
3 case reviews
3 return interviews
4 health assessments
2 initial conferences
\u2462 cases
\u0663 families
th\u200bree families
one young person
one more family
one further exclusion
One family had three children.
One in five children
\u201c3\u201d
another 2
a further 3
down from 4
up to five
doubled to 4
missed by 2
2 fewer
we lost 2
two each
two others
3 remain open
3 remaining
in year 3 were excluded
In year 3 pupils were excluded.
in the term 3 were excluded
for weeks 3 came back
Level 2 - 3 came back
Q3 - 3 came back
moved 3 to 2 schools
It fell to 3 and agency staff left.
3 and social workers left
Returned: 3 - 2 schools closed
at the stage 3 were open
this quarter 4 came back
In that group 2 had moved.
over the year 2 went missing
3 FTEs
2 term time leavers
3 day release learners
2 day nursery children
3 hospital admissions
2 court orders
4 school moves
3 social work cases
three social services referrals
2 youth court appearances
2 partner violence victims
3 manager overrides for families
1 visits weekly
one was a school refuser
3 staff sexual abuse allegations
2 head lice cases
3 contract carers' children
3 leaving home
Two leaving custody
2 reporting abuse
the 3 we know
the two brothers
the other two
these 2
those three
Our two returned.
3, all girls
3; all boys
3: all boys
"3"
3.
3?
cases=3
cases (3)
+2 families
3 per cent of the 100 is 3
one child
1 child
1 boy
1 returned
returned: 1
3 open
3 open cases
3 newly arrived
3 recently arrived
2 black boys
3 white British children
2 trans young people
4 disabled
2 Ukrainian
3 Afghan families
two Afghan
three Roma pupils
5 Gypsy, Roma and Traveller
3 Poole pupils
2 Bournemouth children
four Dorset families
3 from Poole
2 per school
3 school-age
2 secondary pupils
3 primary age
3 at one school
3 in Year 6
2 in KS2
one in Year 9
One absconded.
One transferred to another area.
one in custody
one pupil moves school
3 aged 5
Three aged under 5
2 under 5s
2 five-year-olds
two 15 year olds
three under two
2 unborn
2 pregnant
3 pregnancies
2 mothers
3 fathers
2 suicides
3 died
Three were rehoused.
2 sectioned
3 moved school
3 changed social worker
2 lost their worker
3 waited 2 weeks
2 waited 3 months
3 left
3 social
two met the panel
3 visits by social workers to 2
3 in the team
2 with the service
4 through the hub
3 via panel
2 pending a meeting
3 without visits
2 awaiting sessions
4 to services
2 under the age of 3
3 first time
two more
two less
another three
some 3
a total of 4
as few as 3
three fewer
3 net
all four
only 2 weeks later 3 came back
2 schools excluded 3
3 team around the family cases
3 team around the school
2 service children
3 service family pupils
4 authority tenants
3 area based
2 group home residents
3 session users
3 meeting criteria
2 meeting threshold
3 panel refusals
3 visit refusals
2 action plans
3 worker-led
3 officer children
3 step-downs
3 step downs
2 step ups
2 step-parents
3 time limited placements
two time-limited
2 day pupils
2 part-time timetables
3 part time
3 full time pupils
2 year 11
3 year 11
3 quarter-end
two-year-olds: 2
Of these, three went on to a child protection plan
three escalated to statutory services
Three stepped up to social care
2 re-entered care
three were care experienced
2 young people in youth custody
3 sibling groups
2 large families
a family of four
a family of five came back
a mother and three children
one large sibling group of five
two parents
2 EHE pupils
three electively home educated
3 CME
2 NEET
one NEET
1 CLA
1 UASC
One UASC arrived
One EHCP was late
a single EHCP
the single case
one such case
one late plan
one plan
only one plan was late
the one plan issued late
there was just the one
single figures: 4
less than 5
<= 3
>= 2
\u22643
between one and three
one or two
one to two families
one or two families
couple of kids
handful (4)
(3 in Poole, 2 in Bournemouth)
Poole: 3; Bournemouth: 2
3 BCP children
3 Bournemouth
3 in Christchurch schools
3 Christchurch schools' pupils
2 school-based referrals
4 school exclusions
2 school transfers
3 college students
2 nursery places
3 academy pupils
4 hospital discharges
2 service withdrawals
2 provider breakdowns
3 centre places
3 team cases
2 officer errors affecting children
3 visits missed for 2
3 panel cases
2 meetings cancelled for 2 families
three social worker changes
2 social worker visits to 1 child
3 social worker led plans
two youth worker referrals
2 teacher assaults
3 nurse referrals
two doctor referrals
4 volunteer carers' children
2 foster children
3 foster placements
2 fostered
3 kinship carers
2 connected carers
two special schools' pupils
2 special school pupils
3 secondary aged
3 secondary school leavers
2 primary school children
two alternative provision
3 managed out
3 sent out of area
4 transferred
2 awaiting CAMHS
two with EHCPs
3 who had
the 3 who
3, who
3 - who
3 whose
3 both parents
4 aged under 1
3 under one
two new-borns
2 newborns
3 newborn babies
three births
2 fatalities
1 fatality
1 death
one death
one suicide
one serious incident
one tragic death
One died.
one has died
one sadly died
1 SCR
1 rapid review
one rapid review
Three months old baby and 2 siblings
5 of the 5
100% of the 3
all of the four
each of the 4
every one of the 3
Year 2: 3
KS3: 4
Q2: 3
July 3
July: 3, August: 2
In July 3, in August 2
3 in July
2 during August
3 this month
4 last month
2 year to date
3 YTD
3 to date
3 so far
3 as at 30 June
3 on 30 June
3 at quarter end
3 overall
3 in all
3 per month
2 a month
3 each month
2 weekly
3 monthly
an increase to 4
a reduction to 2
a rise from 2
from two
dropped to two
tripled to 3
up to 3 from 1
5 down to 2
went from 3 to 1
three less
a difference of 2
by 2 children
by two families
2 extra children
2 additional pupils
three new cases
3 new
4 others
3 more
3 again
3 repeat
two repeats
3 repeat referrals
two re-admissions
3 discharges
2 court cases
3 care orders
3 supervision orders
2 care proceedings
3 step-down plans
2 early help plans
4 child protection plans
3 CP plans
2 CIN plans
2 assessments over 45 days
3 assessments late
one assessment
one assessment was late
3 section 47s
2 section 20
3 S20
3 strategy meetings for 2
4 Level 3 cases
3 Tier 4 admissions
2 stage 2 cases
3 Band 5 plans
2 grade 5 pupils
3 ages 4
ten minus 7 leaves three
1, 2 and 3
Performance dipped as three large sibling groups came into proceedings
Two of the late assessments related to families who moved in
The four breaches were due to late advice
Delay in 2 complex cases
Three exceptions applied
All late plans but two were issued in week 21
Two late plans were due to parental requests
five were late because of school holidays
Four young people have been helped back
1 of these was a tribunal case
Two appeals upheld
three tribunals
2 mediations
we had three missing young people
4 returned within the month
Of 12 closures 3 returned
Only a couple came back
No more than a couple
A pair of siblings accounted for both
both from the same family
both in Poole
both re-referrals
each of the three had domestic abuse
all three had domestic abuse
domestic abuse in 4
neglect (3), abuse (2)
neglect 3, abuse 2
Three with neglect
3 self harm
two self-harm incidents
3 overdoses
3 drug related
2 knife crime
two CSE
2 at high risk
3 high risk
4 medium risk
1 adoption
1 adopter household
1 SGO
1 kinship
1 placement
one placement move
one move
one out of area move
one further placement
One late assessment
one permanent exclusion
One exclusion
one fixed-term suspension
One suspension for 2 days
3 primary exclusions in 2 schools
Two PEx
3 PEXs
2 on reduced timetables
three without a school place
2 without school places
2 school places
3 school attendance orders
two penalty notices
3 home educated
introduced 2 changes
3 places
""".strip().splitlines()

OTHERS = """
3 social workers left.
2 schools closed.
4 agency staff
within 2 weeks
on 1 October
Q3
Q1 and Q2
stage 2 complaints
a stage 2 complaint
2 percentage points
2 points
3.5 days
reduced by 2%
Ofsted 2 visits
4 audits
section 47
KS2
Band 3
3 of the 12 teams
Three newly qualified social workers joined.
The two agency chairs started in May.
Recruit two permanent chairs.
Two team managers left and three posts are vacant.
There are two main reasons.
two independent reviewing officers
Both audits and 4 workshops are done.
We hold five vacancies.
Two of our agency nurses left.
One school nurse and 2 health visitors
two family support workers
3 child protection chairs
2 children's social workers
two children's homes closed
4 pupil referral units
3 children's centres
3 family hubs opened
two family support teams
2 youth workers
one social worker
One family hub closed.
one team manager left
1 social worker left
1 team of social workers
one children's home
1 school
One reason is that families move.
One priority is children's voice.
one area where families wait
one of the best
one of our priorities
no one
one by one
one-to-one support
1-1 support
1:1 support
1-2-1 sessions
24/7
step one
Phase one
Level 3 support
level three
Levels 2 and 3
stages 1 to 3
stages 1, 2 and 3
Years 3 and 4
Year 5 pupils
in Year 3
Band 3 plans
a Level 3 qualification
Tier 4 beds
aged 3 to 5
ages 0-5
0-5 service
under 5s
priority 2
In Quarter 2 we recruited.
in week 3
phase 2 of the programme
step 3
recommendation 4
appendix 2
Table 3
3 March
3 Mar 2025
on 3 and 4 March
by 1 May
2 or 3 weeks
2-3 weeks
two to three months
4 working days
3 school days
a 5 year plan
a 2 week delay
3 year funding
a 4 week wait
2 terms
in 3 months
for two years
2 weeks' notice
3 times a week
2 hours
3 pm
3pm
3.30
3:30
\u00a33 million
\u00a32-3 million
3 million
2.5 FTE
3 FTE posts
4 WTE
2 further sessions
2 service managers
3 partner agencies
2 local authorities
3 neighbouring authorities
5 of 10 neighbours
4 of our schools
two of the schools
1 in 5 schools
3 out of 5 teams
2 of 3 localities
3 Bournemouth schools
2 NHS partners
4 SEND officers
3 EHC coordinators
two new panels a week
2 panel meetings
3 thematic audits
two learning workshops
2 court sessions
three actions
five recommendations
3 inspectors
2 health trusts
4 team meetings
2 educational psychologists
three more educational psychologists
2 more staff
3 staff left
two staff vacancies
three vacant posts
2 decimal places
2 members of staff
3 team members
one of our schools
2 staff members
3 foster carers left
Two foster carers were approved.
better than 3 of the neighbours
more than 3 weeks
fewer than 2 weeks
less than 3 years
at least 2 visits
up to 3 months
at most 5 days
about 2 weeks
rose by two points
3 percentage points above England
top 5
ranked 3
2 projects
two new contracts
3 pilot schools
2 data errors
2 new systems
3 main themes
two key indicators
half of the 8 schools
a third of the 9 teams
a single point of access
a single assessment
the only reason
the single assessment
another team
12 families
21 of 170
6 of 170
2025-26
2024-5
Q3 2024-25
section 3
a two-week delay
a three-year plan
one-off
one-page summary
one pupil moves the rate
one more case changes our percentage
one day
One dedicated worker helps.
one in each locality
one year
third-party
a second child protection plan
the third quarter
second opinion
both teams
Both audits were good.
both schools
two managers, three weeks
Return of 13 June
97% in time
0.5 points
grade 4 and above
Working Together 2023
Key Stage 2
T2
a 3rd round
Early Help Level 2
The 2 panels met weekly.
Five reasons stand out.
2 senior practitioners
three interim managers
3 agency social workers
2 family hub managers
two early help teams
two secondary schools
3 special schools
2 academy trusts
4 nearby councils
5 vacancies remain
2 HR officers
3 IROs
Two heads of service left.
three Bournemouth localities
1 October to 31 December
by 3 November
from 1 April 2025
in 4 weeks
over two quarters
3 consecutive quarters
two consecutive terms
for the 3 months to June
in 2 stages
two rounds
2 tenders
4 main causes
5 key priorities
three policies
2 new processes
our two hubs
our 3 teams
the 5 schools
all 4 teams
both hubs
1 team
1 post
one post is vacant
one officer is off sick
one manager
one system
One team lost two workers.
one of the teams
one of two pilots
up by 1 point
up 2 points
down 3 points
a 3 point rise
2 percentage points better
within 5 working days
20 weeks
15 cases
12 of the 30 cases
Key Stage 4
Stage 1 panel
at stage 2
Tier 2 services
Level 4 apprentice
outcome 3
objective 1
theme 4
Version 2
Chapter and section 5
Regulation 44
3 inspections
2 Ofsted inspections
three monitoring visits
two peer reviews
3 courses
one training course
4 webinars
2 toolkits
3 new posts
2 trainee social workers
2 newly qualified teachers
5 independent chairs
2 solicitors
3 paediatricians
The team has two vacancies and one social worker on long term sick.
Two of three team managers are permanent.
three of our five locality teams
2 of the 5 locality hubs are open
Recruitment of two Advanced Practitioners
Two Assistant Team Managers started
We appointed 3 Personal Advisers
4 Independent Visitors
A second SENCO network
Four parenting programmes
Two new parenting courses
Three training sessions were held
We audited in 2 rounds
Weekly panel since 3 November
By 31 March 2026
in the last 3 years
for 3 of the last 4 quarters
the last two quarters
Two quarters in a row
best in 5 years
Above England for 4 years
5th of 11 neighbours
3rd best
within 20 weeks
45 working days
Improve by 2 percentage points by Q4
Reduce to 3 days
from 5 days to 3 days
to 2 weeks
waiting time of 3 weeks
3 week waiting time
Two-year plan
Phase 2 rollout
pilot in 2 schools
working with 4 academy trusts
Three priority actions
Two Ofsted recommendations
the 2 inspections
Ofsted judged us 2 times
4 multi-agency audits
3 practice weeks
two data systems
one data system
new case system in 2 localities
a rise of 1.5 points
3.2%
one percentage point
One in-house team
one full-time post
one agency worker
One part-time officer
1.5 FTE posts
One key reason
one reason
two reasons for this
one month
One more quarter
one quarter
Step 4 of the plan
Priority 3 of the strategy
see note 2
Table 4
\xa32.5 million
\xa31 million
\xa33,000
1 April
30 June
Q2
H1
19 weeks
Group 2 authorities
4 statistical neighbours
two neighbouring councils
Two Early Help hubs
two Family Hubs
3 Bournemouth Family Hubs
2 SEND Officers and 1 SEND manager
Two SEN casework officers
3 EHC plan coordinators
4 Educational Psychologists
One educational psychologist
two virtual school staff
two school improvement officers
Delays came from two partner agencies
Health advice was late from one provider
Late advice from 2 health providers
Three of our ten schools
We moved to two assessment teams
A third assessment team opens in May
Two vacancies in the SEND team were filled
Two experienced social workers joined
One experienced manager
Sickness of three workers
3 workers on maternity leave
two weeks later than planned
3 weeks earlier
four weekly meetings
monthly meetings with 5 academy trusts
two new processes and one tool
in its second year
from year 2 of the plan
ranked 3rd
2 places better than last year
3rd quartile
top quartile
Two briefings for headteachers
Fortnightly surgeries in 3 localities
one surgery
1 in 3 schools use it
5 schools piloted it
Two solicitors recruited
Additional 2 FTE social workers
""".strip().splitlines()


def found(snapshot: Snapshot, text: str) -> list[str]:
    return list(revealing_parts(snapshot.indicator(EARLY), text, list(ANYTHING)))


def test_no_small_number_of_children_is_let_through(snapshot: Snapshot) -> None:
    assert len(CHILDREN) > 500
    assert [text for text in CHILDREN if not found(snapshot, text)] == []


def test_no_other_thing_is_refused(snapshot: Snapshot) -> None:
    assert len(OTHERS) > 350
    assert [(text, said) for text in OTHERS if (said := found(snapshot, text))] == []


def test_children_after_another_thing_are_found(snapshot: Snapshot) -> None:
    assert [text for text in OTHERS if not found(snapshot, f"{text}: 3 service users")] == []


@pytest.mark.parametrize(
    ("count", "after", "is_other"),
    [
        (2, " schools closed", True), (2, " school leavers", False), (1, " school", True),
        (1, " school leaver", False), (3, " of the 12 teams", True), (3, " in 5 days", False),
        (1, " in 5 schools", True), (2, " or 3 weeks", True), (2, " to 3 schools", False),
        (3, " May 2025", True), (3, " may be siblings", False), (3, " visits", True),
    ],
)  # fmt: skip
def test_a_noun_decides(count: int, after: str, is_other: bool) -> None:
    assert counts_others(count, after) is is_other


def test_what_the_indicator_counts_is_no_other_thing() -> None:
    assert not counts_others(3, " visits late", ("visits", "in", "time"))
    assert not counts_others(1, " visit", ("visits",))
    assert not counts_others(3, " vacancies", ("vacancy",))


@pytest.mark.parametrize(
    ("before", "after", "is_name"),
    [
        ("at Level ", " were", True), ("at this level ", " were", False), ("In Year ", "", True),
        ("this year ", " came back", False), ("Years 2 and ", "", True),
        ("Level 2 and ", "", False),
        ("Stages 1 to ", " cases", False), ("levels ", " and 3", True), ("levels ", " came", False),
        ("", "", False),
    ],
)  # fmt: skip
def test_a_label_is_a_name_unless_it_is_told_which(before: str, after: str, is_name: bool) -> None:
    assert is_label(before, after) is is_name


@pytest.mark.parametrize(
    ("after", "are_people"),
    [
        (" families", True), (" of our open cases", True), (" caseworkers", False),
        (" in care", False), (" quarters of families", False), ("", False),
    ],
)  # fmt: skip
def test_people_are_found_by_their_words(after: str, are_people: bool) -> None:
    assert counts_people(after) is are_people


def test_a_long_text_takes_time_in_proportion() -> None:
    began = time.process_time()
    for text in ("3 new " * 5_000, "level 3, " * 5_000, "3 of the " * 5_000, "one " * 5_000):
        counts_others(3, text)
        is_label(text, text)
        counts_people(text)
    assert time.process_time() - began < 2
