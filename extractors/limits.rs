//! What one file may cost. Every budget is charged before memory is taken, so that a few kilobytes cannot ask for
//! gigabytes. Reaching a limit is said in a notice or an error; it is never silence.

/// The budgets, with defaults that no real report comes near.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a text: what lies behind them is not read. A document takes some six times as much, and a worker of a run
    /// has 1.5 GiB.
    pub input_bytes: u64,
    /// Entries of a zip package.
    pub zip_entries: usize,
    /// Bytes of one part, inflated.
    pub part_bytes: u64,
    /// Bytes of all parts of a file, inflated.
    pub inflated_bytes: u64,
    /// Bytes of one XML token.
    pub event_bytes: usize,
    /// Elements inside elements.
    pub xml_depth: usize,
    /// Attributes on one tag.
    pub attributes: usize,
    /// Tables inside tables.
    pub nested_tables: usize,
    /// Tables of a document.
    pub tables: usize,
    /// Cells of a document that hold something.
    pub cells: usize,
    /// Positions of one table's grid, cells and what they cover together.
    pub grid: usize,
    /// Bytes of text of a document after everything that repeats was repeated.
    pub text_bytes: u64,
    /// Shared strings of a workbook.
    pub shared_strings: usize,
    /// Bytes of text in one cell.
    pub cell_bytes: usize,
    /// Files inside files.
    pub embedded_depth: u8,
}

impl Limits {
    /// Half of every budget that grows with what a file inflates to. Not of a part's: what is packed that tightly goes
    /// through a window, which keeps little of it.
    pub fn halved(&self) -> Self {
        Self {
            inflated_bytes: self.inflated_bytes / 2,
            event_bytes: self.event_bytes / 2,
            tables: self.tables / 2,
            cells: self.cells / 2,
            grid: self.grid / 2,
            text_bytes: self.text_bytes / 2,
            shared_strings: self.shared_strings / 2,
            cell_bytes: self.cell_bytes / 2,
            ..self.clone()
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1 << 20;
        Self {
            input_bytes: 64 * MIB,
            zip_entries: 10_000,
            part_bytes: 1024 * MIB,
            inflated_bytes: 4096 * MIB,
            event_bytes: 16 << 20,
            xml_depth: 256,
            attributes: 1024,
            nested_tables: 32,
            tables: 20_000,
            cells: 4_000_000,
            grid: 2_000_000,
            text_bytes: 512 * MIB,
            shared_strings: 5_000_000,
            cell_bytes: 1 << 20,
            embedded_depth: 3,
        }
    }
}
