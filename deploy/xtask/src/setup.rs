//! Installs the Debian packages that are missing. Fast and silent when none is.

use std::io::IsTerminal;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::packages::{self, Need, Package};
use crate::run::Failure;

/// Sees to it that what is needed is installed.
pub(crate) fn setup(needs: &[Need]) -> Result<(), Failure> {
    let wanted = packages::wanted(needs);
    if wanted.is_empty() {
        return Ok(());
    }
    let listing = Command::new("dpkg-query")
        .args(["-W", "-f=${Package} ${db:Status-Status}\\n"])
        .args(wanted.iter().map(|package| package.name))
        .output();
    // It ends with 1 when it does not know a package: that is what is asked, no failure.
    let Ok(listing) = listing else {
        eprintln!("This is no Debian: nothing is installed. Needed are the equivalents of");
        for package in &wanted {
            eprintln!("  {:20} {}", package.name, package.what_for);
        }
        return Ok(());
    };
    let missing = packages::missing(&wanted, &String::from_utf8_lossy(&listing.stdout));
    if missing.is_empty() {
        return Ok(());
    }
    println!("Missing Debian packages:");
    for package in &missing {
        println!("  {:20} {}", package.name, package.what_for);
    }
    match way_to_root() {
        Some(root) => install(&missing, root),
        None => Err(Failure(by_hand(&missing))),
    }
}

/// What to put before a command so that it runs as root; none where there is no way.
fn way_to_root() -> Option<&'static [&'static str]> {
    if Path::new("/proc/self").metadata().is_ok_and(|me| me.uid() == 0) {
        return Some(&[]);
    }
    let asked = Command::new("sudo").args(["-n", "true"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    match asked {
        Ok(status) if status.success() => Some(&["sudo", "-n"]),
        // It wants a password, and somebody is there to type it.
        Ok(_) if std::io::stdin().is_terminal() => Some(&["sudo"]),
        _ => None,
    }
}

fn install(missing: &[Package], root: &[&str]) -> Result<(), Failure> {
    if !lists_are_there() {
        apt_get(root, &["update"], "there are no package lists yet")?;
    }
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    let install = [&["install", "--yes", "--no-install-recommends"], names.as_slice()].concat();
    if apt_get(root, &install, "what is listed above and what it depends on").is_err() {
        apt_get(root, &["update"], "the package lists may be too old")?;
        apt_get(root, &install, "once more")?;
    }
    Ok(())
}

fn by_hand(missing: &[Package]) -> String {
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    format!(
        "installing needs root, and sudo is not there or wants a password. As root, run\n  \
         apt-get update && apt-get install --yes --no-install-recommends {}\nand then the same command again.",
        names.join(" ")
    )
}

fn lists_are_there() -> bool {
    let lists = std::fs::read_dir("/var/lib/apt/lists");
    lists.is_ok_and(|lists| lists.flatten().any(|entry| entry.file_name().to_string_lossy().contains("_Packages")))
}

fn apt_get(root: &[&str], args: &[&str], why: &str) -> Result<(), Failure> {
    let words = [root, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"], args].concat();
    println!("+ {}    # {why}", words.join(" "));
    let Some((program, rest)) = words.split_first() else { return Ok(()) };
    // sudo asks for its password on the terminal itself; nothing else has a question.
    match Command::new(program).args(rest).stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Failure(format!("apt-get failed ({status}); its own words are above"))),
        Err(error) => Err(Failure(format!("{program} cannot be started: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_way_to_root_the_whole_command_is_said() {
        let said = by_hand(&packages::wanted(&[Need::Build]));
        assert!(
            said.contains(
                "apt-get install --yes --no-install-recommends pkg-config libfontconfig-dev libasound2-dev libpcsclite-dev\n"
            ),
            "{said}"
        );
    }
}
