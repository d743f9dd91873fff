//! Colours of subjects: a strong one for the edge and a light one behind dark text, so that
//! every colour a school picks stays readable and prints with little ink.

use crate::instance::Subject;

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// Well apart from each other, also for most colour-blind people when beside each other.
const PALETTE: [Rgb; 16] = [
    [0xc6, 0x28, 0x28],
    [0x15, 0x65, 0xc0],
    [0x2e, 0x7d, 0x32],
    [0xef, 0x8f, 0x00],
    [0x6a, 0x1b, 0x9a],
    [0x00, 0x83, 0x8f],
    [0xad, 0x14, 0x57],
    [0x82, 0x77, 0x17],
    [0x5d, 0x40, 0x37],
    [0x28, 0x35, 0x93],
    [0x55, 0x8b, 0x2f],
    [0xd8, 0x43, 0x15],
    [0x8e, 0x6c, 0xc0],
    [0x00, 0x69, 0x5c],
    [0xf0, 0x62, 0x92],
    [0x45, 0x5a, 0x64],
];

/// A colour for each subject, in order: its own where it is written as `#rrggbb`.
pub(super) fn of_subjects(subjects: &[Subject]) -> Vec<Rgb> {
    let mut palette = PALETTE.into_iter().cycle();
    subjects
        .iter()
        .map(|s| {
            let own = s.colour.as_deref().and_then(parse);
            own.or_else(|| palette.next()).unwrap_or_default()
        })
        .collect()
}

/// Colours for so many things; beyond the palette they come again.
pub(super) fn of_many(count: usize) -> Vec<Rgb> {
    PALETTE.into_iter().cycle().take(count).collect()
}

/// Reads `#rrggbb`; anything else is no colour.
fn parse(text: &str) -> Option<Rgb> {
    let hex = text.strip_prefix('#')?;
    if hex.len() != 6 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let [_, r, g, b] = u32::from_str_radix(hex, 16).ok()?.to_be_bytes();
    Some([r, g, b])
}

/// The light shade behind text: one part colour, five parts white.
pub(super) fn light(colour: Rgb) -> Rgb {
    colour.map(|c| ((u16::from(c) + 5 * 255) / 6) as u8)
}

/// `rrggbb`.
pub(super) fn hex([r, g, b]: Rgb) -> String {
    format!("{r:02x}{g:02x}{b:02x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Contrast of two colours as WCAG 2 defines it.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let luminance = |c: Rgb| {
            let [r, g, b] = c.map(|v| {
                let v = f64::from(v) / 255.0;
                if v <= 0.04045 {
                    v / 12.92
                } else {
                    ((v + 0.055) / 1.055).powf(2.4)
                }
            });
            0.2126 * r + 0.7152 * g + 0.0722 * b
        };
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    #[test]
    fn text_is_readable_on_every_light_shade() {
        // The page's darkest and palest text, against the extremes and the palette.
        for colour in PALETTE.into_iter().chain([[0, 0, 0], [0, 0, 255], [255, 255, 255]]) {
            for text in [[0x1b, 0x1f, 0x24], [0x42, 0x48, 0x50]] {
                assert!(contrast(text, light(colour)) >= 4.5, "{text:?} on {colour:?}");
            }
        }
    }

    #[test]
    fn only_plain_hexadecimal_is_a_colour() {
        assert_eq!(parse("#0a0B0c"), Some([10, 11, 12]));
        for bad in [
            "0a0b0c",
            "#0a0b0",
            "#0a0b0cd",
            "#+a0b0c",
            "red",
            "#fff;}</style>",
            "#яяя",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
