//! A line on standard error that says how long it has taken, for those who wait.

use indicatif::{ProgressBar, ProgressStyle};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// Whoever gets an answer faster than this is not waiting.
const PATIENCE: Duration = Duration::from_millis(300);
const TICK: Duration = Duration::from_millis(100);

/// Shows a spinner once the patience is over; takes it away when dropped.
#[derive(Debug)]
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Starts to wait, if somebody watches.
    pub(super) fn start(is_watched: bool) -> Self {
        if !is_watched {
            return Self(None);
        }
        let (sender, receiver) = channel::<()>();
        let spinning = std::thread::Builder::new().spawn(move || {
            if receiver.recv_timeout(PATIENCE) != Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                return;
            }
            let spinner = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} looking… {elapsed}") {
                spinner.set_style(style);
            }
            spinner.enable_steady_tick(TICK);
            // Ends when the other end is dropped.
            let _ = receiver.recv();
            spinner.finish_and_clear();
        });
        Self(spinning.ok().map(|thread| (sender, thread)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.0.take() {
            drop(sender);
            // A spinner that panicked has nothing to say.
            let _ = thread.join();
        }
    }
}
