//! Brings the book's TOML files into the form that the program reads when it starts (`src/book/prepared.rs`): the same
//! values, each with its place in its file, and nothing left to parse. TOML stays the only source, and errors in a user's
//! own book still name lines of ours.

#![allow(clippy::print_stdout, reason = "this is how cargo is told what was read")]

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

const FOLDERS: [&str; 4] = ["labels", "tables", "prose", "rules"];

fn main() -> Result<(), Box<dyn Error>> {
    let out = env::var("OUT_DIR")?;
    for folder in FOLDERS {
        let from = Path::new("src/book").join(folder);
        let into = Path::new(&out).join(folder);
        println!("cargo::rerun-if-changed={}", from.display());
        fs::create_dir_all(&into)?;
        for entry in fs::read_dir(from)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default();
            if path.extension().is_some_and(|ending| ending == "toml") {
                // A new file, so that nobody who reads the old one sees it change.
                let fresh = into.join("fresh");
                fs::write(&fresh, prepared(&path)?)?;
                fs::rename(fresh, into.join(name))?;
            }
        }
    }
    Ok(())
}

fn prepared(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let text = fs::read_to_string(path)?;
    let file = DeTable::parse(&text).map_err(|error| format!("{}: {error}", path.display()))?;
    let mut out = Vec::new();
    head(&mut out, b't', file.span())?;
    table(&mut out, file.get_ref())?;
    Ok(out)
}

/// A letter for the kind of value, and its place.
fn head(out: &mut Vec<u8>, kind: u8, place: std::ops::Range<usize>) -> Result<(), Box<dyn Error>> {
    out.push(kind);
    number(out, place.start)?;
    number(out, place.end)
}

fn number(out: &mut Vec<u8>, number: usize) -> Result<(), Box<dyn Error>> {
    out.extend(u32::try_from(number)?.to_le_bytes());
    Ok(())
}

fn text(out: &mut Vec<u8>, text: &str) -> Result<(), Box<dyn Error>> {
    number(out, text.len())?;
    out.extend(text.as_bytes());
    Ok(())
}

fn table(out: &mut Vec<u8>, table: &DeTable<'_>) -> Result<(), Box<dyn Error>> {
    number(out, table.len())?;
    for (key, member) in table {
        text(out, key.get_ref())?;
        value(out, member)?;
    }
    Ok(())
}

fn value(out: &mut Vec<u8>, found: &Spanned<DeValue<'_>>) -> Result<(), Box<dyn Error>> {
    let place = found.span();
    match found.get_ref() {
        DeValue::String(string) => {
            head(out, b's', place)?;
            text(out, string)
        }
        DeValue::Integer(whole) => {
            head(out, b'i', place)?;
            out.extend(i64::from_str_radix(whole.as_str(), whole.radix())?.to_le_bytes());
            Ok(())
        }
        DeValue::Boolean(flag) => {
            head(out, b'b', place)?;
            out.push(u8::from(*flag));
            Ok(())
        }
        DeValue::Array(members) => {
            head(out, b'a', place)?;
            number(out, members.len())?;
            members.iter().try_for_each(|member| value(out, member))
        }
        DeValue::Table(inner) => {
            head(out, b't', place)?;
            table(out, inner)
        }
        DeValue::Float(_) | DeValue::Datetime(_) => Err("the book has neither fractions nor dates".into()),
    }
}
