//! Being told to stop while a file is written: the temporary one is removed, then the signal does
//! what it always does.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The temporary file of the moment, if there is one.
type Slot = Arc<Mutex<Option<PathBuf>>>;

/// Knows what to remove. Listens from the first file on, so that runs that write none have no
/// further thread.
#[derive(Debug, Default)]
pub(crate) struct Stop {
    slot: Slot,
    listening: OnceLock<()>,
}

/// As long as this lives, its file is removed if the run is told to stop.
#[derive(Debug)]
pub(super) struct Protected<'a>(&'a Slot);

impl Stop {
    /// Starts to listen, before there is anything to remove.
    pub(super) fn listen(&self) {
        self.listening.get_or_init(|| listen(Arc::clone(&self.slot)));
    }

    /// Removes this file if the run is told to stop.
    pub(super) fn removes(&self, path: &Path) -> Protected<'_> {
        *self.slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.to_path_buf());
        Protected(&self.slot)
    }
}

impl Drop for Protected<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// Elsewhere than on Unix a run that is stopped leaves its file to the next one, which sweeps it
/// away.
#[cfg(not(unix))]
fn listen(_: Slot) {}

#[cfg(unix)]
fn listen(slot: Slot) {
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    let (ready, is_ready) = std::sync::mpsc::channel();
    let wait = move || {
        // Taken over only once there is somebody to listen: else nothing would stop the run any
        // more.
        let Ok(mut signals) = Signals::new(heard()) else { return };
        let _ = ready.send(());
        for signal in signals.forever() {
            let kept = slot.lock().unwrap_or_else(PoisonError::into_inner);
            kept.iter().for_each(|path| drop(std::fs::remove_file(path)));
            let _ = emulate_default_handler(signal);
        }
    };
    let started =
        std::thread::Builder::new().name("stop".to_owned()).stack_size(1 << 17).spawn(wait);
    if started.is_ok() {
        let _ = is_ready.recv();
    }
}

/// Signals that end a run, but for those that whoever started it wants ignored (`nohup`).
#[cfg(unix)]
fn heard() -> Vec<i32> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status
        .lines()
        .find_map(|line| u64::from_str_radix(line.strip_prefix("SigIgn:")?.trim(), 16).ok())
        .unwrap_or(0);
    [SIGINT, SIGTERM, SIGHUP]
        .into_iter()
        .filter(|signal| ignored & (1 << (signal - 1)) == 0)
        .collect()
}
