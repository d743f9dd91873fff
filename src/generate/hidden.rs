//! The legal timetable that a made-up school is built around.
//!
//! Unit after unit (a class, or two grades merged into one) gets the teachers who still have hours, in the order in which they were hired, and its week is drawn
//! around what they and the special rooms already hold: lessons over the days, then on each day a matching of its lessons
//! with the periods. Where no draw fits, one more teacher is hired or one more room built, whichever is tightest.

use crate::instance::*;
use crate::timetable::{Placement, Status, Timetable};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Days of the week.
pub const DAYS: usize = 5;
/// Lessons of a class of the pattern `school.json` on a day; a day may have one more period, for a class hour or sport
/// hour.
pub const LESSONS: usize = 6;
/// Periods of a day, those of a second shift included. None of them overlap, whatever the bell, but those of one number.
const BANDS: usize = 13;
/// Days of the two hours on top of the lessons.
const EXTRAS: usize = 2;
/// Draws of a class's week before somebody is hired.
const DRAWS: usize = 300;
/// The most lessons of one course a day.
const COURSE_A_DAY: usize = 2;
/// Lessons of which every class has one each day.
const DAILY: [&str; 4] = ["music", "art", "technology", "pe"];

/// Periods of the week: by day and period, how often something is taken.
type Taken = [[usize; BANDS]; DAYS];

/// Pupils who are taught together: a class, or two classes merged into one.
pub struct Unit {
    /// Its classes in the pattern.
    pub classes: Vec<usize>,
    /// What ids of the pattern begin with (its classes', and the group's merged from them), and begin with here.
    pub names: Vec<(Id, Id)>,
    /// By day, the most periods.
    pub grid: [usize; DAYS],
    /// The band of its first period.
    pub first: usize,
    /// By teacher of the pattern, who teaches it.
    team: Vec<Option<usize>>,
}

impl Unit {
    /// Without teachers yet.
    pub fn new(classes: Vec<usize>, names: Vec<(Id, Id)>, grid: [usize; DAYS], first: usize) -> Self {
        Unit {
            classes,
            names,
            grid,
            first,
            team: Vec::new(),
        }
    }

    /// An id of the pattern's, as this unit has it.
    pub fn own(&self, id: &Id) -> Id {
        let known = self
            .names
            .iter()
            .filter(|(pattern, _)| id.starts_with(pattern.as_str()));
        match known.max_by_key(|(pattern, _)| pattern.len()) {
            Some((pattern, own)) => format!("{own}{}", &id[pattern.len()..]),
            None => id.clone(),
        }
    }

    /// The pattern's lessons that it has, whole or in groups.
    pub fn lessons<'p>(&self, pattern: &'p Instance) -> impl Iterator<Item = &'p Lesson> + use<'_, 'p> {
        let divisions = self.classes.iter().flat_map(|c| &pattern.classes[*c].divisions);
        let groups = divisions
            .flat_map(|d| &d.groups)
            .chain(self.names.iter().map(|(id, _)| id));
        let ids: std::collections::BTreeSet<&'p str> = pattern
            .lessons
            .iter()
            .map(|l| l.class.as_str())
            .filter(|class| groups.clone().any(|id| id == class))
            .collect();
        pattern.lessons.iter().filter(move |l| ids.contains(l.class.as_str()))
    }
}

/// A teacher.
pub struct Person {
    /// Teacher of the pattern.
    pub pattern: usize,
    /// Id.
    pub id: Id,
    /// By day, whether they come.
    pub days: [bool; DAYS],
    /// The most lessons a week.
    pub norm: usize,
    /// Lessons a week.
    pub load: usize,
    taken: Taken,
}

/// Rooms of one kind.
pub struct RoomKind {
    /// How many there are.
    pub copies: usize,
    unlimited: bool,
    taken: Taken,
}

impl RoomKind {
    /// The id of one of them, counted from 0.
    pub fn name(&self, pattern: &Id, number: usize) -> Id {
        if self.unlimited {
            pattern.clone()
        } else {
            format!("{pattern}-{}", number + 1)
        }
    }

    fn free(&self, day: usize, period: usize) -> bool {
        self.unlimited || self.taken[day][period] < self.copies
    }
}

/// Lessons of a class that take place together: one for the whole class, or one for each of several groups.
struct Course<'p> {
    lessons: Vec<&'p Lesson>,
    weekly: usize,
    rooms: Vec<usize>,
    staff: Vec<usize>,
    /// Only one of two merged classes has it.
    alone: bool,
}

impl Course<'_> {
    fn extra(&self) -> bool {
        self.lessons.iter().all(|l| l.kind != LessonKind::Lesson)
    }

    fn daily(&self) -> bool {
        self.lessons.iter().all(|l| DAILY.contains(&l.subject.as_str()))
    }
}

/// A lesson in its place.
struct Placed<'p> {
    unit: usize,
    lesson: &'p Lesson,
    day: usize,
    period: usize,
    room: Id,
    staff: usize,
}

/// The school so far.
pub struct Hidden<'p> {
    pattern: &'p Instance,
    /// What ids of teachers and rooms begin with.
    prefix: String,
    rng: Xoshiro256PlusPlus,
    /// By day, the periods of the grid.
    pub periods: [usize; DAYS],
    /// The classes.
    pub units: Vec<Unit>,
    /// The teachers, in the order in which they were hired.
    pub persons: Vec<Person>,
    /// By room of the pattern.
    pub rooms: Vec<RoomKind>,
    placed: Vec<Placed<'p>>,
}

impl<'p> Hidden<'p> {
    /// A school without classes.
    pub fn new(pattern: &'p Instance, seed: u64, slack: usize) -> Self {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
        let mut periods = [LESSONS; DAYS];
        periods[..EXTRAS + slack].fill(LESSONS + 1);
        periods.shuffle(&mut rng);
        let kind = |room: &Room| RoomKind {
            copies: 1,
            unlimited: room.unlimited,
            taken: Taken::default(),
        };
        Hidden {
            pattern,
            prefix: String::new(),
            rng,
            periods,
            units: Vec::new(),
            persons: Vec::new(),
            rooms: pattern.rooms.iter().map(kind).collect(),
            placed: Vec::new(),
        }
    }

    /// The same for one school of several, whose ids begin with its own.
    pub fn of_school(pattern: &'p Instance, seed: u64, school: &Id) -> Self {
        Hidden {
            prefix: format!("{school}-"),
            ..Hidden::new(pattern, seed, 0)
        }
    }

    /// One more class, of the next grade of the pattern.
    pub fn add_class(&mut self) {
        let (index, kinds) = (self.units.len(), self.pattern.classes.len());
        let class = &self.pattern.classes[index % kinds].id;
        let id = format!("{class}-{}", index / kinds + 1);
        let names = vec![(class.clone(), id)];
        self.add(Unit::new(vec![index % kinds], names, self.periods, 0));
    }

    /// A teacher whom other schools have too, on the other days.
    pub fn share(&mut self, pattern: usize, id: Id, days: [bool; DAYS]) {
        let number = self.hire(pattern, false);
        let person = &mut self.persons[number];
        (person.id, person.days) = (id, days);
    }

    /// One more unit.
    pub fn add(&mut self, mut unit: Unit) {
        let index = self.units.len();
        let mut team = self.team(&unit);
        let (courses, week) = loop {
            let courses = self.courses(&unit, &team);
            match (0..DRAWS).find_map(|_| self.draw(&unit, &courses)) {
                Some(week) => break (courses, week),
                None => self.relieve(&unit, &courses, &mut team),
            }
        };
        for (course, day, period) in week {
            let course = &courses[course];
            for (lesson, &staff) in course.lessons.iter().zip(&course.staff) {
                let kind = self.kind(lesson);
                let room = kind.map(|k| self.room(k, self.rooms[k].taken[day][period]));
                let class = unit
                    .classes
                    .iter()
                    .find(|c| self.pattern.classes[**c].id == lesson.class);
                let home = &self.pattern.classes[*class.unwrap_or(&unit.classes[0])].id;
                self.persons[staff].taken[day][period] += 1;
                self.persons[staff].load += 1;
                if let Some(kind) = kind {
                    self.rooms[kind].taken[day][period] += 1;
                }
                self.placed.push(Placed {
                    unit: index,
                    lesson,
                    day,
                    period,
                    room: room.unwrap_or_else(|| unit.own(home)),
                    staff,
                });
            }
        }
        unit.team = team;
        self.units.push(unit);
    }

    /// The id of a room of a kind, counted from 0.
    pub fn room(&self, kind: usize, number: usize) -> Id {
        format!(
            "{}{}",
            self.prefix,
            self.rooms[kind].name(&self.pattern.rooms[kind].id, number)
        )
    }

    /// Who teaches a unit what a teacher of the pattern teaches the pattern's.
    pub fn teacher(&self, unit: &Unit, pattern: &Id) -> Id {
        let index = self.pattern.staff.iter().position(|s| s.id == *pattern);
        let person = index.and_then(|i| unit.team[i]);
        person.map_or_else(|| pattern.clone(), |p| self.persons[p].id.clone())
    }

    /// By teacher of the pattern, the first who has enough hours left for the unit.
    fn team(&mut self, unit: &Unit) -> Vec<Option<usize>> {
        let team = (0..self.pattern.staff.len()).map(|pattern| {
            let lessons = unit.lessons(self.pattern).filter(|l| self.gives(pattern, l));
            let hours: Vec<usize> = lessons.map(|l| usize::from(l.weekly)).collect();
            let (most, hours) = (*hours.iter().max()?, hours.iter().sum::<usize>());
            let has_time = |p: &Person| p.pattern == pattern && p.load + hours <= p.norm;
            let found = self.persons.iter().position(has_time);
            // Half a post is no post for a subject of nearly every day.
            Some(found.unwrap_or_else(|| {
                let half = most <= 3 && self.rng.random_range(0..3) == 0;
                self.hire(pattern, half)
            }))
        });
        team.collect()
    }

    fn gives(&self, pattern: usize, lesson: &Lesson) -> bool {
        lesson
            .staff
            .contains(&StaffNeed::Person(self.pattern.staff[pattern].id.clone()))
    }

    /// A new teacher; half a post is three days and half the hours.
    fn hire(&mut self, pattern: usize, half: bool) -> usize {
        let as_pattern = &self.pattern.staff[pattern];
        let number = self.persons.iter().filter(|p| p.pattern == pattern).count() + 1;
        let norm = usize::from(as_pattern.norm_weekly.unwrap_or_default());
        let mut days = [true; DAYS];
        if half {
            days[3..].fill(false);
            days.shuffle(&mut self.rng);
        }
        self.persons.push(Person {
            pattern,
            id: format!("{}{}-{number}", self.prefix, as_pattern.id),
            days,
            norm: if half { norm / 2 } else { norm },
            load: 0,
            taken: Taken::default(),
        });
        self.persons.len() - 1
    }

    /// The pattern's room of a kind that a lesson asks for; `None`: the home room.
    fn kind(&self, lesson: &Lesson) -> Option<usize> {
        let asked = |room: &Room| match lesson.room.as_ref() {
            Some(RoomNeed::Room(id)) => room.id == *id,
            Some(RoomNeed::Features { features }) => room.features == *features,
            None => false,
        };
        self.pattern.rooms.iter().position(asked)
    }

    fn courses(&self, unit: &Unit, team: &[Option<usize>]) -> Vec<Course<'p>> {
        let mut courses: Vec<Course> = Vec::new();
        for lesson in unit.lessons(self.pattern) {
            let together = |c: &&mut Course| lesson.parallel.is_some() && c.lessons[0].parallel == lesson.parallel;
            let rooms = self.kind(lesson);
            let staff = (0..team.len()).filter(|t| self.gives(*t, lesson)).find_map(|t| team[t]);
            match courses.iter_mut().find(together) {
                Some(course) => {
                    course.lessons.push(lesson);
                    course.rooms.extend(rooms);
                    course.staff.extend(staff);
                }
                None => courses.push(Course {
                    lessons: vec![lesson],
                    weekly: usize::from(lesson.weekly),
                    rooms: rooms.into_iter().collect(),
                    staff: staff.into_iter().collect(),
                    alone: false,
                }),
            }
        }
        let is_class = |id: &Id| unit.classes.iter().any(|c| self.pattern.classes[*c].id == *id);
        for course in courses
            .iter_mut()
            .filter(|c| unit.classes.len() > 1 && c.lessons.len() == 1)
        {
            course.alone = is_class(&course.lessons[0].class);
        }
        courses
    }

    /// Whether everybody and every room that a course needs is free in a band.
    fn open(&self, course: &Course, day: usize, period: usize) -> bool {
        let free = |p: &Person| p.days[day] && p.taken[day][period] == 0;
        course.staff.iter().all(|s| free(&self.persons[*s]))
            && course.rooms.iter().all(|r| self.rooms[*r].free(day, period))
    }

    /// A week for a unit: course, day and band. `None` where the draw did not work out.
    fn draw(&mut self, unit: &Unit, courses: &[Course]) -> Option<Vec<(usize, usize, usize)>> {
        let days = self.draw_days(unit, courses)?;
        let mut week = Vec::new();
        for (day, today) in days.iter().enumerate() {
            // The other class has gone when one has a lesson alone.
            let together = today.iter().filter(|c| !courses[**c].alone).count();
            let mut order: Vec<usize> = (0..together).collect();
            order.shuffle(&mut self.rng);
            let open = |lesson: usize, period: usize| self.open(&courses[today[lesson]], day, unit.first + period);
            let by_period = matching(together, &order, open)?;
            if !(together..today.len()).all(|last| open(last, last)) {
                return None;
            }
            let by_period = by_period.into_iter().chain(together..today.len());
            week.extend(
                by_period
                    .enumerate()
                    .map(|(period, lesson)| (today[lesson], day, unit.first + period)),
            );
        }
        Some(week)
    }

    /// By day the courses of a unit, as often as they take place: the longest courses first, each on the emptiest days;
    /// what one of two classes has alone comes last.
    fn draw_days(&mut self, unit: &Unit, courses: &[Course]) -> Option<Vec<Vec<usize>>> {
        let lessons = self.draw_lessons(courses);
        let mut long: Vec<usize> = (0..DAYS).filter(|d| unit.grid[*d] > lessons[*d]).collect();
        long.shuffle(&mut self.rng);
        let mut days = vec![Vec::new(); DAYS];
        for (extra, day) in (0..courses.len()).filter(|c| courses[*c].extra()).zip(long) {
            if !self.has_strength(courses, extra, &days[day], day) {
                return None;
            }
            days[day].push(extra);
        }
        let most: Vec<usize> = (0..DAYS).map(|d| lessons[d] + days[d].len()).collect();
        let together = |c: &usize| !courses[*c].extra() && !courses[*c].alone;
        let mut order: Vec<usize> = (0..courses.len()).filter(together).collect();
        order.shuffle(&mut self.rng);
        order.sort_by_key(|c| std::cmp::Reverse(courses[*c].weekly));
        for course in order {
            let mut left = courses[course].weekly;
            for _ in 0..COURSE_A_DAY {
                let mut fit: Vec<usize> = (0..DAYS)
                    .filter(|d| days[*d].len() < most[*d])
                    .filter(|d| (0..most[*d]).any(|p| self.open(&courses[course], *d, unit.first + p)))
                    .filter(|d| self.has_strength(courses, course, &days[*d], *d))
                    .filter(|d| subject_fits(courses, course, &days[*d]))
                    .collect();
                fit.shuffle(&mut self.rng);
                fit.sort_by_key(|d| std::cmp::Reverse(most[*d] - days[*d].len()));
                fit.truncate(left);
                left -= fit.len();
                fit.into_iter().for_each(|d| days[d].push(course));
            }
            if left > 0 {
                return None;
            }
        }
        let upper = unit.classes.iter().all(|c| self.pattern.classes[*c].grade > 7);
        if !upper && !days.iter().all(|today| today.iter().any(|c| courses[*c].daily())) {
            return None;
        }
        // A day for each lesson that one class has alone: one of the shorter, with a period left.
        let shortest = lessons.iter().min().copied().unwrap_or(0);
        let mut short: Vec<usize> = (0..DAYS)
            .filter(|d| lessons[*d] == shortest && unit.grid[*d] > most[*d])
            .collect();
        for course in (0..courses.len()).filter(|c| courses[*c].alone) {
            for _ in 0..courses[course].weekly {
                let fits = |d: &usize| {
                    self.open(&courses[course], *d, unit.first + most[*d])
                        && self.has_strength(courses, course, &days[*d], *d)
                        && subject_fits(courses, course, &days[*d])
                };
                let at = short.iter().position(fits)?;
                days[short.remove(at)].push(course);
            }
        }
        Some(days)
    }

    /// By day the lessons that a unit has together: as even as they can be.
    fn draw_lessons(&mut self, courses: &[Course]) -> [usize; DAYS] {
        let together = courses.iter().filter(|c| !c.extra() && !c.alone);
        let weekly: usize = together.map(|c| c.weekly).sum();
        let mut lessons = [weekly / DAYS; DAYS];
        lessons.iter_mut().take(weekly % DAYS).for_each(|n| *n += 1);
        if !weekly.is_multiple_of(DAYS) {
            lessons.shuffle(&mut self.rng);
        }
        lessons
    }

    /// Whether the teachers of a course may give one lesson more on a day.
    fn has_strength(&self, courses: &[Course], course: usize, today: &[usize], day: usize) -> bool {
        courses[course].staff.iter().all(|s| {
            let person = &self.persons[*s];
            let before: usize = person.taken[day].iter().sum();
            let here = today.iter().filter(|c| courses[**c].staff.contains(s)).count();
            let most = self.pattern.staff[person.pattern].max_lessons_a_day;
            most.is_none_or(|most| before + here < usize::from(most))
        })
    }

    /// Hires a teacher, or builds a room, for the course of whose periods the least share is open.
    fn relieve(&mut self, unit: &Unit, courses: &[Course], team: &mut [Option<usize>]) {
        let count = |open: &dyn Fn(usize, usize) -> bool| -> usize {
            let week = (0..DAYS).flat_map(|d| (0..unit.grid[d]).map(move |p| (d, unit.first + p)));
            week.filter(|(d, p)| open(*d, *p)).count()
        };
        let together = courses.iter().filter(|c| !c.extra() && !c.alone);
        let fewest = together.map(|c| c.weekly).sum::<usize>() / DAYS;
        let share = |c: &&Course| {
            let may = |day: usize| !c.extra() || unit.grid[day] > fewest;
            1000 * count(&|d, p| may(d) && self.open(c, d, p)) / count(&|d, _| may(d))
        };
        let Some(tightest) = courses.iter().min_by_key(share) else {
            return;
        };
        let of_person = |s: usize| count(&|d, p| self.persons[s].days[d] && self.persons[s].taken[d][p] == 0);
        let of_kind = |r: usize| count(&|d, p| self.rooms[r].free(d, p));
        let person = tightest.staff.iter().map(|s| (of_person(*s), *s)).min();
        let kind = tightest.rooms.iter().map(|r| (of_kind(*r), *r)).min();
        match (person, kind) {
            (person, Some((free, kind))) if person.is_none_or(|(of_person, _)| free < of_person) => {
                self.rooms[kind].copies += 1;
            }
            (Some((_, person)), _) => {
                let new = self.hire(self.persons[person].pattern, false);
                team.iter_mut()
                    .filter(|t| **t == Some(person))
                    .for_each(|t| *t = Some(new));
            }
            (None, _) => {}
        }
    }

    /// The timetable of everything placed, in the words of the finished school.
    pub fn timetable(&self, school: &Instance) -> Timetable {
        let placement = |placed: &Placed| {
            let unit = &self.units[placed.unit];
            let id = unit.own(&self.pattern.classes[unit.classes[0]].id);
            let class = school.classes.iter().find(|c| c.id == id);
            let bell = school
                .bells
                .iter()
                .find(|b| class.and_then(|c| c.bell.as_ref()) == Some(&b.id));
            let bell = bell.unwrap_or(&school.bells[0]);
            let period = &bell.periods[placed.period - unit.first];
            Placement {
                activity: unit.own(&placed.lesson.id),
                number: 0,
                day: school.term.days[placed.day],
                start: period.start,
                end: period.end,
                week: Week::Every,
                period: Some(period.number),
                staff: vec![self.persons[placed.staff].id.clone()],
                room: Some(placed.room.clone()),
                session: None,
            }
        };
        let mut placements: Vec<Placement> = self.placed.iter().map(placement).collect();
        placements.sort_by(|a, b| (&a.activity, a.day, a.start).cmp(&(&b.activity, b.day, b.start)));
        for i in 0..placements.len() {
            let again = i > 0 && placements[i - 1].activity == placements[i].activity;
            placements[i].number = if again { placements[i - 1].number + 1 } else { 1 };
        }
        Timetable {
            firstbell: FORMAT_VERSION,
            instance: school.id.clone(),
            status: Status::Draft,
            legal: true,
            hard: 0,
            soft: 0,
            approved: None,
            from: None,
            placements,
            unmet: Default::default(),
        }
    }
}

/// Whether one lesson more of the subjects of a course fits into a day.
fn subject_fits(courses: &[Course], course: usize, today: &[usize]) -> bool {
    let has = |c: &&usize, subject: &Id| courses[**c].lessons.iter().any(|l| l.subject == *subject);
    let mut subjects = courses[course].lessons.iter().map(|l| &l.subject);
    subjects.all(|s| today.iter().filter(|c| has(c, s)).count() < COURSE_A_DAY)
}

/// By period the lesson that takes it, all periods and all lessons once; lessons look for theirs in `order`.
/// Augmenting paths: Kuhn, The Hungarian method for the assignment problem, 1955.
pub(super) fn matching(count: usize, order: &[usize], open: impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
    fn place(
        lesson: usize,
        open: &impl Fn(usize, usize) -> bool,
        seen: &mut [bool],
        by_period: &mut [Option<usize>],
    ) -> bool {
        for period in 0..by_period.len() {
            if open(lesson, period) && !std::mem::replace(&mut seen[period], true) {
                let gives_way = by_period[period].is_none_or(|other| place(other, open, seen, by_period));
                if gives_way {
                    by_period[period] = Some(lesson);
                    return true;
                }
            }
        }
        false
    }
    let mut by_period = vec![None; count];
    for &lesson in order {
        if !place(lesson, &open, &mut vec![false; count], &mut by_period) {
            return None;
        }
    }
    by_period.into_iter().collect()
}
