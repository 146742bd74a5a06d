//! What the operating system has to be asked for, in one place, each with a fallback that works anywhere: who this
//! host is, whether a process lives, how to make a folder's names durable.

use std::io;
use std::path::Path;

/// A host's name and its present start, so that process numbers can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    pub name: String,
    /// Changes with every start of the machine; empty where the system does not tell.
    pub boot: String,
}

/// This host.
#[cfg(target_os = "linux")]
pub fn host() -> Host {
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    Host { name, boot: boot.trim().to_owned() }
}

/// This host.
#[cfg(not(target_os = "linux"))]
pub fn host() -> Host {
    let name = ["COMPUTERNAME", "HOSTNAME"].iter().find_map(|name| std::env::var(name).ok());
    Host { name: name.unwrap_or_else(|| "unknown".to_owned()), boot: String::new() }
}

/// Whether a process of this host lives. `None` where that cannot be told.
#[cfg(unix)]
pub fn is_alive(pid: u32) -> Option<bool> {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).ok()?)?;
    match rustix::process::test_kill_process(pid) {
        Ok(()) | Err(rustix::io::Errno::PERM) => Some(true),
        Err(rustix::io::Errno::SRCH) => Some(false),
        Err(_) => None,
    }
}

/// Whether a process of this host lives. `None` where that cannot be told.
#[cfg(not(unix))]
pub fn is_alive(_: u32) -> Option<bool> {
    None
}

/// Makes the names in a folder durable. Some file systems refuse to, in the ways listed; they keep names on a server or
/// not at all, and the next run's recovery looks after what they lost.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    match std::fs::File::open(folder).and_then(|file| file.sync_all()) {
        Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => {
            Ok(())
        }
        result => result,
    }
}

/// Folders cannot be synced here; names are durable when the system says so.
#[cfg(not(unix))]
pub fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The variable in which a child is told who started it.
const PARENT: &str = "HEBIAO_PARENT";

/// Keeps a process that reads foreign bytes within bounds: so much address space, no core dumps, few open files, gone
/// with its parent.
#[cfg(unix)]
pub fn confine(memory: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let most = |bound| Rlimit { current: Some(bound), maximum: Some(bound) };
    setrlimit(Resource::Core, most(0))?;
    setrlimit(Resource::Nofile, most(32))?;
    setrlimit(Resource::As, most(memory))?;
    #[cfg(target_os = "linux")]
    {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        // A parent that was gone before that was set sends nothing.
        let told = std::env::var(PARENT).ok().and_then(|pid| pid.parse().ok());
        let own = rustix::process::getppid().map(|pid| pid.as_raw_pid());
        if told.is_some_and(|told: i32| own != Some(told)) {
            return Err(io::Error::other("the parent is gone"));
        }
    }
    Ok(())
}

/// No limits can be set here; the parent's clocks remain.
#[cfg(not(unix))]
pub fn confine(_: u64) -> io::Result<()> {
    Ok(())
}

/// Allows this process so many seconds of computing from now on.
#[cfg(unix)]
pub fn allow_cpu(seconds: u64) -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime).tv_sec;
    let current = Some(u64::try_from(used).unwrap_or(0) + seconds + 1);
    Ok(setrlimit(Resource::Cpu, Rlimit { current, maximum: None })?)
}

/// Computing time cannot be limited here; the parent's clocks remain.
#[cfg(not(unix))]
pub fn allow_cpu(_: u64) -> io::Result<()> {
    Ok(())
}

/// Bytes of memory that this process holds, where the system tells.
pub fn resident_bytes() -> Option<u64> {
    const PAGE: u64 = 4096;
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * PAGE)
}

/// The most bytes of memory that this process has held, where the system tells.
pub fn most_resident_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes << 10)
}

/// Puts a child into a process group of its own, so that it can be ended with all it started, and so that Ctrl-C at the
/// terminal reaches the parent alone; and tells it who its parent is.
pub fn own_group(command: &mut std::process::Command) {
    command.env(PARENT, std::process::id().to_string());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(not(unix))]
    let _ = command;
}

/// Ends a child and its group.
pub fn end_group(child: &mut std::process::Child) {
    #[cfg(unix)]
    if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    let _ = child.kill();
}

/// The signal that ended a process.
#[cfg(unix)]
pub fn signal(status: std::process::ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

/// There are no signals here.
#[cfg(not(unix))]
pub fn signal(_: std::process::ExitStatus) -> Option<i32> {
    None
}

/// The signal of spent computing time.
#[cfg(unix)]
pub const SIGXCPU: i32 = rustix::process::Signal::XCPU.as_raw();
/// The signal of spent computing time.
#[cfg(not(unix))]
pub const SIGXCPU: i32 = -1;

/// What tells two states of a file apart beside its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Times {
    /// Nanoseconds since 1970.
    pub modified: i64,
    /// When the entry itself was changed, where the system tells.
    pub changed: Option<i64>,
}

/// The times of a file.
pub fn times(metadata: &std::fs::Metadata) -> Times {
    let modified = metadata.modified().ok().map_or(0, nanoseconds);
    #[cfg(unix)]
    let changed = {
        use std::os::unix::fs::MetadataExt;
        Some(metadata.ctime().saturating_mul(1_000_000_000).saturating_add(metadata.ctime_nsec()))
    };
    #[cfg(not(unix))]
    let changed = None;
    Times { modified, changed }
}

fn nanoseconds(time: std::time::SystemTime) -> i64 {
    match time.duration_since(std::time::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |time| -time),
    }
}

/// Which file of which device this is, where the system tells.
#[cfg(unix)]
pub fn identity(metadata: &std::fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

/// Files have no numbers here.
#[cfg(not(unix))]
pub fn identity(_: &std::fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// Whether a file has a size but no bytes on this machine, as sync programs leave behind. Small files do not count:
/// several file systems keep those inside the entry.
#[cfg(unix)]
pub fn is_placeholder(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    metadata.blocks() == 0 && metadata.len() >= 4096
}

/// Whether reading the file would fetch its bytes from elsewhere: the attributes OFFLINE and RECALL_ON_DATA_ACCESS.
#[cfg(windows)]
pub fn is_placeholder(metadata: &std::fs::Metadata) -> bool {
    const OFFLINE: u32 = 0x1000;
    const RECALL_ON_DATA_ACCESS: u32 = 0x40_0000;
    std::os::windows::fs::MetadataExt::file_attributes(metadata) & (OFFLINE | RECALL_ON_DATA_ACCESS) != 0
}

/// Opens a file for reading: never through a link in its last part, never waiting for a pipe's other end.
pub fn open_input(path: &Path) -> io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, flags.bits() as i32);
    }
    options.open(path)
}

/// Makes a file that only its owner may read, to be written and read back; one that was there is emptied.
pub fn create_private(path: &Path) -> io::Result<std::fs::File> {
    private(std::fs::OpenOptions::new().create(true).truncate(true), path)
}

/// The same for a name that nobody has taken yet.
pub fn create_new_private(path: &Path) -> io::Result<std::fs::File> {
    private(std::fs::OpenOptions::new().create_new(true), path)
}

/// Takes the name off a file that is open, so that it is gone with its last user, however that one ends. Whether that
/// can be done here.
#[cfg(unix)]
pub fn forget_name(path: &Path) -> bool {
    std::fs::remove_file(path).is_ok()
}

/// Files keep their names here as long as they are open.
#[cfg(not(unix))]
pub fn forget_name(_: &Path) -> bool {
    false
}

/// A path as bytes from which it can be made again.
#[cfg(not(windows))]
pub fn path_bytes(path: &Path) -> Vec<u8> {
    std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec()
}

/// The path of such bytes.
#[cfg(not(windows))]
pub fn path_of(bytes: &[u8]) -> std::path::PathBuf {
    let name: &std::ffi::OsStr = std::os::unix::ffi::OsStrExt::from_bytes(bytes);
    name.into()
}

/// A path as bytes from which it can be made again.
#[cfg(windows)]
pub fn path_bytes(path: &Path) -> Vec<u8> {
    std::os::windows::ffi::OsStrExt::encode_wide(path.as_os_str()).flat_map(u16::to_le_bytes).collect()
}

/// The path of such bytes.
#[cfg(windows)]
pub fn path_of(bytes: &[u8]) -> std::path::PathBuf {
    let wide: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let name: std::ffi::OsString = std::os::windows::ffi::OsStringExt::from_wide(&wide);
    name.into()
}

fn private(options: &mut std::fs::OpenOptions, path: &Path) -> io::Result<std::fs::File> {
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options.open(path)
}

/// Fills bytes from a place of a file on.
#[cfg(unix)]
pub fn read_exact_at(file: &std::fs::File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Fills bytes from a place of a file on. Two callers at a time would get into each other's way here.
#[cfg(not(unix))]
pub fn read_exact_at(mut file: &std::fs::File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    use std::io::{Read, Seek, SeekFrom};
    file.seek(SeekFrom::Start(at))?;
    file.read_exact(bytes)
}

/// Makes a pipe to a child wide, and gives how many bytes it takes although nobody reads them; 0 where nobody knows.
#[cfg(target_os = "linux")]
pub fn widen(pipe: &std::process::ChildStdin) -> usize {
    const WIDE: usize = 1 << 18;
    let wide = rustix::pipe::fcntl_setpipe_size(pipe, WIDE);
    wide.or_else(|_| rustix::pipe::fcntl_getpipe_size(pipe)).unwrap_or(0)
}

/// How much a pipe takes is not known here.
#[cfg(not(target_os = "linux"))]
pub fn widen(_: &std::process::ChildStdin) -> usize {
    0
}

/// An input without the room that the library reads ahead into.
#[cfg(unix)]
pub fn plain_input(input: &io::Stdin) -> io::Result<Box<dyn io::Read>> {
    use std::os::fd::AsFd;
    Ok(Box::new(std::fs::File::from(input.as_fd().try_clone_to_owned()?)))
}

/// An input as it is.
#[cfg(not(unix))]
pub fn plain_input(_: &io::Stdin) -> io::Result<Box<dyn io::Read>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// An output without the lines that the library looks for in what is written to it.
#[cfg(unix)]
pub fn plain(output: &io::Stdout) -> io::Result<Box<dyn io::Write + Send>> {
    use std::os::fd::AsFd;
    Ok(Box::new(std::fs::File::from(output.as_fd().try_clone_to_owned()?)))
}

/// An output as it is.
#[cfg(not(unix))]
pub fn plain(_: &io::Stdout) -> io::Result<Box<dyn io::Write + Send>> {
    Err(io::ErrorKind::Unsupported.into())
}
