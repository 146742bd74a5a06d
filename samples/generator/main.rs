//! `cargo run -p samples` writes every sample file into `samples/`.

use std::path::Path;
use std::{fs, io};

fn main() -> io::Result<()> {
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
