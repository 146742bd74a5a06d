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
