//! Where the tables of pictures stand: a text shows each picture as a placeholder and lists the pictures' own text at
//! its end, in another order. The n-th placeholder belongs to picture n.

use crate::document::Block;

use super::page::Page;

/// Moves each picture's table to its placeholder. Where the text shows fewer pictures than it lists, nothing is known,
/// and the tables stay at the end.
pub fn place(page: &mut Page<'_, '_>) {
    let mut pictures = std::mem::take(&mut page.pictures);
    let places = std::mem::take(&mut page.placeholders);
    if pictures.is_empty() {
        return;
    }
    let highest = pictures.iter().map(|&(nth, _)| nth).max().unwrap_or(0);
    if highest > places.len() || pictures.iter().any(|&(nth, _)| nth == 0) {
        page.blocks_mut().extend(pictures.into_iter().map(|(_, table)| table.into()));
        return;
    }
    for (nth, table) in &pictures {
        page.decide(table.at.clone(), format!("picture {nth} stands at its placeholder"));
    }
    pictures.sort_by_key(|&(nth, _)| nth);
    let blocks = std::mem::take(page.blocks_mut());
    let mut numbers = Numbers::default();
    let mut pictures = pictures.into_iter().peekable();
    let mut next_place = places.iter().zip(1..).peekable();
    for (index, block) in blocks.into_iter().enumerate() {
        let nth = next_place.next_if(|&(&place, _)| place == index).map(|(_, nth)| nth);
        let mut shown = false;
        while let Some((_, table)) = pictures.next_if(|&(picture, _)| Some(picture) == nth) {
            page.blocks_mut().push(table.into());
            numbers.inserted += 1;
            shown = true;
        }
        if !shown {
            page.blocks_mut().push(numbers.renumbered(block));
        }
    }
    page.blocks_mut().extend(pictures.map(|(_, table)| table.into()));
}

/// Tables know the table in which they stand by its number, which pictures in between change.
#[derive(Default)]
struct Numbers {
    inserted: usize,
    /// The new number of each table that was there before.
    moved: Vec<usize>,
}

impl Numbers {
    fn renumbered(&mut self, block: Block) -> Block {
        let Block::Table(mut table) = block else { return block };
        self.moved.push(self.moved.len() + self.inserted);
        if let Some((outer, _, _)) = &mut table.inside {
            *outer = self.moved.get(*outer).copied().unwrap_or(*outer);
        }
        Block::Table(table)
    }
}
