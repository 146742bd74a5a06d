//! The commit protocol against a model of a file system that loses power, a scheduler that lets several hosts work at
//! once without any lease, and faults at every operation. Broken variants of the protocol must be caught.
//!
//! CI runs a fixed share; `HEBIAO_HISTORIES=100000 cargo test --release --test runner commit` is the full proof.

mod history;
mod model;
mod random;
mod variants;
mod world;

use history::{Mode, violations};
use variants::Variant;

/// Histories that CI runs for each mode of the true protocol.
const SHARE: u64 = 400;

fn histories() -> u64 {
    std::env::var("HEBIAO_HISTORIES").ok().and_then(|text| text.parse().ok()).unwrap_or(SHARE)
}

fn assert_sound(mode: Mode) {
    let found = violations(Variant::Protocol, mode, 0..histories());
    assert!(found.is_empty(), "{} violations, first: {:?}", found.len(), found.first());
}

#[test]
fn power_cuts_and_kills_leave_the_old_or_the_new_state() {
    assert_sound(Mode::Crash);
}

#[test]
fn hosts_that_know_nothing_of_each_other_never_lose_a_commit() {
    assert_sound(Mode::Hosts);
}

#[test]
fn hosts_and_a_server_that_loses_power_at_once() {
    assert_sound(Mode::Mixed);
}

#[test]
fn a_failing_operation_leaves_the_old_or_the_new_state() {
    assert_sound(Mode::Faults);
}

#[test]
fn every_broken_variant_is_caught() {
    for variant in Variant::BROKEN {
        let modes = [Mode::Crash, Mode::Hosts, Mode::Mixed];
        let caught = (0..4000)
            .any(|seed| modes.into_iter().any(|mode| !violations(*variant, mode, seed..seed + 1).is_empty()));
        assert!(caught, "{variant:?} goes unnoticed in 12 000 histories");
    }
}
