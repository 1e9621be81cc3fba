//! The engine of pinyin and stroke as a program of its own: `typing-engine prepare|serve …`, started by [`typing::Typist`].

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    typing::engine(&arguments)
}
