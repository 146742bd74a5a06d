//! The template families, one file each. A form takes the world and a pen and gives a page: what stands above a table,
//! the table, and what stands below it.

pub mod accounts;
pub mod assets;
pub mod base;
pub mod budget;
pub mod central;
pub mod changes;
pub mod fiscal;
pub mod indicators;
pub mod levels;
pub mod ningxia;
pub mod overall;
pub mod project;
pub mod provinces;
pub mod scores;
pub mod sichuan;
pub mod yunnan;

use super::grid::Grid;
use super::pen::Pen;

/// A table with what belongs to it.
pub struct Page {
    /// `附件1-1`
    pub attachment: Option<String>,
    pub title: String,
    /// Lines between title and table: who filled it in, in which unit.
    pub lines: Vec<String>,
    pub grid: Grid,
    pub notes: Vec<String>,
}

impl Page {
    /// Where the office's name and the unit stand, both or one of them.
    pub fn head_line(pen: &mut Pen, word: &str, office: &str) -> String {
        let colon = pen.style.colon();
        let unit = pen.style.unit_word();
        let gap = pen.dice.pick(&["　　　　", "                ", "\u{3000}\u{3000}"]);
        match pen.dice.below(2) {
            0 => format!("{word}{colon}{office}{gap}单位{colon}{unit}"),
            _ => format!("{word}{colon}{office}{gap}金额单位{colon}{unit}"),
        }
    }
}
