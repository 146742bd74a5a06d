//! The policy of `deny.toml`, checked over what is really built in: licences, sources, and version floors below which a
//! weakness is known. `cargo deny check` says the same where it is installed, with advisories beside.

use std::process::Command;

/// Licences that may come in, as `deny.toml` lists them.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap();
    let policy: toml::Table = text.parse().unwrap();
    policy["licenses"]["allow"]
        .as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap().to_owned())
        .collect()
}

/// Floors as `deny.toml` lists them: crate name and the first version that may be used.
fn floors() -> Vec<(String, Vec<u64>)> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).unwrap();
    let policy: toml::Table = text.parse().unwrap();
    let denied = policy["bans"]["deny"].as_array().unwrap();
    let floor = |entry: &toml::Value| {
        let (name, version) = entry["crate"].as_str().unwrap().split_once("@<").unwrap();
        (name.to_owned(), parts(version))
    };
    denied.iter().map(floor).collect()
}

fn parts(version: &str) -> Vec<u64> {
    version.split(['.', '-', '+']).map_while(|part| part.parse().ok()).collect()
}

/// What is built in on this platform, tests and tools included: name, version, where it comes from, licence.
fn packages() -> Vec<(String, String, String, String)> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--workspace", "--locked", "--offline", "--prefix", "none", "--format", "{p}\t{l}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found: Vec<_> = text.lines().filter_map(package).collect();
    found.sort();
    found.dedup();
    found
}

/// A line such as `memchr v2.8.3⇥MIT`; what comes from elsewhere than the registry says so in brackets.
fn package(line: &str) -> Option<(String, String, String, String)> {
    let (package, licence) = line.split_once('\t')?;
    let mut words = package.splitn(3, ' ');
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    let source = words.next().unwrap_or_default().replace("(proc-macro)", "");
    let licence = licence.trim_end_matches("(*)").trim();
    Some((name.into(), version.into(), source.replace("(*)", "").trim().to_owned(), licence.to_owned()))
}

/// Whether one of the alternatives of an expression is allowed in all its parts.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let plain = expression.replace('/', " OR ").replace(['(', ')'], " ");
    plain
        .split(" OR ")
        .any(|choice| choice.split(" AND ").all(|name| allowed.iter().any(|known| known == name.trim())))
}

#[test]
fn licences_sources_and_versions_are_as_the_policy_says() {
    let (allowed, floors) = (allowed(), floors());
    let packages = packages();
    assert!(packages.len() > 50, "the list of packages was not read");
    let own = env!("CARGO_MANIFEST_DIR");
    for (name, version, source, licence) in &packages {
        if !source.contains(own) {
            assert_eq!(source, "", "{name} comes from elsewhere than the registry");
            assert!(is_allowed(licence, &allowed), "{name} is under {licence}");
        }
        for (_, floor) in floors.iter().filter(|(known, _)| known == name) {
            assert!(parts(version) >= *floor, "{name} {version} has a known weakness");
        }
    }
}

#[test]
fn a_licence_must_be_allowed_in_all_its_parts() {
    let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned()];
    assert!(is_allowed("GPL-3.0 OR MIT", &allowed));
    assert!(is_allowed("MIT/Apache-2.0", &allowed));
    assert!(!is_allowed("MIT AND GPL-3.0", &allowed));
    assert!(parts("0.40.9") < parts("0.41"));
}
