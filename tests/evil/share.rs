//! Rows about what lies on a share: files that move while they are read, names, dates, links, what is no file at all. Each
//! runs the real program over a tree.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use extractors::Code;
use hebiao::batch::patience::Pulse;
use hebiao::batch::read;

use crate::batch::tree::{PROGRAM, Tree, content, documents, report, statuses};

fn one() -> Tree {
    let tree = Tree::new();
    tree.put("good.txt", report("民政局", 2024, 1));
    tree
}

/// The status and code of a file.
fn said(tree: &Tree, path: &str) -> (String, String) {
    let (status, code) =
        statuses(&tree.dataset()).remove(path).unwrap_or_else(|| panic!("{path} is not listed"));
    (status, code.unwrap_or_default())
}

/// The codes of all problems in the dataset.
fn problems(tree: &Tree) -> String {
    content(&tree.dataset())["problems"].concat()
}

#[test]
fn row_02_bytes_that_are_kept_elsewhere() {
    let tree = one();
    // A length without a block behind it is what clients of such stores leave.
    File::create(tree.path("far.docx")).unwrap().set_len(1 << 20).unwrap();
    let told = tree.ingest(&[]);
    assert_eq!(said(&tree, "far.docx"), ("placeholder".to_owned(), "T_PLACEHOLDER".to_owned()));
    assert_eq!((told.count("files", "ok"), documents(&tree.dataset())), (1, 1));
    tree.put("far.docx", report("教育局", 2024, 2));
    tree.ingest(&[]);
    assert_eq!(documents(&tree.dataset()), 2, "what is there again is read");
}

/// One of two versions, or the word that it changes; never a mixture.
#[test]
fn row_41_a_file_that_changes_while_it_is_read() {
    let tree = Tree::new();
    let versions = [report("民政局", 2024, 1).repeat(400), report("教育局", 2023, 22).repeat(300)];
    tree.put("a.txt", &versions[0]);
    let (path, done) = (tree.path("a.txt"), AtomicBool::new(false));
    let (mut whole, mut changing) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                versions.iter().for_each(|version| fs::write(&path, version).unwrap());
            }
        });
        for _ in 0..20_000 {
            match read::copy(&path, "a.txt", &Pulse::default()) {
                Ok(copied) => {
                    let bytes = copied.source.bytes();
                    // The writer cuts the file to nothing first: that is a state of its own.
                    let known =
                        bytes.is_empty() || versions.iter().any(|version| version.as_bytes() == bytes);
                    assert!(known || versions.iter().any(|version| version.as_bytes().starts_with(bytes)));
                    whole += usize::from(known);
                }
                Err(unread) => {
                    assert_eq!(unread.code, Code::CHANGING);
                    changing += 1;
                }
            }
            if whole > 20 && changing > 20 {
                break;
            }
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(changing > 0, "no change was noticed in {whole} copies");
}

#[test]
fn row_43_a_file_that_vanishes() {
    let tree = one();
    assert_eq!(
        read::copy(&tree.path("gone.txt"), "gone.txt", &Pulse::default()).unwrap_err().code,
        Code::VANISHED
    );
    tree.put("gone.txt", report("教育局", 2024, 2));
    tree.ingest(&[]);
    fs::remove_file(tree.path("gone.txt")).unwrap();
    assert_eq!(tree.ingest(&[]).count("documents", "absent_once"), 1);
    assert_eq!(documents(&tree.dataset()), 2, "not seen once is not gone");
}

#[test]
fn row_44_a_file_that_is_saved_at_that_moment() {
    let tree = one();
    tree.ingest(&[]);
    fs::rename(tree.path("good.txt"), tree.path("5A3C7F10")).unwrap();
    for name in ["~WRD0001.tmp", "~WRL0002.tmp"] {
        tree.put(name, "half of it");
    }
    let told = tree.ingest(&["--allow-removals"]);
    assert_eq!(told.count("documents", "absent_once"), 1);
    for name in ["5A3C7F10", "~WRD0001.tmp", "~WRL0002.tmp"] {
        assert_eq!(said(&tree, name).1, "S_TEMP", "{name}");
    }
    fs::rename(tree.path("5A3C7F10"), tree.path("good.txt")).unwrap();
    tree.ingest(&[]);
    assert_eq!(documents(&tree.dataset()), 1);
}

#[test]
fn row_45_owner_files_and_locks() {
    let tree = one();
    for name in ["~$报告.docx", ".~lock.报告.xlsx#", ".~报告.docx"] {
        tree.put(name, [b' '; 165]);
    }
    tree.put("~$真报告.txt", report("水利局", 2024, 3).repeat(3));
    tree.ingest(&[]);
    for name in ["~$报告.docx", ".~lock.报告.xlsx#", ".~报告.docx"] {
        assert_eq!(said(&tree, name), ("skipped".to_owned(), "S_TEMP".to_owned()), "{name}");
    }
    assert_eq!(said(&tree, "~$真报告.txt").0, "ok", "a report under such a name is a report");
}

#[test]
fn row_46_files_of_systems() {
    let tree = one();
    let files = [".DS_Store", "Thumbs.db", "desktop.ini", "._报告.docx", ".nfs000a0b0c"];
    files.iter().for_each(|name| tree.put(name, "x"));
    for folder in ["$RECYCLE.BIN", ".snapshot", "@eaDir", "#recycle", "System Volume Information"] {
        tree.put(&format!("{folder}/报告.txt"), report("水利局", 2024, 3));
    }
    let told = tree.ingest(&[]);
    for name in files {
        assert_eq!(said(&tree, name).1, "S_SYSTEM", "{name}");
    }
    assert_eq!((told.count("files", "seen"), documents(&tree.dataset())), (6, 1));
}

/// Each copy has its rows; a report counts once.
#[test]
fn row_47_copies_of_one_file() {
    let tree = one();
    let bytes = report("民政局", 2024, 1);
    tree.put("good (conflicted copy).txt", &bytes);
    tree.put("good - 副本.txt", &bytes);
    let told = tree.ingest(&[]);
    assert_eq!((told.code, told.count("twins", "W_DUPLICATE_CONTENT")), (0, 3));
    assert_eq!(
        tree.ingest(&[]).summary["twins"]["W_DUPLICATE_CONTENT"],
        serde_json::Value::Null,
        "told once"
    );
    let rows = content(&tree.dataset());
    assert_eq!((rows["documents"].len(), rows["panel"].len()), (3, 1));
    let copies = rows["documents"].iter().filter(|row| row.contains("same_report_as"));
    assert_eq!(copies.count(), 2, "{:#?}", rows["documents"]);
}

/// A command of a program that no system lets read everything.
fn of_nobody(tree: &Tree) -> Command {
    let program = tree.path("../hebiao");
    fs::copy(PROGRAM, &program).unwrap();
    fs::set_permissions(tree.path(".."), fs::Permissions::from_mode(0o777)).unwrap();
    let mut command = Command::new(program);
    command.args(["ingest", "--lang", "en"]).arg(tree.source()).arg("--into").arg(tree.dataset());
    if rustix::process::geteuid().is_root() {
        command.uid(65_534).gid(65_534);
    }
    command
}

#[test]
fn row_48_files_and_folders_that_may_not_be_read() {
    let tree = one();
    tree.put("secret.txt", report("教育局", 2024, 2));
    tree.put("closed/inside.txt", report("水利局", 2024, 3));
    let mode =
        |path: &str, mode| fs::set_permissions(tree.path(path), fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!(of_nobody(&tree).output().unwrap().status.code(), Some(0));
    assert_eq!(documents(&tree.dataset()), 3);
    mode("secret.txt", 0);
    mode("closed", 0);
    tree.put("new.txt", report("林业局", 2024, 4));
    mode("new.txt", 0);
    for _ in 0..3 {
        assert_eq!(of_nobody(&tree).output().unwrap().status.code(), Some(4));
    }
    mode("closed", 0o777);
    assert_eq!(said(&tree, "new.txt").1, "E_PERMISSION");
    assert_eq!(documents(&tree.dataset()), 3, "what could not be seen stays");
}

#[test]
fn row_49_links() {
    let tree = one();
    tree.put("folder/inside.txt", report("教育局", 2024, 2));
    fs::write(tree.path("../outside.txt"), report("水利局", 2024, 3)).unwrap();
    let link = |target: &str, name: &str| symlink(target, tree.path(name)).unwrap();
    link("..", "folder/up");
    link("../../outside.txt", "folder/out.txt");
    link("nowhere", "dangling.txt");
    link("inside.txt", "folder/same.txt");
    link("loop", "loop");
    tree.ingest(&[]);
    for name in ["folder/up", "folder/out.txt", "dangling.txt", "folder/same.txt", "loop"] {
        assert_eq!(said(&tree, name), ("skipped".to_owned(), "S_SYMLINK".to_owned()), "{name}");
    }
    assert_eq!(documents(&tree.dataset()), 2);
    let (followed, told) = tree.ingest_fresh("followed", &["--follow"]);
    assert!([0, 3].contains(&told.code), "{told:?}");
    let found = statuses(&followed);
    assert_eq!(found["folder/same.txt"].0, "ok");
    for name in ["folder/up", "folder/out.txt", "dangling.txt"] {
        assert_eq!(found[name].1.as_deref(), Some("S_SYMLINK"), "{name}");
    }
}

#[test]
fn row_50_what_is_no_file() {
    let tree = one();
    assert!(Command::new("mkfifo").arg(tree.path("pipe.txt")).status().unwrap().success());
    let _socket = UnixListener::bind(tree.path("socket.docx")).unwrap();
    tree.put("folder.xlsx/inside.txt", report("教育局", 2024, 2));
    assert_eq!(tree.ingest(&[]).code, 0);
    for name in ["pipe.txt", "socket.docx"] {
        assert_eq!(said(&tree, name), ("skipped".to_owned(), "S_NOT_REGULAR".to_owned()), "{name}");
    }
    assert_eq!(said(&tree, "folder.xlsx/inside.txt").0, "ok");
}

#[test]
fn row_51_names_that_are_no_text() {
    let tree = one();
    let (name, ..) = encoding_rs::GB18030.encode("云溪县报告.txt");
    fs::write(tree.source().join(std::ffi::OsStr::from_bytes(&name)), report("教育局", 2024, 2)).unwrap();
    tree.ingest(&[]);
    assert_eq!(said(&tree, "云溪县报告.txt").0, "ok");
    assert!(problems(&tree).contains("W_NAME_ENCODING"));
}

#[test]
fn row_52_names_that_deceive() {
    let longest = format!("{}aa.txt", "长".repeat(83));
    assert_eq!(longest.len(), 255);
    let names = [
        "a\nb.txt",
        "a\u{1b}[31m.txt",
        "txt.\u{202E}xcod.txt",
        "a\tb.txt",
        "a.txt ",
        "a.txt.",
        "CON.txt",
        "NUL.txt",
        "报告🎉.txt",
        &longest,
    ];
    for name in names {
        let tree = one();
        tree.put(name, report("教育局", 2024, 2));
        let told = tree.ingest(&[]);
        assert_eq!((told.code, documents(&tree.dataset())), (0, 2), "{name:?}");
        assert!(problems(&tree).contains("\"W_NAME\""), "{name:?}");
        assert!(!told.stderr.contains('\u{1b}'), "{name:?} reaches the terminal");
    }
    let tree = one();
    // Letters beyond the first plane are letters: names of places and people hold them.
    for name in [format!("{}.txt", "长".repeat(83)).as_str(), "\u{20BB7}县报告.txt"] {
        tree.put(name, report("教育局", 2024, 2));
    }
    assert_eq!((tree.ingest(&[]).code, documents(&tree.dataset())), (0, 3));
    assert!(!problems(&tree).contains("\"W_NAME\""));
}

#[test]
fn row_53_names_that_differ_in_case_or_composition() {
    let tree = one();
    for (nth, name) in ["Bao.txt", "bao.txt", "caf\u{e9}.txt", "cafe\u{301}.txt"].into_iter().enumerate() {
        tree.put(name, report("教育局", 2020 + nth as i32, 2));
    }
    let told = tree.ingest(&[]);
    assert_eq!((told.code, told.count("twins", "W_NAME_COLLISION")), (0, 4));
    assert_eq!(documents(&tree.dataset()), 5, "files are told apart by the bytes of their names");
    tree.assert_whole();
}

#[test]
fn row_54_paths_that_are_too_long() {
    let tree = one();
    let long = vec!["很长的目录名".repeat(8); 12].join("/");
    assert!(long.len() > 1500);
    tree.put(&format!("{long}/a.txt"), report("教育局", 2024, 2));
    let deep = vec!["d"; 400].join("/");
    tree.put(&format!("{deep}/a.txt"), report("水利局", 2024, 3));
    assert_eq!((tree.ingest(&[]).code, documents(&tree.dataset())), (0, 3));
}

/// Deeper than one call of the system can name: folders are made one in the other, as a program inside them does.
#[test]
fn row_54_paths_beyond_what_can_be_named() {
    let tree = one();
    let script = "i=0; while [ $i -lt 1000 ]; do mkdir dddddddd && cd -P dddddddd || exit 1; i=$((i+1)); done; echo x > a.txt";
    let made = Command::new("sh").args(["-c", script]).current_dir(tree.source()).status().unwrap();
    assert!(made.success());
    let told = tree.ingest(&[]);
    assert_eq!((told.code, told.count("files", "failed"), documents(&tree.dataset())), (3, 1, 1));
    assert!(problems(&tree).contains("E_PATH"));
    assert_eq!(tree.ingest(&[]).code, 0, "it is known by now");
    assert!(Command::new("rm").arg("-rf").arg(tree.path("dddddddd")).status().unwrap().success());
}

#[test]
fn row_55_a_folder_of_very_many_files() {
    let tree = one();
    for nth in 0..5_000 {
        fs::write(tree.path(&format!("{nth}.tmp")), "").unwrap();
    }
    let told = tree.ingest(&[]);
    assert_eq!((told.count("files", "seen"), documents(&tree.dataset())), (5_001, 1));
}

#[test]
fn row_56_times_that_cannot_be() {
    let tree = Tree::new();
    let since = SystemTime::UNIX_EPOCH;
    let times = [
        since + Duration::from_secs(315_532_800),
        since - Duration::from_secs(86_400),
        since + Duration::from_secs(4_500_000_000),
        since + Duration::from_secs(1_700_000_000),
    ];
    for (nth, time) in times.into_iter().enumerate() {
        let name = format!("{nth}.txt");
        tree.put(&name, report("教育局", 2020 + nth as i32, 2));
        File::options().append(true).open(tree.path(&name)).unwrap().set_modified(time).unwrap();
    }
    assert_eq!((tree.ingest(&[]).code, documents(&tree.dataset())), (0, 4));
    assert_eq!(problems(&tree).matches("W_CLOCK").count(), 3);
    // The hash decides: other bytes under the same impossible time are seen.
    tree.put("2.txt", report("教育局", 2022, 7));
    File::options().append(true).open(tree.path("2.txt")).unwrap().set_modified(times[2]).unwrap();
    assert_eq!(tree.ingest(&[]).count("documents", "changed"), 1);
}

/// A share that is copied has other numbers for all its files, and is the same.
#[test]
fn row_58_files_that_change_their_number() {
    let tree = one();
    tree.put("b.txt", report("教育局", 2024, 2));
    tree.ingest(&[]);
    for name in ["good.txt", "b.txt"] {
        let time = fs::metadata(tree.path(name)).unwrap().modified().unwrap();
        fs::copy(tree.path(name), tree.path("copy.tmp")).unwrap();
        fs::remove_file(tree.path(name)).unwrap();
        fs::rename(tree.path("copy.tmp"), tree.path(name)).unwrap();
        File::options().append(true).open(tree.path(name)).unwrap().set_modified(time).unwrap();
    }
    let told = tree.ingest(&[]);
    assert_eq!((told.count("documents", "added"), told.count("documents", "changed")), (0, 0), "{told:?}");
    assert_eq!(documents(&tree.dataset()), 2);
}

/// Every file of a tree is in the dataset's list, whatever it is.
#[test]
fn row_50_every_one_of_them_is_listed() {
    let tree = one();
    tree.put("a/b.txt", "x");
    symlink("a", tree.path("link")).unwrap();
    tree.ingest(&[]);
    let listed: BTreeSet<String> = statuses(&tree.dataset()).into_keys().collect();
    assert_eq!(listed, ["a/b.txt", "good.txt", "link"].map(str::to_owned).into());
    assert!(Path::new(&tree.path("link")).is_symlink());
}
