//! The legal timetable that a made-up school is built around.
//!
//! Class after class gets the teachers who still have hours, in the order in which they were hired, and its week is drawn
//! around what they and the special rooms already hold: lessons over the days, then on each day a matching of its lessons
//! with the periods. Where no draw fits, one more teacher is hired or one more room built, whichever is tightest.

use crate::instance::*;
use crate::timetable::{Placement, Status, Timetable};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Days of the week.
pub const DAYS: usize = 5;
/// Lessons of a class on a day; a day may have one more period, for a class hour or sport hour.
pub const LESSONS: usize = 6;
/// Days of the two hours on top of the lessons.
const EXTRAS: usize = 2;
/// Draws of a class's week before somebody is hired.
const DRAWS: usize = 300;
/// The most lessons of one course a day.
const COURSE_A_DAY: usize = 2;
/// Lessons of which every class has one each day.
const DAILY: [&str; 4] = ["music", "art", "technology", "pe"];

/// Periods of the week: by day and period, how often something is taken.
type Taken = [[usize; LESSONS + 1]; DAYS];

/// A class of the school.
pub struct ClassOf {
    /// Its class in the pattern.
    pub pattern: usize,
    /// Its id.
    pub id: Id,
    /// By teacher of the pattern, who teaches it.
    team: Vec<Option<usize>>,
}

impl ClassOf {
    /// An id of the pattern's class, as this class has it.
    pub fn own(&self, pattern: &Instance, id: &Id) -> Id {
        let rest = id.strip_prefix(pattern.classes[self.pattern].id.as_str());
        format!("{}{}", self.id, rest.unwrap_or(id))
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
    class: usize,
    lesson: &'p Lesson,
    day: usize,
    period: usize,
    room: Id,
    staff: usize,
}

/// The school so far.
pub struct Hidden<'p> {
    pattern: &'p Instance,
    rng: Xoshiro256PlusPlus,
    /// By day, the periods of the grid.
    pub periods: [usize; DAYS],
    /// The classes.
    pub classes: Vec<ClassOf>,
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
            rng,
            periods,
            classes: Vec::new(),
            persons: Vec::new(),
            rooms: pattern.rooms.iter().map(kind).collect(),
            placed: Vec::new(),
        }
    }

    /// One more class.
    pub fn add_class(&mut self) {
        let (index, kinds) = (self.classes.len(), self.pattern.classes.len());
        let class: &'p Class = &self.pattern.classes[index % kinds];
        let id = format!("{}-{}", class.id, index / kinds + 1);
        let mut team = self.team(class);
        let (courses, week) = loop {
            let courses = self.courses(class, &team);
            match (0..DRAWS).find_map(|_| self.draw(&courses)) {
                Some(week) => break (courses, week),
                None => self.relieve(&courses, &mut team),
            }
        };
        for (course, day, period) in week {
            let course = &courses[course];
            for (lesson, &staff) in course.lessons.iter().zip(&course.staff) {
                let kind = self.kind(lesson);
                let room =
                    kind.map(|k| self.rooms[k].name(&self.pattern.rooms[k].id, self.rooms[k].taken[day][period]));
                self.persons[staff].taken[day][period] += 1;
                self.persons[staff].load += 1;
                if let Some(kind) = kind {
                    self.rooms[kind].taken[day][period] += 1;
                }
                self.placed.push(Placed {
                    class: index,
                    lesson,
                    day,
                    period,
                    room: room.unwrap_or_else(|| id.clone()),
                    staff,
                });
            }
        }
        let pattern = index % kinds;
        self.classes.push(ClassOf { pattern, id, team });
    }

    /// Who teaches a class what a teacher of the pattern teaches the pattern's.
    pub fn teacher(&self, class: &ClassOf, pattern: &Id) -> Id {
        let index = self.pattern.staff.iter().position(|s| s.id == *pattern);
        let person = index.and_then(|i| class.team[i]);
        person.map_or_else(|| pattern.clone(), |p| self.persons[p].id.clone())
    }

    /// By teacher of the pattern, the first who has enough hours left for the class.
    fn team(&mut self, class: &Class) -> Vec<Option<usize>> {
        let team = (0..self.pattern.staff.len()).map(|pattern| {
            let lessons = lessons_of(self.pattern, class).filter(|l| self.gives(pattern, l));
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
            id: format!("{}-{number}", as_pattern.id),
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

    fn courses(&self, class: &'p Class, team: &[Option<usize>]) -> Vec<Course<'p>> {
        let mut courses: Vec<Course> = Vec::new();
        for lesson in lessons_of(self.pattern, class) {
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
                }),
            }
        }
        courses
    }

    /// Whether everybody and every room that a course needs is free.
    fn open(&self, course: &Course, day: usize, period: usize) -> bool {
        let free = |p: &Person| p.days[day] && p.taken[day][period] == 0;
        course.staff.iter().all(|s| free(&self.persons[*s]))
            && course.rooms.iter().all(|r| self.rooms[*r].free(day, period))
    }

    /// A week for a class: course, day and period. `None` where the draw did not work out.
    fn draw(&mut self, courses: &[Course]) -> Option<Vec<(usize, usize, usize)>> {
        let days = self.draw_days(courses)?;
        let mut week = Vec::new();
        for (day, today) in days.iter().enumerate() {
            let mut order: Vec<usize> = (0..today.len()).collect();
            order.shuffle(&mut self.rng);
            let open = |lesson: usize, period: usize| self.open(&courses[today[lesson]], day, period);
            let by_period = matching(today.len(), &order, open)?;
            week.extend(
                by_period
                    .into_iter()
                    .enumerate()
                    .map(|(period, lesson)| (today[lesson], day, period)),
            );
        }
        Some(week)
    }

    /// By day the courses of a class, as often as they take place: the longest courses first, each on the emptiest days.
    fn draw_days(&mut self, courses: &[Course]) -> Option<Vec<Vec<usize>>> {
        let mut long: Vec<usize> = (0..DAYS).filter(|d| self.periods[*d] > LESSONS).collect();
        long.shuffle(&mut self.rng);
        let mut days = vec![Vec::new(); DAYS];
        for (extra, day) in (0..courses.len()).filter(|c| courses[*c].extra()).zip(long) {
            if !self.has_strength(courses, extra, &days[day], day) {
                return None;
            }
            days[day].push(extra);
        }
        let most: Vec<usize> = days.iter().map(|extras| LESSONS + extras.len()).collect();
        let mut order: Vec<usize> = (0..courses.len()).filter(|c| !courses[*c].extra()).collect();
        order.shuffle(&mut self.rng);
        order.sort_by_key(|c| std::cmp::Reverse(courses[*c].weekly));
        for course in order {
            let mut left = courses[course].weekly;
            for _ in 0..COURSE_A_DAY {
                let mut fit: Vec<usize> = (0..DAYS)
                    .filter(|d| days[*d].len() < most[*d])
                    .filter(|d| (0..most[*d]).any(|p| self.open(&courses[course], *d, p)))
                    .filter(|d| self.has_strength(courses, course, &days[*d], *d))
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
        let every_day = days.iter().all(|today| today.iter().any(|c| courses[*c].daily()));
        every_day.then_some(days)
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
    fn relieve(&mut self, courses: &[Course], team: &mut [Option<usize>]) {
        let count = |open: &dyn Fn(usize, usize) -> bool| -> usize {
            let week = (0..DAYS).flat_map(|d| (0..self.periods[d]).map(move |p| (d, p)));
            week.filter(|(d, p)| open(*d, *p)).count()
        };
        let share = |c: &&Course| {
            let may = |day: usize| !c.extra() || self.periods[day] > LESSONS;
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
        let bell = &school.bells[0];
        let placement = |placed: &Placed| {
            let period = &bell.periods[placed.period];
            Placement {
                activity: self.classes[placed.class].own(self.pattern, &placed.lesson.id),
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

/// The lessons of a class and of its groups.
pub fn lessons_of<'p>(pattern: &'p Instance, class: &'p Class) -> impl Iterator<Item = &'p Lesson> {
    let groups = |id: &Id| class.divisions.iter().any(|d| d.groups.contains(id));
    pattern
        .lessons
        .iter()
        .filter(move |l| l.class == class.id || groups(&l.class))
}

/// By period the lesson that takes it, all periods and all lessons once; lessons look for theirs in `order`.
/// Augmenting paths: Kuhn, The Hungarian method for the assignment problem, 1955.
fn matching(count: usize, order: &[usize], open: impl Fn(usize, usize) -> bool) -> Option<Vec<usize>> {
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
