//! `floe`: the protocol from the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    let exit = floe_cli::run(std::env::args_os(), &mut floe_cli::Host::of_this_machine());
    ExitCode::from(exit.code())
}
