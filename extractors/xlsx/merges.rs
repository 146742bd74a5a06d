//! Merged areas of one sheet, checked: none reaches over another one, none asks for more than the sheet holds, and the
//! cells that lie under one are known.

use std::collections::BTreeMap;

use super::workbook::{Rect, Sheet};
use crate::{Code, Context, Notice};

/// Merges wider or higher than this are cut to what the sheet uses: whole rows and columns are merged by a click.
const WIDE: u32 = 256;
const HIGH: u32 = 4096;

/// The merged areas of a sheet, by the row and column of their corner.
#[derive(Debug, Default)]
pub struct Merges {
    areas: Vec<Rect>,
    /// For each cell of the sheet, in order: what merging makes of it. Empty where nothing is merged.
    roles: Vec<Role>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Single,
    /// The visible corner of the n-th area.
    Corner(u32),
    /// Under an area, where nobody sees it.
    Covered,
}

impl Merges {
    /// Takes the merges out of a sheet whose cells are sorted.
    pub fn new(context: &mut Context<'_>, sheet: &mut Sheet) -> Self {
        let asked = std::mem::take(&mut sheet.merges);
        if asked.is_empty() {
            return Self::default();
        }
        let most = context.limits.grid as u64;
        let beyond =
            asked.iter().filter(|area| u64::from(area.width()) * u64::from(area.height()) > most).count();
        if beyond > 0 {
            context.notices.add(Notice::new(Code::LIMIT_SPAN).at(sheet.at(0, 0)).with("detail", beyond));
        }
        let mut sorted: Vec<Rect> = clipped(asked, sheet);
        sorted.sort_unstable_by_key(|area| (area.rows.0, area.cols.0));
        sorted.retain(|area| area.rows.0 < area.rows.1 || area.cols.0 < area.cols.1);
        let mut sweep = Sweep::default();
        let mut areas = sorted.into_iter().peekable();
        let mut roles = Vec::with_capacity(sheet.cells.len());
        for cell in &sheet.cells {
            while let Some(area) = areas.next_if(|area| (area.rows.0, area.cols.0) <= (cell.row, cell.col)) {
                sweep.take(area);
            }
            roles.push(sweep.role(cell.row, cell.col));
        }
        for area in areas {
            sweep.take(area);
        }
        if sweep.refused > 0 {
            let notice = Notice::new(Code::TABLE_GEOMETRY).at(sheet.at(0, 0));
            context
                .notices
                .add(notice.with("detail", format!("merged areas over others: {}", sweep.refused)));
        }
        Self { areas: sweep.areas, roles }
    }

    pub fn role(&self, cell: usize) -> Role {
        self.roles.get(cell).copied().unwrap_or(Role::Single)
    }

    pub fn area(&self, nth: u32) -> Rect {
        self.areas[nth as usize]
    }

    /// The areas whose corner lies in a row, between two columns.
    pub fn in_row(&self, row: u32, cols: (u32, u32)) -> &[Rect] {
        let first = self.areas.partition_point(|area| (area.rows.0, area.cols.0) < (row, cols.0));
        let after = self.areas.partition_point(|area| (area.rows.0, area.cols.0) <= (row, cols.1));
        &self.areas[first..after]
    }
}

/// Cuts absurd areas to the used part of the sheet, where nothing is lost by it.
fn clipped(areas: Vec<Rect>, sheet: &Sheet) -> Vec<Rect> {
    let last_row = sheet.cells.last().map_or(0, |cell| cell.row);
    let last_col = sheet.cells.iter().map(|cell| cell.col).max().unwrap_or(0);
    let clip = |mut area: Rect| {
        if area.width() > WIDE {
            area.cols.1 = area.cols.1.min(last_col.max(area.cols.0));
        }
        if area.height() > HIGH {
            area.rows.1 = area.rows.1.min(last_row.max(area.rows.0));
        }
        area
    };
    areas.into_iter().map(clip).collect()
}

/// Goes down the sheet and knows which areas reach into the current row: by first column, the last column, the last
/// row and the number of the area. Those that have ended are dropped when they are met.
#[derive(Default)]
struct Sweep {
    areas: Vec<Rect>,
    active: BTreeMap<u32, u32>,
    refused: usize,
}

impl Sweep {
    fn take(&mut self, area: Rect) {
        if self.over(area.rows.0, area.cols.0).is_some() || self.begins_inside(&area) {
            self.refused += 1;
            return;
        }
        self.active.insert(area.cols.0, self.areas.len() as u32);
        self.areas.push(area);
    }

    fn role(&mut self, row: u32, col: u32) -> Role {
        match self.over(row, col) {
            None => Role::Single,
            Some(nth) => {
                let area = self.areas[nth as usize];
                if (area.rows.0, area.cols.0) == (row, col) { Role::Corner(nth) } else { Role::Covered }
            }
        }
    }

    /// The area over a place of the current row.
    fn over(&mut self, row: u32, col: u32) -> Option<u32> {
        loop {
            let (&first, &nth) = self.active.range(..=col).next_back()?;
            let area = &self.areas[nth as usize];
            if area.rows.1 >= row {
                return (area.cols.1 >= col).then_some(nth);
            }
            self.active.remove(&first);
        }
    }

    /// Whether an area that is still active begins between the columns of another one that begins now.
    fn begins_inside(&mut self, area: &Rect) -> bool {
        loop {
            let next = self.active.range(area.cols.0..=area.cols.1).next().map(|(&first, &nth)| (first, nth));
            match next {
                None => return false,
                Some((_, nth)) if self.areas[nth as usize].rows.1 >= area.rows.0 => return true,
                Some((first, _)) => _ = self.active.remove(&first),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::workbook::{SheetCell, Value};
    use super::*;
    use crate::{Limits, Notices};

    type Place = (u32, u32);

    fn sheet(places: &[Place], merges: &[(Place, Place)]) -> Sheet {
        let mut sheet = Sheet::new("甲");
        for &(row, col) in places {
            sheet.cells.push(SheetCell { row, col, value: Value::Text("x".into()), ..SheetCell::default() });
        }
        sheet.merges = merges.iter().map(|&(one, other)| Rect::between(one, other)).collect();
        sheet
    }

    fn roles(mut sheet: Sheet) -> (Vec<Role>, usize) {
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let merges = Merges::new(&mut Context::new(&mut notices, &limits), &mut sheet);
        let roles = (0..sheet.cells.len()).map(|cell| merges.role(cell)).collect();
        (roles, notices.iter().count())
    }

    #[test]
    fn cells_under_a_merge_are_known() {
        let (roles, notices) =
            roles(sheet(&[(0, 0), (1, 1), (2, 0), (2, 2)], &[((1, 1), (0, 0)), ((2, 2), (9, 9))]));
        assert_eq!(roles, [Role::Corner(0), Role::Covered, Role::Single, Role::Corner(1)]);
        assert_eq!(notices, 0);
    }

    #[test]
    fn a_merge_over_another_one_is_refused() {
        let (roles, notices) = roles(sheet(&[(0, 0), (1, 1), (1, 3)], &[((0, 0), (2, 2)), ((1, 1), (3, 3))]));
        assert_eq!(roles, [Role::Corner(0), Role::Covered, Role::Single]);
        assert_eq!(notices, 1);
    }

    #[test]
    fn whole_columns_are_cut_to_what_is_used() {
        let mut sheet = sheet(&[(0, 0), (7, 0)], &[((0, 0), (0, 16_383)), ((7, 0), (1_048_575, 0))]);
        let (mut notices, limits) = (Notices::default(), Limits::default());
        let merges = Merges::new(&mut Context::new(&mut notices, &limits), &mut sheet);
        assert_eq!(merges.role(0), Role::Single);
        assert_eq!(merges.in_row(0, (0, 9)).len(), 0);
    }
}
