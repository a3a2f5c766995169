//! The threads that a command runs on.

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::Console;

/// Stack of each thread. Commands run on one of them, so that a small `ulimit -s` changes
/// nothing.
const STACK: usize = 8 << 20;

/// Runs a command on as many threads as asked for, one per processor if none are; on fewer where
/// the system has no more.
pub(crate) fn run<T: Send>(
    threads: Option<u16>,
    console: &Console,
    command: impl FnOnce() -> T + Send,
) -> T {
    match pool(threads, console) {
        Some(pool) => pool.install(command),
        None => command(),
    }
}

fn pool(threads: Option<u16>, console: &Console) -> Option<ThreadPool> {
    let asked = threads
        .map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let mut fewer = asked;
    while fewer > 0 {
        let pool = ThreadPoolBuilder::new().num_threads(fewer).stack_size(STACK).build();
        if let Ok(pool) = pool {
            if fewer < asked {
                console.say(&format!(
                    "note: the system gives {fewer} of {asked} threads; the result is the same\n"
                ));
            }
            return Some(pool);
        }
        fewer /= 2;
    }
    console.say("note: the system gives no further thread; the result is the same\n");
    // Not even one: what is parallel runs on the thread there is.
    ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().ok()
}

/// Does some work on a stack of known size: reading a long command line alone takes more than some
/// systems give.
pub(crate) fn on_own_stack<T: Send + 'static>(work: fn() -> T) -> T {
    match std::thread::Builder::new().name("main".to_owned()).stack_size(STACK).spawn(work) {
        Ok(thread) => thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
        // No further thread: this one has to do.
        Err(_) => work(),
    }
}
