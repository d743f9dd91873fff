//! A municipality small enough to see its best plan.

use crate::instance::Instance;

/// Two villages, two days of four lessons, parted after the second. Music has one teacher for both, and so have
/// the pupils' sessions, two a week each, which are never out of Bulgarian. `way` minutes lie between the villages.
///
/// With a short way both go from one village to the other in the middle of the day: only the four sessions out of a lesson
/// cost, 4 in all. With a long one nobody can: the two lessons of music are on one day, so those of art are on the other (4
/// for each class), and two sessions are unmet (4 each), while the others take place in the long break: 16.
pub fn two_villages(way: u16) -> Instance {
    let lesson = |class: &str, subject: &str, staff: &str, weekly: u8| {
        format!(
            r#"{{ "id": "{class}-{subject}", "subject": "{subject}", "for": "{class}", "staff": ["{staff}"], "weekly": {weekly} }}"#
        )
    };
    let lessons: Vec<String> = ["N", "S"]
        .iter()
        .flat_map(|c| {
            let teacher = format!("T{c}");
            [
                lesson(c, "bulgarian", &teacher, 4),
                lesson(c, "art", &teacher, 2),
                lesson(c, "music", "MUS", 2),
            ]
        })
        .collect();
    let session = |pupil: &str| {
        format!(
            r#"{{ "id": "speech-{pupil}", "service": "speech-therapy", "staff": "LOG", "pupils": ["{pupil}"], "minutes": 40,
                "weekly": 2, "not_from": ["bulgarian"], "step": 10, "unmet_weight": 4 }}"#
        )
    };
    let rule = |id: &str, rule: &str, weight: &str| {
        format!(r#"{{ "id": "{id}", "rule": {rule}, "weight": {weight}, "cite": "{id}", "source": "assumed" }}"#)
    };
    let text = format!(
        r#"{{
  "firstbell": 1, "id": "two-villages", "name": "Two villages",
  "term": {{ "from": "2020-09-14", "to": "2021-01-29", "days": ["mon", "tue"] }},
  "institutions": [
    {{ "id": "north", "name": "North", "opens": "08:00", "closes": "12:20", "gap": 5 }},
    {{ "id": "south", "name": "South", "opens": "08:00", "closes": "12:20", "gap": 5 }},
    {{ "id": "centre", "name": "Centre", "kind": "centre", "opens": "08:00", "closes": "17:00" }}
  ],
  "travel": [
    {{ "from": "north", "to": "south", "minutes": {way} }}, {{ "from": "south", "to": "north", "minutes": {way} }}
  ],
  "half_day": "10:10",
  "bells": [{{ "id": "bell", "periods": [
    {{ "number": 1, "start": "08:00", "end": "08:40" }}, {{ "number": 2, "start": "08:50", "end": "09:30" }},
    {{ "number": 3, "start": "10:50", "end": "11:30" }}, {{ "number": 4, "start": "11:40", "end": "12:20" }} ] }}],
  "subjects": [{{ "id": "bulgarian", "name": "B" }}, {{ "id": "art", "name": "A" }}, {{ "id": "music", "name": "M" }}],
  "rooms": [{{ "id": "room-N", "institution": "north" }}, {{ "id": "room-S", "institution": "south" }}],
  "staff": [{{ "id": "TN" }}, {{ "id": "TS" }}, {{ "id": "MUS" }}, {{ "id": "LOG", "role": "specialist", "institution": "centre" }}],
  "classes": [
    {{ "id": "N", "grade": 1, "institution": "north", "bell": "bell", "room": "room-N" }},
    {{ "id": "S", "grade": 1, "institution": "south", "bell": "bell", "room": "room-S" }}
  ],
  "pupils": [{{ "id": "p1", "class": "N" }}, {{ "id": "p2", "class": "S" }}],
  "lessons": [{}],
  "sessions": [{}],
  "rules": [{}]
}}"#,
        lessons.join(","),
        [session("p1"), session("p2")].join(","),
        [
            rule("no-holes", r#"{ "kind": "no-holes" }"#, "\"hard\""),
            rule("subject-a-day", r#"{ "kind": "subject-a-day", "max": 2 }"#, "\"hard\""),
            rule("spread", r#"{ "kind": "spread-over-days", "up_to": 2 }"#, "2"),
            rule("out-of-lesson", r#"{ "kind": "session-out-of-lesson" }"#, "1"),
        ]
        .join(",")
    );
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}"))
}
