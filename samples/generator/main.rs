//! `cargo run -p samples` writes every sample file into `samples/`; with `corpus` it writes generated reports elsewhere.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let Some(("corpus", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return samples::corpus::run(rest);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    for sample in samples::all() {
        let path = folder.join(&sample.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &sample.bytes)?;
    }
    Ok(())
}
