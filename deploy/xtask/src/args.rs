//! The command line.

/// What the tool can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    Setup,
    Run,
    Test,
    A11y,
    Look,
    Bench,
    Fuzz,
}

/// What was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The overview, or the help of one command.
    Help(Option<Command>),
    /// A command with what stood after `--`.
    Do(Command, Vec<String>),
}

/// `cargo xtask bench qr`.
pub(crate) const QR: &str = "qr";

/// `cargo xtask bench search`: of the terminal's own measurements, those of finding a matter.
const SEARCH: &str = "search";

/// An option of `a11y`: the tests have just been run.
pub(crate) const AFTER_TESTS: &str = "--after-tests";

/// The overview.
pub(crate) const OVERVIEW: &str = "\
cargo xtask <command>

  run     set up what is missing, build, start the terminal on simulated devices
  test    set up what is missing, check everything, run all tests
  a11y    measure every page and report on each requirement of accessibility
  look    draw every page in every size, contrast, language and orientation
  bench   measure, and compare with the limits
  fuzz    feed the byte readers 1,000,000 random inputs each
  setup   only install the Debian packages that are missing

cargo xtask <command> --help says more.";

impl Command {
    const ALL: [(&str, Self); 7] = [
        ("setup", Self::Setup),
        ("run", Self::Run),
        ("test", Self::Test),
        ("a11y", Self::A11y),
        ("look", Self::Look),
        ("bench", Self::Bench),
        ("fuzz", Self::Fuzz),
    ];

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, command)| *command)
    }

    fn passes_on(self) -> bool {
        matches!(self, Self::Run | Self::Look | Self::Bench)
    }

    /// The command's help.
    pub(crate) fn help(self) -> &'static str {
        match self {
            Self::Setup => {
                "\
cargo xtask setup

Installs the Debian packages that are missing, with apt-get, as root or through sudo, and says what each is for.
Says nothing when nothing is missing. On another system it names what to install."
            }
            Self::Run => {
                "\
cargo xtask run [-- OPTIONS OF kiosk run]

Sets up, builds the release binary and starts the terminal on simulated devices and the built-in sandbox platform.
With a display (DISPLAY or WAYLAND_DISPLAY) it opens the window and the dock, where a card is laid down, the paper
taken out, a line cut. With none it plays the main journey and says where the pictures, the ticket and the summary are.

What stands after -- goes to `kiosk run`, and starts it with or without a display:
  cargo xtask run -- --config my.toml            another configuration than config/terminal.toml
  cargo xtask run -- --backend linuxkms          straight on the graphics card, without a desktop"
            }
            Self::Test => {
                "\
cargo xtask test

Sets up, then: formatting, a build with every back end and without a warning of clippy, all tests (by cargo-nextest where it
is installed), documentation tests, and the report of `cargo xtask a11y` where pages differ most. Stops at the first failure; says at the end how long each took."
            }
            Self::A11y => {
                "\
cargo xtask a11y

Sets up, runs the tests that bear a requirement's number (d1_, f2_), builds the release binary and measures every page in
every state, size, colour, way and language, on glasses from 15.6\" to 43\", upright and lying. Writes
target/a11y/report.md and report.json: a row for each requirement A1 to F9. Fails where a row fails.
With --after-tests it measures where pages differ most and takes the results of `cargo xtask test`, which does so."
            }
            Self::Look => {
                "\
cargo xtask look [-- OPTIONS OF kiosk look]

Sets up, builds the release binary and draws every page x size x contrast x language x orientation as PNG, and one
contact sheet, into target/look."
            }
            Self::Bench => {
                "\
cargo xtask bench [-- OPTIONS OF kiosk bench]
cargo xtask bench search
cargo xtask bench qr [OPTIONS OF qr-bench]

Sets up, builds the release binary, measures, prints the values beside their limits and writes
target/bench/summary.json: a list of {name, value, unit, limit, pass}. Fails where a limit is not kept.

With search it measures finding a matter alone, and names the everyday queries (tests/search/queries.tsv) that it misses.
With qr it measures our reader of QR codes beside ZBar and zxing-cpp, on drawn pictures or on a folder of photographs:
  cargo xtask bench qr --images DIR      each picture beside a .txt with what is in it, or a truth.tsv for all"
            }
            Self::Fuzz => {
                "\
cargo xtask fuzz

Feeds 1,000,000 inputs to each reader of bytes (drivers/hostile/) and 1,000,000 pictures to the reader of QR codes.
Where a nightly Rust and cargo-fuzz are installed, the targets of drivers/fuzz/ follow, led by coverage:
  rustup toolchain install nightly
  cargo install --locked cargo-fuzz"
            }
        }
    }
}

/// Reads the arguments that follow the program's name; an error is what to tell the person.
pub(crate) fn parse(args: impl IntoIterator<Item = String>) -> Result<Asked, String> {
    let mut args = args.into_iter();
    let is_help = |arg: &str| matches!(arg, "--help" | "-h" | "help");
    let Some(name) = args.next() else { return Ok(Asked::Help(None)) };
    if is_help(&name) {
        return match args.next() {
            None => Ok(Asked::Help(None)),
            Some(of) => known(&of).map(|command| Asked::Help(Some(command))),
        };
    }
    let command = known(&name)?;
    match args.next() {
        None => Ok(Asked::Do(command, Vec::new())),
        Some(arg) if is_help(&arg) => Ok(Asked::Help(Some(command))),
        Some(arg) if arg == AFTER_TESTS && command == Command::A11y => Ok(Asked::Do(command, vec![arg])),
        Some(arg) if arg == QR && command == Command::Bench => {
            Ok(Asked::Do(command, std::iter::once(arg).chain(args).collect()))
        }
        Some(arg) if arg == SEARCH && command == Command::Bench => {
            Ok(Asked::Do(command, ["--only", SEARCH].map(str::to_owned).into_iter().chain(args).collect()))
        }
        Some(arg) if arg == "--" && command.passes_on() => Ok(Asked::Do(command, args.collect())),
        Some(arg) if command.passes_on() => {
            Err(format!("{name} has no option {arg}; options of the terminal stand after --"))
        }
        Some(arg) => Err(format!("{name} takes no argument, but there is {arg}")),
    }
}

fn known(name: &str) -> Result<Command, String> {
    Command::named(name).ok_or_else(|| format!("there is no command {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Asked, String> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn bench_of_search_is_a_part_of_the_terminals_own() {
        let only = ["--only", "search"].map(str::to_owned).to_vec();
        assert_eq!(read("bench search"), Ok(Asked::Do(Command::Bench, only)));
        assert!(read("look search").is_err());
    }

    #[test]
    fn bench_of_qr_codes_has_options_of_its_own() {
        let asked = read("bench qr --images photographs");
        let extra = ["qr", "--images", "photographs"].map(str::to_owned).to_vec();
        assert_eq!(asked, Ok(Asked::Do(Command::Bench, extra)));
        assert!(read("test qr").is_err());
    }

    #[test]
    fn every_command_is_read_and_has_help() {
        for (name, command) in Command::ALL {
            assert_eq!(read(name), Ok(Asked::Do(command, vec![])));
            assert_eq!(read(&format!("{name} --help")), Ok(Asked::Help(Some(command))));
            assert_eq!(read(&format!("help {name}")), Ok(Asked::Help(Some(command))));
            assert!(command.help().starts_with(&format!("cargo xtask {name}")), "{name}");
            assert!(OVERVIEW.contains(&format!("\n  {name}")), "{name}");
        }
        assert_eq!(read(""), Ok(Asked::Help(None)));
        assert_eq!(read("--help"), Ok(Asked::Help(None)));
    }

    #[test]
    fn what_stands_after_the_dashes_is_passed_on() {
        let extra = ["--backend", "linuxkms", "--help"].map(str::to_owned).to_vec();
        assert_eq!(read("run -- --backend linuxkms --help"), Ok(Asked::Do(Command::Run, extra)));
        assert_eq!(read("look --"), Ok(Asked::Do(Command::Look, vec![])));
    }

    #[test]
    fn mistakes_are_named() {
        assert!(read("tset").unwrap_err().contains("tset"));
        assert!(read("help tset").unwrap_err().contains("tset"));
        assert!(read("run --backend x").unwrap_err().contains("after --"));
        assert!(read("test -- --nocapture").unwrap_err().contains("takes no argument"));
    }
}
