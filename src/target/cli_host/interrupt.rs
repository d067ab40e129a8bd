//! SIGINT while a request is under way.

use std::sync::Once;

static WATCH: Once = Once::new();

/// Calls `interrupted` on SIGINT from now on. Called before the first request, so that a call without one starts no thread.
pub(super) fn watch(interrupted: fn()) {
    WATCH.call_once(|| {
        let thread = std::thread::Builder::new().stack_size(64 * 1024);
        // Without the thread, the signal ends the program as it ends any other.
        drop(thread.spawn(move || wait(interrupted)));
    });
}

fn wait(interrupted: fn()) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build();
    let Ok(runtime) = runtime else { return };
    if runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
        interrupted();
    }
}
