//! Lines of a service, with time and level.

use floe_client::when;
use serde_json::json;

/// How lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Log {
    /// Time, level and message.
    #[default]
    Text,
    /// An object a line, with `time`, `level` and `message`.
    Json,
}

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Info,
    /// Somebody should look at it.
    Warn,
}

impl Level {
    const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warn => "warn",
        }
    }
}

impl Log {
    /// A line at a time in unix seconds.
    pub fn line(self, time: u64, level: Level, message: &str) -> String {
        match self {
            Self::Text => format!("{} {}  {message}", when::utc(time), level.name()),
            Self::Json => json!({ "time": time, "level": level.name(), "message": message }).to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_time_and_level() {
        assert_eq!(
            Log::Text.line(60, Level::Warn, "no node answers"),
            "1970-01-01 00:01:00 UTC warn  no node answers"
        );
        assert_eq!(
            Log::Json.line(60, Level::Info, "a \"word\""),
            r#"{"level":"info","message":"a \"word\"","time":60}"#
        );
    }
}
