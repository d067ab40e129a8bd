//! SIGINT while a request is under way.

use std::sync::{Once, mpsc};

use tokio::signal::unix::{SignalKind, signal};

static WATCH: Once = Once::new();

/// Calls `interrupted` on SIGINT from the moment at which this returns. Called before the first request, so that a call without one starts no thread.
pub(super) fn watch(interrupted: fn()) {
    WATCH.call_once(|| {
        let thread = std::thread::Builder::new().stack_size(64 * 1024);
        let (watching, ready) = mpsc::channel();
        // Without the thread, the signal ends the program as it ends any other.
        if thread.spawn(move || wait(interrupted, watching)).is_ok() {
            // One that cannot watch drops its end.
            ready.recv().ok();
        }
    });
}

fn wait(interrupted: fn(), watching: mpsc::Sender<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build();
    let Ok(runtime) = runtime else { return };
    let registered = {
        let _context = runtime.enter();
        signal(SignalKind::interrupt())
    };
    let Ok(mut interrupts) = registered else {
        return;
    };
    watching.send(()).ok();
    drop(watching);
    if runtime.block_on(interrupts.recv()).is_some() {
        interrupted();
    }
}
