//! Random bytes from the operating system, the one source of every secret.

/// The operating system gave no randomness; nothing secret can be made without it.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the operating system gave no random bytes")]
pub struct NoRandomness;

/// `N` random bytes.
///
/// # Errors
/// When the operating system refuses.
pub fn draw<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}
