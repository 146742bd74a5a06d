//! Calls that fail: the run ends with the code that fits, and the dataset is the old or the new one.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use std::sync::Mutex;

use hebiao::dataset::Dataset;
use hebiao::dataset::commit::Store;

use super::asked;
use super::trial::{Fault, Point, Stage, can_trace, recovered};

/// What a failing call says, and how a run may end that it stops before its decision: without right or space, or by an
/// error that the program has no word for.
const ERRORS: [(&str, i32); 5] = [("ENOSPC", 14), ("EACCES", 14), ("EIO", 1), ("EBUSY", 1), ("ESTALE", 1)];

/// How a run ended, by its exit code and by whether it had decided.
type Endings = Mutex<BTreeMap<(i32, bool), usize>>;

fn judge(
    stage: &Stage,
    (name, before): (&str, i32),
    point: &Point,
    dataset: &Path,
    ended: &Output,
) -> (i32, bool) {
    let code = ended.status.code().unwrap_or(-1);
    let decided = Store::new(&Dataset::open(dataset).unwrap().files, "look").generation().unwrap() == 2;
    let found = recovered(dataset);
    let expected = if decided { &stage.new } else { &stage.old };
    assert!(found == *expected, "{name} at {point:?}: exit {code}, decided: {decided}");
    let said = String::from_utf8_lossy(&ended.stderr);
    let fits = if decided { [0, 5].contains(&code) } else { code == before };
    assert!(fits, "{name} at {point:?}: exit {code}, decided: {decided}: {said}");
    (code, decided)
}

#[test]
fn a_call_that_fails_leaves_the_old_or_the_new_dataset_and_the_code_that_fits() {
    if !can_trace() {
        return;
    }
    let stage = Stage::small();
    let stride = asked("HEBIAO_STRIDE", 101);
    for (name, before) in ERRORS {
        let endings = Endings::default();
        let tried = stage.each(Fault::Error(name), stride, |point, dataset, ended| {
            let ending = judge(&stage, (name, before), point, dataset, &ended);
            *endings.lock().unwrap().entry(ending).or_default() += 1;
        });
        println!("{name} at {tried} calls, by (exit code, decided): {:?}", endings.into_inner().unwrap());
    }
}
