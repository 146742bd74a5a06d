use std::time::Instant;
fn main() {
    let t = Instant::now();
    let book = hebiao::Book::builtin().unwrap();
    println!("book {:?}", t.elapsed());
    for path in std::env::args().skip(1) {
        let source = extractors::Source::open(std::path::Path::new(&path)).unwrap();
        let mut notices = extractors::Notices::default();
        let document = extractors::extract(&mut notices, &source).unwrap();
        let cells: usize = document.tables().map(|t| t.cells().len()).sum();
        let n = 300;
        let mut best = (u128::MAX, u128::MAX, u128::MAX);
        for _ in 0..n {
            let mut notices = extractors::Notices::default();
            let a = Instant::now();
            let (parts, statements) = hebiao::recognise::recognise(&mut notices, &document, &book);
            let b = Instant::now();
            let reading = hebiao::read::read(&mut notices, "x.txt", &document, (&parts, &statements), &book);
            let c = Instant::now();
            std::hint::black_box(&reading);
            best.0 = best.0.min((b - a).as_nanos());
            best.1 = best.1.min((c - b).as_nanos());
            let a = Instant::now();
            let mut notices = extractors::Notices::default();
            std::hint::black_box(extractors::extract(&mut notices, &source).unwrap());
            best.2 = best.2.min(a.elapsed().as_nanos());
        }
        println!(
            "{path} tables {} cells {cells} recognise {} us read {} us extract {} us",
            document.tables().count(),
            best.0 / 1000,
            best.1 / 1000,
            best.2 / 1000
        );
    }
}
