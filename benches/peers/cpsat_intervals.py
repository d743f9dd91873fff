"""A school as a CP-SAT model with intervals, the way constraint programmers write one.

    cpsat_intervals.py SCHOOL.json TIMETABLE.json [--seconds 60] [--workers 2] [--seed 1]

Reads the instance alone, states every rule of the reference school in its own words, and writes the timetable that it
finds; what it claims to cost is printed as JSON, and `firstbell check` says whether that is so. What the reference school
does not have (divisions, merged groups, weeks A and B, pins, rooms by feature) is refused.
"""

import argparse
import json
import math
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from ortools.sat.python import cp_model

RULE_SETS = Path(__file__).resolve().parents[2] / "src/instance/rule_sets"
DAY = 24 * 60
EXTRAS = ("class-hour", "sport-hour")
# Facts of the file that are checked before solving; nothing to decide.
CHECKED_BEFORE = {"weekly-total", "lesson-length", "extra-hours", "stem-share"}
# Rules of the calendar of tests: they speak of dates of the term, not of the week.
OF_DATES = {
    "tests-a-day",
    "written-tests-a-day",
    "tests-a-week",
    "no-class-tests-at-end",
    "class-test-lessons",
    "entry-tests-within",
    "examinations-a-term",
    "tests-spread",
    "class-tests-late",
    "tests-to-mark",
    "no-unplanned-doubles",
}


def minutes(clock):
    """Minutes after midnight of "HH:MM"."""
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)


def clock(minute):
    """The reverse of minutes()."""
    return f"{minute // 60:02}:{minute % 60:02}"


@dataclass(frozen=True)
class Slot:
    """A stretch of a day. Lessons have an ordinal among the class's periods, activities on a bell a period number."""

    day: int
    start: int
    end: int
    number: int | None = None
    ordinal: int | None = None
    big_break_after: bool = False


@dataclass
class Meeting:
    """One weekly meeting of an activity: a literal for each slot that it may take."""

    activity: str
    staff: list
    at: dict
    room: str | None = None
    lesson: dict | None = None
    session: dict | None = None


@dataclass(eq=False)
class Outside:
    """One weekly meeting of a session outside lessons, which starts on a raster: minutes from the start of the week."""

    session: dict
    start: cp_model.IntVar
    starts: list
    known: dict = field(default_factory=dict)

    @property
    def length(self):
        """Minutes."""
        return self.session["minutes"]


@dataclass
class Person:
    """A member of staff: when they are there, the literals of what they may do on a bell, and their sessions."""

    data: dict
    engagements: dict = field(default_factory=lambda: defaultdict(list))
    outside: list = field(default_factory=list)

    def present(self, weekday, slot):
        """Whether they are there for the whole slot."""
        windows = self.data.get("available")
        return windows is None or any(
            weekday in window.get("days", [weekday])
            and minutes(window["from"]) <= slot.start
            and slot.end <= minutes(window["to"])
            for window in windows
        )


class Timetable:
    """The model, rule by rule."""

    def __init__(self, school):
        refuse_what_is_not_modelled(school)
        self.school = school
        self.model = cp_model.CpModel()
        self.days = school["term"].get("days", ["mon", "tue", "wed", "thu", "fri"])
        self.gap = max(institution.get("gap", 0) for institution in school["institutions"])
        self.staff = {person["id"]: Person(person) for person in school["staff"]}
        self.classes = {class_["id"]: class_ for class_ in school["classes"]}
        self.pupils = {pupil["id"]: pupil for pupil in school.get("pupils", [])}
        self.bells = {bell["id"]: bell for bell in school["bells"]}
        self.unlimited = {room["id"] for room in school["rooms"] if room.get("unlimited")}
        self.intervals = defaultdict(list)
        self.meetings = []
        self.outside = []
        self.costs = []
        self.rules = list(rules_in_force(school))

        self.add_lessons()
        self.add_class_days()
        self.add_full_day()
        self.add_sessions()
        self.add_consultations()
        self.add_staff_days()
        for rule in self.rules:
            self.add_rule(rule)
        for intervals in self.intervals.values():
            self.model.add_no_overlap(intervals)
        self.model.minimize(sum(weight * literal for weight, literal in self.costs))

    # What everything is made of

    def either(self, literals):
        """A literal that is true when one of the literals is."""
        if len(literals) == 1:
            return literals[0]
        one = self.model.new_bool_var("")
        self.model.add_max_equality(one, literals)
        return one

    def exactly(self, literals):
        """A literal that is true when one of the literals is; no two are."""
        one = self.model.new_bool_var("")
        self.model.add(one == sum(literals))
        return one

    def charge(self, weight, premises):
        """Costs `weight` where all premises hold."""
        cost = self.model.new_bool_var("")
        self.model.add_bool_or([cost] + [premise.negated() for premise in premises])
        self.costs.append((weight, cost))

    def charge_beyond(self, weight, amount, most):
        """Each unit of an amount from 0 to `most` costs, or is forbidden where the weight is "hard"."""
        if weight == "hard":
            self.model.add(amount <= 0)
        else:
            units = self.model.new_int_var(0, most, "")
            self.model.add(units >= amount)
            self.costs.append((weight, units))

    def interval(self, start, size, present, resources, gaps):
        """An interval on every resource; persons among them need the gap after it."""
        for of, minutes_ in ((resources, size), (gaps, size + self.gap)):
            if of:
                one = self.model.new_optional_fixed_size_interval_var(start, minutes_, present, "")
                for resource in of:
                    self.intervals[resource].append(one)

    def add_meetings(self, count, slots, classes=(), pupils=(), **what):
        """Meetings of an activity that must take place, in order of time."""
        (length,) = {slot.end - slot.start for slot in slots}
        starts = cp_model.Domain.from_values([DAY * slot.day + slot.start for slot in slots])
        before = None
        for _ in range(count):
            at = {slot: self.model.new_bool_var("") for slot in slots}
            start = self.model.new_int_var_from_domain(starts, "")
            self.model.add_exactly_one(at.values())
            self.model.add(start == sum((DAY * slot.day + slot.start) * here for slot, here in at.items()))
            meeting = Meeting(at=at, **what)
            self.meetings.append(meeting)
            self.engage(meeting.staff, at)
            room = [("room", meeting.room)] if meeting.room and meeting.room not in self.unlimited else []
            self.interval(
                start,
                length,
                True,
                [("class", class_) for class_ in classes] + room,
                [("staff", person) for person in meeting.staff] + [("pupil", pupil) for pupil in pupils],
            )
            if before is not None:
                self.model.add(before + length <= start)
            before = start

    def starts_in(self, meeting, start, end):
        """A literal that says whether a session starts in a stretch of the week; the last minute is not part of it."""
        if (start, end) not in meeting.known:
            inside = [minute for minute in meeting.starts if start <= minute < end]
            outside = [minute for minute in meeting.starts if not start <= minute < end]
            if not inside or not outside:
                here = self.model.new_constant(int(bool(inside)))
            else:
                here = self.model.new_bool_var("")
                for minutes_, literal in ((inside, here), (outside, here.negated())):
                    domain = cp_model.Domain.from_values(minutes_)
                    self.model.add_linear_expression_in_domain(meeting.start, domain).only_enforce_if(literal)
            meeting.known[start, end] = here
        return meeting.known[start, end]

    def on_day(self, meeting, day):
        """Whether a session is on a day."""
        return self.starts_in(meeting, DAY * day, DAY * (day + 1))

    def touches(self, meeting, slot):
        """Whether a session and a slot have a minute in common, the gap after each included."""
        start = DAY * slot.day + slot.start - meeting.length - self.gap + 1
        return self.starts_in(meeting, start, DAY * slot.day + slot.end + self.gap)

    def engage(self, staff, at):
        """Remembers what may keep somebody busy."""
        for person in staff:
            for slot, here in at.items():
                self.staff[person].engagements[slot.day, slot.start, slot.end].append(here)

    def slots_of_bell(self, bell, kind):
        """The periods of the week that may hold something of a kind."""
        slots = []
        for day, weekday in enumerate(self.days):
            ordinal = 0
            for period in periods_on(self.bells[bell], weekday):
                kinds = period.get("kinds", ["lesson", *EXTRAS])
                if kind in kinds:
                    start, end = minutes(period["start"]), minutes(period["end"])
                    here = None if kind == "afternoon" else ordinal
                    slots.append(Slot(day, start, end, period["number"], here, period.get("big_break_after", False)))
                ordinal += any(k != "afternoon" for k in kinds)
        return slots

    def where_present(self, slots, staff):
        """The slots in which all these persons are there."""
        return [slot for slot in slots if all(self.staff[p].present(self.days[slot.day], slot) for p in staff)]

    # What takes place

    def add_lessons(self):
        """Lessons on their class's bell; some of them with a specialist inside."""
        for lesson in self.school["lessons"]:
            class_ = self.classes[lesson["for"]]
            slots = self.slots_of_bell(class_["bell"], lesson.get("kind", "lesson"))
            alone = lesson["weekly"]
            inside = [s for s in self.school["sessions"] if s.get("co_taught", {}).get("lesson") == lesson["id"]]
            for session in inside + [None]:
                count = session["co_taught"]["count"] if session else alone
                alone -= count
                staff = lesson["staff"] + ([session["staff"]] if session else [])
                self.add_meetings(
                    count,
                    self.where_present(slots, staff),
                    classes=[class_["id"]],
                    pupils=session["pupils"] if session else (),
                    activity=lesson["id"],
                    staff=staff,
                    room=lesson.get("room", class_.get("room")),
                    lesson=lesson,
                    session=session,
                )

    def lessons(self, class_, holds=lambda lesson: True):
        """Literals of a class's lessons, class hour and sport hour, by slot."""
        by_slot = defaultdict(list)
        for meeting in self.meetings:
            if meeting.lesson and meeting.lesson["for"] == class_ and holds(meeting.lesson):
                for slot, here in meeting.at.items():
                    by_slot[slot].append(here)
        return by_slot

    def add_class_days(self):
        """Whether a class is busy in a period, and with which subject."""
        self.busy = {}
        self.subjects = {}
        for class_ in self.classes:
            for slot, literals in self.lessons(class_).items():
                self.busy[class_, slot.day, slot.ordinal] = (slot, self.exactly(literals))
            of_class = [l for l in self.school["lessons"] if l["for"] == class_]
            for subject in sorted({l["subject"] for l in of_class}):
                self.subjects[class_, subject] = self.lessons(class_, lambda l: l["subject"] == subject)

    def periods(self, class_, day):
        """A class's periods of a day, in order: the slot and whether it is taken."""
        own = [(o, taken) for (c, d, o), taken in self.busy.items() if (c, d) == (class_, day)]
        return [taken for _, taken in sorted(own, key=lambda pair: pair[0])]

    def is_over(self, class_, day, minute, after):
        """Literals, all true when a class's last lesson of a day ends `after` minutes before a minute or earlier."""
        # Days have no holes, so the first period that ends too late says it for all.
        return [busy.negated() for slot, busy in self.periods(class_, day) if slot.end + after > minute][:1]

    def add_full_day(self):
        """The afternoon of every group: hours of recreation, self-study and clubs."""
        self.hours = {}
        for group in self.school["full_day"]:
            slots = self.slots_of_bell(group["hours"], "afternoon")
            home = group.get("room", self.classes[group["classes"][0]].get("room"))
            hours = defaultdict(lambda: defaultdict(list))
            for kind, room in (("recreation", None), ("self-study", home)):
                for slot in self.where_present(slots, [group["staff"]]):
                    hours[slot][kind].append(
                        self.add_hour(group, f"{group['id']}/{kind}", slot, [group["staff"]], room)
                    )
            for club in group["clubs"]:
                here = defaultdict(list)
                for leader in club["leaders"]:
                    for slot in self.where_present(slots, [leader]):
                        here[slot].append(self.add_hour(group, club["id"], slot, [leader], club.get("room")))
                for slot, literals in here.items():
                    hours[slot]["interests"].extend(literals)
                weekly = sum(literal for literals in here.values() for literal in literals)
                self.model.add_linear_constraint(weekly, club["weekly"]["min"], club["weekly"]["max"])
            for slot in slots:
                self.hours[group["id"], slot] = dict(hours[slot])
            for day in range(len(self.days)):
                self.add_afternoon(group, day, [slot for slot in slots if slot.day == day])

    def add_hour(self, group, activity, slot, staff, room):
        """One hour of a group's afternoon that may take place."""
        here = self.model.new_bool_var("")
        self.meetings.append(Meeting(activity, staff, {slot: here}, room))
        self.engage(staff, {slot: here})
        places = [("room", room)] if room and room not in self.unlimited else []
        classes = [("class", class_) for class_ in group["classes"]]
        start = self.model.new_constant(DAY * slot.day + slot.start)
        self.interval(start, slot.end - slot.start, here, classes + places, [("staff", person) for person in staff])
        return here

    def add_afternoon(self, group, day, slots):
        """The counts and the order of one afternoon, and the supervision before it."""
        model = self.model
        kinds = {
            kind: [self.exactly(self.hours[group["id"], slot].get(kind, [])) for slot in slots]
            for kind in ("recreation", "self-study", "interests")
        }
        taken = [self.exactly([kinds[kind][h] for kind in kinds]) for h in range(len(slots))]
        for kind, name in (("recreation", "recreation"), ("self-study", "self_study"), ("interests", "interests")):
            counts = group["per_day"][name]
            model.add_linear_constraint(sum(kinds[kind]), counts["min"], counts["max"])
        for h, slot in enumerate(slots):
            over = [l for class_ in group["classes"] for l in self.is_over(class_, day, slot.start, group["lunch"])]
            for class_over in over:
                model.add_implication(taken[h], class_over)
            if h + 1 < len(slots):
                # From the first possible hour on there are no holes; what follows interests is interests.
                model.add_bool_or([taken[h + 1].negated(), taken[h]] + [class_over.negated() for class_over in over])
                model.add_bool_or([kinds["interests"][h].negated(), taken[h + 1].negated(), kinds["interests"][h + 1]])
            earlier = [taken[h - 1]] if h else []
            model.add_bool_or([taken[h].negated(), kinds["recreation"][h]] + earlier)
            for later in range(h + 2, len(slots)):
                for between in range(h + 1, later):
                    study = kinds["self-study"]
                    model.add_bool_or([study[h].negated(), study[between], study[later].negated()])
        # The group's teacher is there when the first class's lessons end.
        (window,) = self.staff[group["staff"]].data["available"]
        for class_ in group["classes"]:
            until = next(busy for slot, busy in self.periods(class_, day) if slot.end >= minutes(window["from"]))
            model.add(until == 1)

    def add_sessions(self):
        """Sessions on their raster, instead of a lesson or after lessons."""
        (institution,) = self.school["institutions"]
        opens, closes = minutes(institution["opens"]), minutes(institution["closes"])
        for session in self.school["sessions"]:
            person, length = session["staff"], session["minutes"]
            raster = range(opens, closes - length + 1, session.get("step", 5))
            slots = [Slot(day, start, start + length) for day in range(len(self.days)) for start in raster]
            starts = [DAY * slot.day + slot.start for slot in self.where_present(slots, [person])]
            before = None
            for _ in range(session["weekly"] - session.get("co_taught", {}).get("count", 0)):
                start = self.model.new_int_var_from_domain(cp_model.Domain.from_values(starts), "")
                meeting = Outside(session, start, starts)
                self.outside.append(meeting)
                self.staff[person].outside.append(meeting)
                room = [("room", session["room"])] if session.get("room") not in self.unlimited | {None} else []
                persons = [("staff", person)] + [("pupil", pupil) for pupil in session["pupils"]]
                self.interval(start, length, True, room, persons)
                if before is not None:
                    self.model.add(before + length <= start)
                before = start
                for class_ in sorted({self.pupils[pupil]["class"] for pupil in session["pupils"]}):
                    self.add_session_of_class(meeting, class_)
            if session["weekly"] > 1:
                self.at_most_daily(1, lambda s: s["id"] == session["id"])
        for pupil in self.pupils.values():
            if "max_sessions_a_day" in pupil:
                self.at_most_daily(pupil["max_sessions_a_day"], lambda s: pupil["id"] in s["pupils"])

    def at_most_daily(self, most, holds):
        """Sessions of a kind a day, those inside lessons included."""
        for day in range(len(self.days)):
            outside = [self.on_day(meeting, day) for meeting in self.outside if holds(meeting.session)]
            inside = [
                here
                for meeting in self.meetings
                if meeting.session and holds(meeting.session)
                for slot, here in meeting.at.items()
                if slot.day == day
            ]
            self.model.add(sum(outside + inside) <= most)

    def add_session_of_class(self, meeting, class_):
        """Never out of some subjects, never at lunch or in self-study; some only after lessons."""
        session, model = meeting.session, self.model
        after_lessons = session.get("time") == "after-lessons"
        for day in range(len(self.days)):
            periods = self.periods(class_, day)
            for (period, busy), (_, next_busy) in zip(periods, periods[1:] + [(None, None)]):
                end = DAY * day + period.end
                if after_lessons:
                    model.add_implication(busy, self.starts_in(meeting, DAY * day, end + self.gap).negated())
                for subject in session.get("not_from", []) if not after_lessons else []:
                    lessons = self.subjects.get((class_, subject), {}).get(period, [])
                    model.add_at_most_one([self.touches(meeting, period)] + lessons)
                for group in self.groups_of(class_):
                    at_lunch = self.starts_in(meeting, end - meeting.length + 1, end + group["lunch"])
                    goes_on = [next_busy] if next_busy is not None else []
                    model.add_bool_or([at_lunch.negated(), busy.negated()] + goes_on)
        for group in self.groups_of(class_):
            for (of, hour), kinds in self.hours.items():
                if of == group["id"] and kinds.get("self-study"):
                    model.add_at_most_one([self.touches(meeting, hour)] + kinds["self-study"])

    def groups_of(self, class_):
        """The full-day groups of a class."""
        return [group for group in self.school["full_day"] if class_ in group["classes"]]

    def add_consultations(self):
        """After the teacher's last lesson of the day."""
        for consultation in self.school["consultations"]:
            person = consultation["staff"]
            slots = self.where_present(self.slots_of_bell(consultation["hours"], "afternoon"), [person])
            lessons = self.lessons_of_staff(person)
            before = len(self.meetings)
            self.add_meetings(
                consultation.get("weekly", 1),
                slots,
                activity=consultation["id"],
                staff=[person],
                room=consultation.get("room"),
            )
            for meeting in self.meetings[before:]:
                for slot, here in meeting.at.items():
                    for lesson, literals in lessons.items():
                        if lesson.day == slot.day and lesson.end + self.gap > slot.start:
                            for literal in literals:
                                self.model.add_implication(here, literal.negated())

    def lessons_of_staff(self, person):
        """Literals of somebody's lessons, class hours and sport hours by slot."""
        by_slot = defaultdict(list)
        for meeting in self.meetings:
            if meeting.lesson and person in meeting.staff:
                for slot, here in meeting.at.items():
                    by_slot[slot].append(here)
        return by_slot

    def add_staff_days(self):
        """The most lessons of a person a day."""
        for person, staff in self.staff.items():
            if "max_lessons_a_day" in staff.data:
                lessons = self.lessons_of_staff(person)
                for day in range(len(self.days)):
                    today = [l for slot, here in lessons.items() if slot.day == day for l in here]
                    self.model.add(sum(today) <= staff.data["max_lessons_a_day"])

    # The rules of the sets and of the file

    def add_rule(self, rule):
        """One rule, by its kind."""
        kind = rule["rule"]["kind"]
        if kind not in CHECKED_BEFORE | OF_DATES:
            getattr(self, "rule_" + kind.replace("-", "_"))(rule["weight"], rule["rule"])

    def of_grades(self, rule):
        """The classes that a rule speaks of."""
        grades = rule.get("grades")
        return [c for c, class_ in self.classes.items() if grades is None or class_["grade"] in grades]

    def daily(self, class_, holds):
        """By day, the literals of a class's lessons that are such."""
        days = [[] for _ in self.days]
        for slot, literals in self.lessons(class_, holds).items():
            days[slot.day].extend(literals)
        return days

    def class_subjects(self):
        """Class, subject, weekly lessons and literals by slot of everything taught."""
        for class_ in self.classes:
            of_class = [l for l in self.school["lessons"] if l["for"] == class_ and is_lesson(l)]
            for subject in sorted({l["subject"] for l in of_class}):
                weekly = sum(l["weekly"] for l in of_class if l["subject"] == subject)
                yield class_, subject, weekly, self.lessons(class_, lambda l: is_lesson(l) and l["subject"] == subject)

    def on_days(self, by_slot):
        """By day, a literal that says whether there is anything."""
        days = [[l for slot, here in by_slot.items() if slot.day == day for l in here] for day in range(len(self.days))]
        return [self.either(literals) if literals else self.model.new_constant(0) for literals in days]

    def rule_no_holes(self, weight, _):
        """A class's day starts with the first period and has no holes."""
        assert weight == "hard"
        for class_ in self.classes:
            for day in range(len(self.days)):
                periods = self.periods(class_, day)
                for (_, earlier), (_, later) in pairwise(periods):
                    self.model.add_implication(later, earlier)

    def rule_lessons_a_day(self, weight, rule):
        """Between the week's average rounded down and up."""
        assert weight == "hard"
        for class_ in self.of_grades(rule):
            days = self.daily(class_, is_lesson)
            weekly = sum(l["weekly"] for l in self.school["lessons"] if l["for"] == class_ and is_lesson(l))
            fewest = rule.get("min", weekly // len(days))
            most = rule.get("max", math.ceil(weekly / len(days)))
            for literals in days:
                self.model.add_linear_constraint(sum(literals), fewest, most)

    def rule_periods_a_day(self, weight, rule):
        """Class hour and sport hour included."""
        assert weight == "hard"
        for class_ in self.of_grades(rule):
            for literals in self.daily(class_, lambda _: True):
                self.model.add(sum(literals) <= rule["max"])

    def rule_subject_a_day(self, weight, rule):
        """Lessons of a subject a day."""
        assert weight == "hard"
        for class_, subject, _, _ in self.class_subjects():
            for literals in self.daily(class_, lambda l: is_lesson(l) and l["subject"] == subject):
                self.model.add(sum(literals) <= rule["max"])

    def rule_one_of_daily(self, weight, rule):
        """One lesson of some subjects every day."""
        assert weight == "hard"
        for class_ in self.of_grades(rule):
            for literals in self.daily(class_, lambda l: is_lesson(l) and l["subject"] in rule["subjects"]):
                self.model.add_at_least_one(literals)

    def rule_sessions_of_service_a_day(self, weight, rule):
        """Sessions of a pupil from one service."""
        assert weight == "hard"
        for pupil in self.pupils:
            for service in sorted({s["service"] for s in self.school["sessions"] if pupil in s["pupils"]}):
                self.at_most_daily(rule["max"], lambda s: s["service"] == service and pupil in s["pupils"])

    def rule_period_cost(self, weight, rule):
        """Better and worse periods."""
        for class_, subject, _, by_slot in self.class_subjects():
            if subject in rule["subjects"]:
                for slot, literals in by_slot.items():
                    cost = weight * rule["costs"].get(str(slot.number), 0)
                    self.costs.extend((cost, literal) for literal in literals if cost)

    def rule_spread_over_days(self, weight, rule):
        """A subject on as many days as it has lessons, wanted doubles taken off."""
        for class_, subject, weekly, by_slot in self.class_subjects():
            if 1 < weekly <= rule["up_to"]:
                doubles = sum(wanted["count"] for wanted in self.wanted_doubles(class_, subject))
                wanted = min(weekly - doubles, len(self.days))
                self.charge_beyond(weight, wanted - sum(self.on_days(by_slot)), wanted)

    def wanted_doubles(self, class_, subject):
        """What lessons of a subject say of doubles."""
        for lesson in self.school["lessons"]:
            if (lesson["for"], lesson["subject"]) == (class_, subject) and isinstance(lesson.get("doubles"), dict):
                yield lesson["doubles"]["wanted"]

    def rule_adjacent_on_day(self, weight, _):
        """Two lessons of a subject on a day follow each other; that there are no three is a hard rule."""
        for _, _, weekly, by_slot in self.class_subjects():
            if weekly > 1:
                for day in range(len(self.days)):
                    today = [(s.ordinal, self.either(here)) for s, here in by_slot.items() if s.day == day]
                    apart = self.model.new_bool_var("")
                    self.costs.append((weight, apart))
                    for one, here in today:
                        for other, there in today:
                            if other > one + 1:
                                self.model.add_bool_or([here.negated(), there.negated(), apart])

    def rule_not_on_consecutive_days(self, weight, rule):
        """A day between."""
        for _, subject, weekly, by_slot in self.class_subjects():
            if subject in rule["subjects"] and weekly > 1:
                days = self.on_days(by_slot)
                for pair in pairwise(days):
                    self.charge(weight, pair)

    def rule_waiting(self, weight, rule):
        """Gaps between the engagements of a day: one circuit through them for every person and day."""
        opens, closes = minutes(rule["from"]), minutes(rule["to"])
        for person in self.staff.values():
            for day in range(len(self.days)):
                nodes = [
                    (DAY * day + start, DAY * day + end, self.exactly(literals))
                    for (of, start, end), literals in sorted(person.engagements.items())
                    if of == day and start < closes and opens < end
                ]
                for meeting in person.outside:
                    here = self.starts_in(meeting, DAY * day + opens - meeting.length + 1, DAY * day + closes)
                    nodes.append((meeting.start, meeting.start + meeting.length, here))
                if nodes:
                    self.add_gaps(nodes, weight, rule)

    def add_gaps(self, nodes, weight, rule):
        """A circuit through the engagements that take place; starts and ends are numbers, or expressions for a session."""
        idle = self.either([used for *_, used in nodes]).negated()
        arcs = [(0, 0, idle)]
        for i, (start, end, used) in enumerate(nodes, 1):
            arcs.append((i, i, used.negated()))
            arcs.append((0, i, self.model.new_bool_var("")))
            arcs.append((i, 0, self.model.new_bool_var("")))
            for j, (next_start, *_) in enumerate(nodes, 1):
                known = isinstance(end, int) and isinstance(next_start, int)
                if i == j or known and next_start < end + self.gap:
                    continue
                arc = self.model.new_bool_var("")
                arcs.append((i, j, arc))
                if known:
                    units = math.ceil(max(0, next_start - end - rule["beyond"]) / rule["per"])
                    self.costs.append((weight * units, arc))
                else:
                    most = math.ceil((DAY - rule["beyond"]) / rule["per"])
                    units = self.model.new_int_var(0, most, "")
                    self.costs.append((weight, units))
                    gap = next_start - end
                    self.model.add(gap >= self.gap).only_enforce_if(arc)
                    self.model.add(gap <= rule["beyond"] + rule["per"] * units).only_enforce_if(arc)
        self.model.add_circuit(arcs)

    def rule_days_present(self, weight, rule):
        """On few days."""
        for person in rule["staff"]:
            days = [[] for _ in self.days]
            for (day, _, _), literals in self.staff[person].engagements.items():
                days[day].extend(literals)
            lessons = sum(l["weekly"] for l in self.school["lessons"] if person in l["staff"])
            for meeting in self.staff[person].outside:
                for day, literals in enumerate(days):
                    literals.append(self.on_day(meeting, day))
            present = [self.either(literals) for literals in days if literals]
            beyond = sum(present) - math.ceil(lessons / rule["lessons_a_day"])
            self.charge_beyond(weight, beyond, len(present))

    def taken_out(self):
        """Pupil, class, session's literal, period and whether the class is busy then: what sessions may take them out of."""
        for meeting in self.outside:
            for pupil in meeting.session["pupils"] if meeting.session.get("time") != "after-lessons" else []:
                class_ = self.pupils[pupil]["class"]
                for (of, _, _), (period, busy) in self.busy.items():
                    if of == class_:
                        yield pupil, class_, self.touches(meeting, period), period, busy

    def rule_session_out_of_lesson(self, weight, _):
        """Each lesson that a session touches."""
        for _, _, touches, _, busy in self.taken_out():
            self.charge(weight, [touches, busy])

    def rule_session_out_of_same_subject(self, weight, _):
        """Each lesson of a subject that a pupil's sessions touch, after the first."""
        missed = defaultdict(list)
        for pupil, class_, touches, period, _ in self.taken_out():
            for (of, subject), by_slot in self.subjects.items():
                if of == class_ and period in by_slot:
                    miss = self.model.new_bool_var("")
                    for literal in by_slot[period]:
                        self.model.add_bool_or([miss, touches.negated(), literal.negated()])
                    missed[pupil, subject].append(miss)
        for misses in missed.values():
            self.charge_beyond(weight, sum(misses) - 1, len(misses))

    def rule_activity_hours(self, weight, rule):
        """Hours of an activity a day for each group."""
        for group in self.school["full_day"]:
            for activity in rule["activities"]:
                for day in range(len(self.days)):
                    hours = [
                        literal
                        for (of, slot), kinds in self.hours.items()
                        if of == group["id"] and slot.day == day
                        for literal in kinds.get(activity, [])
                    ]
                    self.charge_beyond(weight, rule["min"] - sum(hours), rule["min"])

    def rule_edge_of_day(self, weight, rule):
        """Class hour or sport hour first or last."""
        for class_ in self.classes:
            for slot, literals in self.lessons(class_, lambda l: l.get("kind", "lesson") == rule["lesson"]).items():
                after = self.busy.get((class_, slot.day, slot.ordinal + 1))
                first = "first" in rule["places"] and slot.ordinal == 0
                if not first:
                    for literal in literals:
                        last = "last" in rule["places"]
                        if not last:
                            self.costs.append((weight, literal))
                        elif after:
                            self.charge(weight, [literal, after[1]])

    def rule_wanted_doubles(self, weight, rule):
        """Doubles of one lesson, without the big break inside."""
        by_slot = self.lessons(self.lesson_for(rule["lesson"]), lambda l: l["id"] == rule["lesson"])
        at = {(slot.day, slot.ordinal): (slot, self.either(here)) for slot, here in by_slot.items()}
        doubles = []
        for (day, ordinal), (slot, here) in at.items():
            if (day, ordinal + 1) in at and not slot.big_break_after:
                double = self.model.new_bool_var("")
                self.model.add_implication(double, here)
                self.model.add_implication(double, at[day, ordinal + 1][1])
                doubles.append(double)
        self.charge_beyond(weight, rule["count"] - sum(doubles), rule["count"])

    def lesson_for(self, lesson):
        """The class of a lesson."""
        return next(l["for"] for l in self.school["lessons"] if l["id"] == lesson)

    # The answer

    def placements(self, solver):
        """The timetable found, as `timetable.json` has it."""
        placed = []

        def place(activity, day, start, end, staff, room, **more):
            more = {"staff": staff, "room": room, **more}
            placement = {"activity": activity, "day": self.days[day], "start": clock(start), "end": clock(end)}
            placement |= {name: value for name, value in more.items() if value is not None}
            placed.append((activity, day, start, placement))

        for meeting in self.meetings:
            inside = meeting.session["id"] if meeting.session else None
            for slot, here in meeting.at.items():
                if solver.boolean_value(here):
                    of = (meeting.activity, slot.day, slot.start, slot.end, meeting.staff, meeting.room)
                    place(*of, period=slot.number, session=inside)
        for meeting in self.outside:
            day, start = divmod(solver.value(meeting.start), DAY)
            session = meeting.session
            place(session["id"], day, start, start + meeting.length, [session["staff"]], session.get("room"))
        placed.sort(key=lambda entry: entry[:3])
        number = defaultdict(int)
        for activity, _, _, placement in placed:
            number[activity] += 1
            placement["number"] = number[activity]
        return [placement for *_, placement in placed]


def is_lesson(lesson):
    """Neither class hour nor sport hour."""
    return lesson.get("kind", "lesson") == "lesson"


def periods_on(bell, weekday):
    """The periods of a weekday."""
    other = [day["periods"] for day in bell.get("on", []) if weekday in day["days"]]
    return other[0] if other else bell["periods"]


def rules_in_force(school):
    """The rules of the sets and of the file; a lesson's wanted doubles are a rule too."""
    own = {rule["id"] for rule in school.get("rules", [])}
    overridden = {override["law"]: override.get("instead") for override in school.get("law_overrides", [])}
    for name in school["rule_sets"]:
        rules = json.loads((RULE_SETS / f"{name}.json").read_text())
        for rule in rules["rules"]:
            if rules["law"] or rule["id"] not in own:
                rule = overridden.get(f"{name}/{rule['id']}", rule)
                if rule:
                    yield rule
    yield from school.get("rules", [])
    for lesson in school["lessons"]:
        if isinstance(lesson.get("doubles"), dict):
            wanted = lesson["doubles"]["wanted"]
            yield {"rule": {"kind": "wanted-doubles", "lesson": lesson["id"], **wanted}, "weight": wanted["weight"]}


def refuse_what_is_not_modelled(school):
    """Says what the model does not know, instead of solving another problem."""
    classes = {class_["id"] for class_ in school["classes"]}
    lessons, staff = school["lessons"], school["staff"]
    teachers = {person for lesson in lessons for person in lesson["staff"] if isinstance(person, str)}
    teachers |= {club_leader for g in school.get("full_day", []) for c in g["clubs"] for club_leader in c["leaders"]}
    reasons = {
        "several institutions": len(school["institutions"]) > 1,
        "classes in groups": any(c.get("divisions") for c in school["classes"]),
        "lessons for groups": any(l["for"] not in classes for l in lessons),
        "one of several teachers": any(not isinstance(person, str) for l in lessons for person in l["staff"]),
        "rooms by feature": any(isinstance(l.get("room"), dict) for l in lessons),
        "weeks A and B, pins, parallel lessons": any(l.keys() & {"week", "pinned", "parallel"} for l in lessons),
        "doubles forbidden or across the big break": any(
            l.get("doubles") == "forbidden"
            or isinstance(l.get("doubles"), dict)
            and l["doubles"]["wanted"].get("across_big_break")
            for l in lessons
        ),
        "sessions that may stay unmet": any("unmet_weight" in s for s in school.get("sessions", [])),
        "most days of a person": any("max_days" in person for person in staff),
        "group teachers with lessons or clubs": any(g["staff"] in teachers for g in school.get("full_day", [])),
    }
    refused = [reason for reason, there in reasons.items() if there]
    if refused:
        sys.exit("not in this model: " + "; ".join(refused))


def main():
    """Solves, writes the timetable and prints what was found."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("school", type=Path)
    parser.add_argument("timetable", type=Path)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    school = json.loads(arguments.school.read_text())
    timetable = Timetable(school)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = arguments.seconds
    solver.parameters.num_workers = arguments.workers
    solver.parameters.interleave_search = True
    solver.parameters.random_seed = arguments.seed
    status = solver.solve(timetable.model)
    answer = {
        "status": solver.status_name(status).lower(),
        "seconds": solver.wall_time,
        "bound": solver.best_objective_bound,
    }
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        answer["cost"] = round(solver.objective_value)
        found = {"firstbell": 1, "instance": school["id"], "legal": True, "hard": 0, "soft": answer["cost"]}
        found["placements"] = timetable.placements(solver)
        arguments.timetable.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
