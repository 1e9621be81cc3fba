//! Runs the steps of a plan: says each command and why, measures it, stops at the first that fails.

use std::fmt;
use std::fmt::Write as _;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::plan::{self, Step};

/// What went wrong, in one plain line or a few.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The top of the repository. cargo names the package's folder at run time, which also holds after a move.
pub(crate) fn root() -> Result<PathBuf, Failure> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let root = package.join("../..");
    root.canonicalize().map_err(|error| Failure(format!("the repository is not at {}: {error}", root.display())))
}

/// Runs the steps one after the other and says at the end how long each took.
pub(crate) fn all(root: &Path, steps: &[Step]) -> Result<(), Failure> {
    let mut times = Vec::new();
    for step in steps {
        let begun = Instant::now();
        let done = one(root, step);
        times.push((step.name.as_str(), begun.elapsed(), done.is_ok()));
        if let Err(failure) = done {
            println!("{}", summary(&times, steps.len()));
            return Err(failure);
        }
    }
    println!("{}", summary(&times, steps.len()));
    Ok(())
}

/// The table at the end.
fn summary(times: &[(&str, Duration, bool)], planned: usize) -> String {
    let mut text = String::from("\n");
    for (name, time, passed) in times {
        let outcome = if *passed { "passed" } else { "FAILED" };
        // Writing into a string cannot fail.
        let _ = writeln!(text, "  {name:<24} {outcome}  {:>7.1} s", time.as_secs_f64());
    }
    let passed = times.iter().filter(|(_, _, passed)| *passed).count();
    let total: Duration = times.iter().map(|(_, time, _)| *time).sum();
    let _ = write!(text, "xtask summary: {passed} of {planned} steps passed in {:.1} s", total.as_secs_f64());
    text
}

/// Runs one step.
pub(crate) fn one(root: &Path, step: &Step) -> Result<(), Failure> {
    println!("+ {}    # {}", step.line(), step.why);
    let mut command = Command::new(step.program);
    command.args(&step.args).envs(step.env.iter().map(|(name, value)| (name, value))).current_dir(root);
    match command.stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure(format!("{} failed ({status}): {}", step.name, step.line()))),
        Err(error) => Err(Failure(format!("{} cannot be started: {error}", step.program))),
    }
}

/// Runs a step and gives what it printed; its failure is not the end.
pub(crate) fn told(root: &Path, step: &Step) -> Result<String, Failure> {
    println!("+ {}    # {}", step.line(), step.why);
    let mut command = Command::new(step.program);
    command.args(&step.args).current_dir(root).stdin(Stdio::null()).stderr(Stdio::inherit());
    let output = command.output().map_err(|error| Failure(format!("{} cannot be started: {error}", step.program)))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program that is built.
pub(crate) fn program(root: &Path, binary: &Path, args: &[String]) -> Result<(), Failure> {
    println!("+ {} {}", binary.strip_prefix(root).unwrap_or(binary).display(), args.join(" "));
    let status = Command::new(binary).args(args).current_dir(root).stdin(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure(format!("{} failed ({status})", args.join(" ")))),
        Err(error) => Err(Failure(format!("{} cannot be started: {error}", binary.display()))),
    }
}

/// Builds the terminal's release binary and runs it.
pub(crate) fn kiosk(root: &Path, args: &[String]) -> Result<(), Failure> {
    let binary = release(root, plan::wants_kms(args))?;
    program(root, &binary, args)
}

/// Builds the terminal's release binary and becomes it, so that a signal reaches the terminal itself.
pub(crate) fn kiosk_instead(root: &Path, args: &[String]) -> Result<(), Failure> {
    let binary = release(root, plan::wants_kms(args))?;
    println!("+ {} {}", binary.strip_prefix(root).unwrap_or(&binary).display(), args.join(" "));
    let error = Command::new(&binary).args(args).current_dir(root).exec();
    Err(Failure(format!("the terminal cannot be started: {error}")))
}

/// Builds the terminal's release binary.
pub(crate) fn release(root: &Path, kms: bool) -> Result<PathBuf, Failure> {
    one(root, &plan::build(kms))?;
    Ok(target_folder(root)?.join("release/kiosk"))
}

/// Where cargo puts what it builds: the environment or a configuration file may have moved it.
pub(crate) fn target_folder(root: &Path) -> Result<PathBuf, Failure> {
    let asked = Command::new("cargo")
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output();
    let asked = asked.map_err(|error| Failure(format!("cargo cannot be started: {error}")))?;
    let metadata: Option<serde_json::Value> = serde_json::from_slice(&asked.stdout).ok();
    let folder = metadata.as_ref().and_then(|value| value.get("target_directory")?.as_str());
    folder.map(PathBuf::from).ok_or_else(|| Failure("cargo metadata does not name the target folder".to_owned()))
}

/// Where `clippy-driver` is: beside the compiler that is used here.
pub(crate) fn clippy(root: &Path) -> Result<PathBuf, Failure> {
    let asked = Command::new("rustc").args(["--print", "sysroot"]).current_dir(root).stderr(Stdio::inherit()).output();
    let asked = asked.map_err(|error| Failure(format!("rustc cannot be started: {error}")))?;
    let driver = Path::new(String::from_utf8_lossy(&asked.stdout).trim()).join("bin/clippy-driver");
    if driver.is_file() {
        return Ok(driver);
    }
    Err(Failure(format!("{} is not there; rustup component add clippy", driver.display())))
}

/// Whether cargo-nextest is installed.
pub(crate) fn has_nextest() -> bool {
    succeeds(&["nextest", "--version"])
}

/// Whether cargo-fuzz and a nightly Rust are installed.
pub(crate) fn has_cargo_fuzz() -> bool {
    succeeds(&["+nightly", "fuzz", "--version"])
}

/// The fuzz targets: the files of `drivers/fuzz/fuzz_targets`, by name.
pub(crate) fn fuzz_targets(root: &Path) -> Result<Vec<String>, Failure> {
    let folder = root.join("drivers/fuzz/fuzz_targets");
    let entries =
        std::fs::read_dir(&folder).map_err(|error| Failure(format!("{} cannot be read: {error}", folder.display())))?;
    let mut targets: Vec<String> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect();
    targets.sort();
    Ok(targets)
}

fn succeeds(args: &[&str]) -> bool {
    let asked = Command::new("cargo").args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_summary_says_what_passed_and_how_long_it_took() {
        let times = [("format", Duration::from_millis(1500), true), ("clippy", Duration::from_mins(1), false)];
        let text = summary(&times, 5);
        assert!(text.contains("format") && text.contains("passed") && text.contains("1.5 s"), "{text}");
        assert!(text.contains("FAILED     60.0 s"), "{text}");
        assert!(text.ends_with("xtask summary: 1 of 5 steps passed in 61.5 s"), "{text}");
    }

    #[test]
    fn the_root_is_the_workspace() {
        assert!(root().unwrap().join("deploy/xtask/Cargo.toml").is_file());
    }

    #[test]
    fn the_first_failure_stops_the_plan() {
        let folder = root().unwrap().join("target");
        std::fs::create_dir_all(&folder).unwrap();
        let step = |program: &'static str| Step {
            name: program.to_owned(),
            why: "a test",
            program,
            args: vec![],
            env: vec![],
        };
        assert!(all(&folder, &[step("true"), step("true")]).is_ok());
        let failure = all(&folder, &[step("false"), step("no-such-program-here")]).unwrap_err();
        assert!(failure.to_string().starts_with("false failed"), "{failure}");
    }
}
