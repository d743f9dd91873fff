//! `order.docx`: an order as a document for the school's own letterhead and corrections. The words are those of
//! `order_text`.

use super::order_text::Block;
use docx_rs::{
    AlignmentType, Docx, LineSpacing, PageMargin, Paragraph, Run, RunFonts, SpecialIndentType, Table, TableCell,
    TableRow, WidthType,
};
use std::io::{self, Cursor};

/// A4 and its margins, in twentieths of a point.
const PAGE: (u32, u32) = (11906, 16838);
const MARGIN: i32 = 1080;
/// Sizes of letters, in half points.
const TEXT: usize = 22;
const TABLE: usize = 18;

/// The document of a text.
pub(super) fn document(blocks: &[Block]) -> io::Result<Vec<u8>> {
    let margin = PageMargin::new().top(MARGIN).bottom(MARGIN).left(MARGIN).right(MARGIN);
    let font = RunFonts::new()
        .ascii("Times New Roman")
        .hi_ansi("Times New Roman")
        .cs("Times New Roman");
    let empty = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(font)
        .default_size(TEXT);
    let mut points = 0;
    let document = blocks.iter().fold(empty, |document, block| match block {
        Block::Letterhead(text) => document.add_paragraph(centred(Run::new().add_text(text).bold())),
        Block::Title(text) => document.add_paragraph(centred(Run::new().add_text(text).bold().size(36))),
        Block::Centred(text) => document.add_paragraph(centred(Run::new().add_text(text))),
        Block::Paragraph(text) => document.add_paragraph(paragraph(Run::new().add_text(text))),
        Block::Point(text) => {
            points += 1;
            let point = paragraph(Run::new().add_text(format!("{points}. {text}")));
            document.add_paragraph(point.indent(None, Some(SpecialIndentType::FirstLine(450)), None, None))
        }
        Block::Table { head, rows } => document.add_table(table(head, rows)).add_paragraph(Paragraph::new()),
        Block::Annex(text) => {
            document.add_paragraph(paragraph(Run::new().add_text(text).bold()).page_break_before(true))
        }
        Block::Signature(text) => {
            let line = paragraph(Run::new().add_text(text)).align(AlignmentType::Right);
            document.add_paragraph(line.line_spacing(LineSpacing::new().before(480).after(480)))
        }
    });
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

fn paragraph(run: Run) -> Paragraph {
    Paragraph::new()
        .add_run(run)
        .line_spacing(LineSpacing::new().after(120))
}

fn centred(run: Run) -> Paragraph {
    paragraph(run).align(AlignmentType::Center)
}

fn table(head: &[String], rows: &[Vec<String>]) -> Table {
    let cell = |text: &String, bold: bool| {
        let run = Run::new().add_text(text).size(TABLE);
        TableCell::new().add_paragraph(Paragraph::new().add_run(if bold { run.bold() } else { run }))
    };
    let row = |cells: &[String], bold| TableRow::new(cells.iter().map(|text| cell(text, bold)).collect()).cant_split();
    let all = [row(head, true)]
        .into_iter()
        .chain(rows.iter().map(|cells| row(cells, false)));
    // Fiftieths of a percent: the whole width.
    Table::new(all.collect()).width(5000, WidthType::Pct)
}
