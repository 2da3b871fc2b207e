//! A cluster of PostgreSQL that a test makes on 127.0.0.1, and stops by the process that it started.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use sqlx::Connection;
use tempfile::TempDir;

/// Runs as long as it lives.
pub struct Postgres {
    child: Child,
    port: u16,
    _folder: TempDir,
}

/// Debian puts the programs of each version into a folder of its own.
fn programs() -> Option<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .filter(|folder| folder.join("postgres").exists())
        .collect();
    found.sort();
    found.pop()
}

/// PostgreSQL runs as nobody who may do everything: as root, its own user is taken.
fn user() -> Option<(u32, u32)> {
    let id = |kind: &str, of: &[&str]| {
        let out = Command::new("id").arg(kind).args(of).output().ok()?;
        String::from_utf8(out.stdout).ok()?.trim().parse::<u32>().ok()
    };
    (id("-u", &[])? == 0).then_some(())?;
    Some((id("-u", &["postgres"])?, id("-g", &["postgres"])?))
}

fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    if let Some((uid, gid)) = user() {
        command.uid(uid).gid(gid);
    }
    command.current_dir("/").stdout(Stdio::null()).stderr(Stdio::null());
    command
}

impl Postgres {
    /// None where PostgreSQL is not installed.
    pub fn start() -> Option<Self> {
        let programs = programs()?;
        let folder = TempDir::new().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).unwrap();
        let data = folder.path().join("data");
        let made = command(&programs.join("initdb"))
            .args(["-A", "trust", "-U", "floe", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(&data)
            .status()
            .unwrap();
        assert!(made.success(), "initdb fails");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = command(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="])
            .args(["-c", "fsync=off", "-c", "max_connections=200"])
            .spawn()
            .unwrap();
        Some(Self {
            child,
            port,
            _folder: folder,
        })
    }

    /// The address of a new database.
    pub async fn database(&self, name: &str) -> String {
        let server = format!("postgres://floe@127.0.0.1:{}/postgres", self.port);
        for _ in 0..100 {
            if let Ok(mut connection) = sqlx::PgConnection::connect(&server).await {
                let sql = format!("CREATE DATABASE {name}");
                sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
                return format!("postgres://floe@127.0.0.1:{}/{name}", self.port);
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("PostgreSQL does not answer");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
