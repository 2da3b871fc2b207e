//! Where values come from: the file, then the environment, then flags, each over the one before.

mod file;
mod flags;
mod index;
mod keeper;
mod settings;

pub use file::{quoted, ConfigFile, DEFAULT_FILE};
pub use flags::Common;
pub use index::IndexSection;
pub use keeper::KeeperSection;
pub use settings::{Connection, Settings};
