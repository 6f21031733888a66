//! Work that waits for a disk, on a thread that may wait.

use lambdesk_core::failure::Failure;

/// Does it, and answers when it is done.
pub async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => Err(Failure::other(format!("This was not done: {error}."), "Try again.")),
    }
}
