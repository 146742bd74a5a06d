//! Files that make trouble on purpose, for tests of what a worker's failure costs. Only a worker that was started with
//! `--mock` looks for them; no run of the program starts one so by itself.

/// Does what a file of the form `<mock><what/></mock>` asks for. `headway` tells the parent that reading goes on.
pub fn trouble(bytes: &[u8], headway: &mut dyn FnMut()) {
    let Some(what) = bytes.strip_prefix(b"<mock><").and_then(|rest| rest.strip_suffix(b"/></mock>")) else {
        return;
    };
    match what {
        b"hang" => loop {
            std::thread::park();
        },
        b"spin" => while std::hint::black_box(true) {},
        b"chatter" => {
            while std::hint::black_box(true) {
                headway();
            }
        }
        b"abort" => std::process::abort(),
        b"exit" => std::process::exit(7),
        b"oom" => hoard(),
        b"stack" => {
            std::hint::black_box(deeper(1));
        }
        _ => {}
    }
}

fn hoard() {
    let mut all: Vec<Vec<u8>> = Vec::new();
    while std::hint::black_box(true) {
        all.push(std::hint::black_box(Vec::with_capacity(256 << 20)));
    }
}

fn deeper(depth: u64) -> u64 {
    let room = [depth; 512];
    if std::hint::black_box(depth) == 0 { 0 } else { deeper(depth + 1) + std::hint::black_box(room)[7] }
}
