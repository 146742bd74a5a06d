//! How cells look, as far as it tells headers: what the cell itself says and what the style of its table says.

use super::read;

fn sample(name: &str) -> Vec<u8> {
    let path = format!("docx/{name}.docx");
    samples::docx::samples().into_iter().find(|sample| sample.path == path).unwrap().bytes
}

#[test]
fn the_style_of_a_table_shows_its_first_row_where_the_table_asks_for_it() {
    let document = read(sample("table-style")).0.unwrap();
    let looks: Vec<Vec<(bool, bool)>> = document
        .tables()
        .map(|table| table.cells().map(|cell| (cell.style.bold, cell.style.shaded)).collect())
        .collect();
    let (header, plain) = ([(true, true); 3], [(false, false); 3]);
    assert_eq!(looks, [[header, plain].concat(), [header, plain].concat(), [plain, plain].concat()]);
    let headers: Vec<u32> = document.tables().map(|table| table.header_rows()).collect();
    assert_eq!(headers, [1, 1, 0]);
}

#[test]
fn runs_and_cells_say_it_themselves() {
    let document = read(sample("looks")).0.unwrap();
    let table = document.tables().next().unwrap();
    let place = |cell: crate::Cell<'_>| (cell.row, cell.col);
    let bold: Vec<_> = table.cells().filter(|cell| cell.style.bold).map(place).collect();
    let shaded: Vec<_> = table.cells().filter(|cell| cell.style.shaded).map(place).collect();
    assert_eq!((bold, shaded), (vec![(0, 0), (0, 1), (0, 2)], vec![(1, 0)]));
}
