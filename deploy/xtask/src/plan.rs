//! What is run for each command: pure lists of steps, so that they can be read and tested without running them.

use std::path::Path;

/// One program that is run, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Short name, for the table at the end.
    pub(crate) name: String,
    pub(crate) why: &'static str,
    pub(crate) program: &'static str,
    pub(crate) args: Vec<String>,
    /// What is set in its environment.
    pub(crate) env: Vec<(&'static str, String)>,
}

impl Step {
    /// A step whose arguments hold no blank.
    fn new(name: &str, why: &'static str, line: &'static str) -> Self {
        let mut words = line.split_whitespace();
        let program = words.next().unwrap_or_default();
        Self { name: name.to_owned(), why, program, args: words.map(str::to_owned).collect(), env: Vec::new() }
    }

    /// Everything of ours that is compiled is linted while it is compiled.
    fn linted(mut self, clippy: &Path) -> Self {
        self.env = vec![
            ("RUSTC_WORKSPACE_WRAPPER", clippy.to_string_lossy().into_owned()),
            // As `cargo clippy -- -D warnings` hands them on.
            ("CLIPPY_ARGS", "-Dwarnings__CLIPPY_HACKERY__".to_owned()),
        ];
        self
    }

    /// The command as one would type it.
    pub(crate) fn line(&self) -> String {
        let env = self.env.iter().map(|(name, value)| format!("{name}={}", quoted(value)));
        let words = std::iter::once(self.program).chain(self.args.iter().map(String::as_str));
        env.chain(words.map(quoted)).collect::<Vec<_>>().join(" ")
    }
}

fn quoted(word: &str) -> String {
    if word.is_empty() || word.contains(|c: char| c.is_whitespace() || "'\"\\$`*?|&;<>()".contains(c)) {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        word.to_owned()
    }
}

/// Everything that `cargo xtask test` runs. `clippy`: where `clippy-driver` is.
///
/// Clippy is the compiler with more to say: as cargo's wrapper of rustc it lints what it builds, and everything is compiled
/// once in all, not once to check and once to link; the pages alone take minutes. Every step has the same packages,
/// features (all back ends) and environment, so that none compiles anew what another did. The tests are asked for with
/// `--tests`: with `--all-targets` cargo compiles a library as a test that says it has none.
pub(crate) fn test(nextest: bool, clippy: &Path) -> Vec<Step> {
    let tests = if nextest {
        Step::new(
            "tests",
            "every test, by cargo-nextest",
            "cargo nextest run --workspace --tests --locked --features kiosk/linuxkms",
        )
    } else {
        Step::new(
            "tests",
            "every test (cargo-nextest is not installed; it would run them side by side)",
            "cargo test --workspace --tests --locked --features kiosk/linuxkms",
        )
    };
    let compiling = [
        Step::new(
            "clippy and build",
            "it compiles and links with every back end, without a warning of the workspace's lints",
            "cargo build --workspace --all-targets --locked --features kiosk/linuxkms",
        ),
        tests,
        Step::new(
            "doc tests",
            "the examples in the documentation",
            "cargo test --doc --workspace --locked --features kiosk/linuxkms",
        ),
        Step::new(
            "accessibility",
            "a row for each requirement A1 to F9, from measures and from the tests above",
            "cargo xtask a11y --after-tests",
        ),
    ];
    let format = Step::new("format", "the code is formatted", "cargo fmt --all --check");
    std::iter::once(format).chain(compiling.map(|step| step.linted(clippy))).collect()
}

/// The tests that bear a requirement's number in their names.
pub(crate) fn numbered_tests(nextest: bool) -> Step {
    if nextest {
        return Step::new(
            "tests",
            "every test that bears a requirement's number",
            "cargo nextest run --workspace --tests --locked --features kiosk/linuxkms --no-fail-fast \
             -E test(/(^|::)[a-f][0-9]+_/)",
        );
    }
    let mut step = Step::new(
        "tests",
        "every test that bears a requirement's number",
        "cargo test --workspace --tests --locked --features kiosk/linuxkms --no-fail-fast --",
    );
    let numbers = ('a'..='f').flat_map(|chapter| (1..=16).map(move |number| format!("{chapter}{number}_")));
    step.args.extend(numbers);
    step
}

/// The arguments for measuring against the requirements of accessibility.
pub(crate) fn kiosk_audit(out: &Path, quick: bool) -> Vec<String> {
    let out = out.to_string_lossy();
    let quick: &[&str] = if quick { &["--quick"] } else { &[] };
    kiosk(&[&["audit", "--out", &out], quick].concat(), &[])
}

/// Where coverage cannot lead.
pub(crate) const NO_CARGO_FUZZ: &str = "With cargo-fuzz and a nightly Rust the same targets are led by coverage, too:
  rustup toolchain install nightly
  cargo install --locked cargo-fuzz";

/// A million hostile inputs for everything that reads bytes from outside.
pub(crate) fn hostile() -> Vec<Step> {
    vec![
        Step::new(
            "hostile",
            "1,000,000 inputs for each reader of bytes: no panic, no memory above its cap",
            "cargo run --profile hostile --locked -p hostile -- 1000000",
        ),
        Step::new(
            "hostile pictures",
            "1,000,000 pictures: no panic, none above the reader's limit of time, nothing read that is not there",
            "cargo run --release --locked -p qr-bench -- --fuzz 1000000",
        ),
    ]
}

/// One step a fuzz target.
pub(crate) fn fuzz(targets: &[String]) -> Vec<Step> {
    targets
        .iter()
        .map(|target| {
            let mut step = Step::new(
                target,
                "1,000,000 inputs without a panic",
                "cargo +nightly fuzz run --fuzz-dir drivers/fuzz TARGET -- -runs=1000000 -max_len=4096",
            );
            step.args.iter_mut().filter(|arg| *arg == "TARGET").for_each(|arg| arg.clone_from(target));
            step
        })
        .collect()
}

/// Whether the terminal is asked to draw without a desktop, which has to be built in.
pub(crate) fn wants_kms(args: &[String]) -> bool {
    args.iter().any(|arg| arg == "linuxkms" || arg == "--backend=linuxkms")
}

/// The release build of the terminal.
pub(crate) fn build(kms: bool) -> Step {
    if kms {
        let line = "cargo build --release --locked -p kiosk --features linuxkms";
        return Step::new("build", "the terminal, optimised, able to draw without a desktop", line);
    }
    Step::new("build", "the terminal, optimised", "cargo build --release --locked -p kiosk")
}

/// The arguments of the terminal in its window.
pub(crate) fn kiosk_run(extra: &[String]) -> Vec<String> {
    let own = extra.iter().any(|arg| arg == "--config" || arg.starts_with("--config="));
    let config: &[&str] = if own { &[] } else { &["--config", "config/terminal.toml"] };
    kiosk(&[&["run"], config].concat(), extra)
}

/// The arguments of the main journey, played without a display.
pub(crate) fn kiosk_journey() -> Vec<String> {
    kiosk(&["journey", "tests/journeys/main.toml", "--out", "target/journey"], &[])
}

/// What to say after it.
pub(crate) const JOURNEY_DONE: &str = "
There is no display, so the main journey was played without one. Look at
  target/journey/*.png           every page, and the ticket as it was printed
  target/journey/*.bin           the ticket's bytes as they went to the printer
  target/journey/journey.json    the steps and their times
With a display (DISPLAY or WAYLAND_DISPLAY) `cargo xtask run` opens the terminal in a window.";

/// The arguments for drawing every page.
pub(crate) fn kiosk_look(extra: &[String]) -> Vec<String> {
    kiosk(&["look", "--out", "target/look"], extra)
}

/// The arguments for measuring.
pub(crate) fn kiosk_bench(extra: &[String]) -> Vec<String> {
    kiosk(&["bench", "--out", "target/bench"], extra)
}

/// Whether it is the reader of QR codes that is measured.
pub(crate) fn is_qr(extra: &[String]) -> bool {
    extra.first().is_some_and(|what| what == crate::args::QR)
}

/// Our reader of QR codes beside the others.
pub(crate) fn qr_bench(extra: &[String]) -> Step {
    let mut step = Step::new(
        "bench qr",
        "our reader of QR codes beside ZBar and zxing-cpp, on the same pictures",
        "cargo run --release --locked -p qr-bench --features rivals --",
    );
    step.args.extend(extra.iter().skip(1).cloned());
    step
}

fn kiosk(args: &[&str], extra: &[String]) -> Vec<String> {
    args.iter().map(|arg| (*arg).to_owned()).chain(extra.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_compiling_step_asks_for_the_same() {
        for nextest in [true, false] {
            let steps = test(nextest, Path::new("/x/clippy-driver"));
            for step in steps.iter().filter(|step| step.name != "format") {
                let line = step.line();
                assert!(line.starts_with("RUSTC_WORKSPACE_WRAPPER=/x/clippy-driver CLIPPY_ARGS="), "{line}");
            }
            let compiles = |step: &&Step| step.name != "format" && step.name != "accessibility";
            for step in steps.iter().filter(compiles) {
                let line = step.line();
                assert!(line.contains(" --workspace ") && line.contains(" --features kiosk/linuxkms"), "{line}");
                assert!(line.contains(" --locked "), "{line}");
                let targets = line.contains(" --all-targets ") || line.contains(" --tests ");
                assert!(targets || step.name == "doc tests", "{line}");
            }
            assert_eq!(steps.iter().any(|step| step.line().contains("nextest")), nextest);
        }
    }

    #[test]
    fn a_configuration_of_ones_own_takes_the_place_of_ours() {
        let extra = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(kiosk_run(&[]), ["run", "--config", "config/terminal.toml"]);
        assert_eq!(kiosk_run(&extra("--config a.toml")), ["run", "--config", "a.toml"]);
        assert_eq!(kiosk_run(&extra("--config=a.toml")), ["run", "--config=a.toml"]);
        let kms = kiosk_run(&extra("--backend linuxkms"));
        assert_eq!(kms, ["run", "--config", "config/terminal.toml", "--backend", "linuxkms"]);
        assert!(build(wants_kms(&kms)).line().ends_with(" --features linuxkms"));
        assert!(wants_kms(&extra("--backend=linuxkms")));
        assert!(!build(wants_kms(&kiosk_run(&[]))).line().contains("linuxkms"));
    }

    #[test]
    fn a_printed_line_can_be_typed() {
        let mut step = Step::new("x", "y", "cargo run --");
        step.args.extend(["a b", "it's", ""].map(str::to_owned));
        assert_eq!(step.line(), r"cargo run -- 'a b' 'it'\''s' ''");
    }

    #[test]
    fn each_fuzz_target_gets_a_million() {
        let steps = fuzz(&["frame".to_owned(), "status".to_owned()]);
        let lines: Vec<_> = steps.iter().map(Step::line).collect();
        assert_eq!(
            lines.first().unwrap(),
            "cargo +nightly fuzz run --fuzz-dir drivers/fuzz frame -- -runs=1000000 -max_len=4096"
        );
        assert_eq!(lines.len(), 2);
    }
}
