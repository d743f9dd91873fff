//! `order.html`, `board.html`: a text of `order_text` as a page that prints on A4.

use super::html::shell;
use super::order_text::Block;
use crate::words::Lang;
use maud::{Markup, html};

const STYLE: &str = include_str!("order.css");

/// The texts one after the other, each beginning a page.
pub(super) fn page(texts: &[(Lang, Vec<Block>)], title: &str, lang: Lang) -> String {
    let body = html! {
        @for (lang, blocks) in texts { main.letter lang=(if *lang == Lang::Bg { "bg" } else { "en" }) { (set(blocks)) } }
    };
    shell(lang, title, STYLE, body, None)
}

fn set(blocks: &[Block]) -> Markup {
    let mut points = 0;
    html! {
        @for block in blocks {
            @match block {
                Block::Letterhead(text) => p.head { (text) }
                Block::Title(text) => h1 { (text) }
                Block::Centred(text) => p.centred { (text) }
                Block::Paragraph(text) => p { (text) }
                Block::Point(text) => p.point { ({ points += 1; points }) ". " (text) }
                Block::Table { head, rows } => table {
                    thead { tr { @for cell in head { th scope="col" { (cell) } } } }
                    tbody { @for row in rows { tr { @for cell in row { td { (cell) } } } } }
                }
                Block::Annex(text) => h2 { (text) }
                Block::Signature(text) => p.signature { (text) }
            }
        }
    }
}
