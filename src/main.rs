//! The command line of Firstbell.

use std::process::ExitCode;

fn main() -> ExitCode {
    // A panic is a fault of ours and says so; the code is that of design: 3.
    std::panic::catch_unwind(firstbell::cli::run).map_or(ExitCode::from(3), |code| code)
}
