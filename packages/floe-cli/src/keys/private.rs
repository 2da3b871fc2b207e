//! Files for their owner only.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use anyhow::{bail, Context as _, Result};
use zeroize::Zeroizing;

/// Refuses a file that its group or others may read.
pub fn read(file: &Path) -> Result<Zeroizing<String>> {
    let shown = file.display();
    let about = fs::metadata(file).with_context(|| format!("cannot read the key file {shown}"))?;
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        bail!("the key file {shown} may be read by others (mode {mode:o}); run `chmod 600 {shown}`");
    }
    let text = fs::read_to_string(file).with_context(|| format!("cannot read the key file {shown}"))?;
    Ok(Zeroizing::new(text))
}

/// Refuses to touch a file that exists.
pub fn write_new(file: &Path, text: &str) -> Result<()> {
    let shown = file.display();
    let opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(file);
    let mut opened = opened.with_context(|| format!("cannot make the key file {shown}"))?;
    opened
        .write_all(text.as_bytes())
        .and_then(|()| opened.sync_all())
        .with_context(|| format!("cannot write the key file {shown}"))
}
