//! The policy of `deny.toml`, checked over what is really built in: licences, sources, and version floors below which a
//! weakness is known. `cargo deny check` says the same where it is installed, with advisories beside.

use std::process::Command;

use serde_json::Value;

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

/// The platform of this build: packages for others need not be on the machine.
fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn packages() -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline", "--filter-platform", &host()])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    metadata["packages"].as_array().unwrap().clone()
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
    for package in packages() {
        let name = package["name"].as_str().unwrap();
        let version = package["version"].as_str().unwrap();
        if let Some(source) = package["source"].as_str() {
            assert!(source.starts_with("registry+"), "{name} comes from {source}");
            let licence = package["license"].as_str().unwrap_or("none");
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
