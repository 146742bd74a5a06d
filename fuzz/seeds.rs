//! Writes sound inputs for every target into `seeds/TARGET`, beside which a fuzzer grows its `corpus/TARGET`.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    for entry in std::fs::read_dir(home.join("fuzz_targets"))? {
        let path = entry?.path();
        let Some(target) = path.file_stem().and_then(|name| name.to_str()) else { continue };
        let folder = home.join("seeds").join(target);
        std::fs::create_dir_all(&folder)?;
        for (nth, bytes) in hebiao_fuzz::seeds::of(target).into_iter().enumerate() {
            std::fs::write(folder.join(format!("{nth:03}")), bytes)?;
        }
    }
    Ok(())
}
