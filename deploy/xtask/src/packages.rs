//! Which Debian packages the project needs, and what each is for.

use std::collections::HashSet;

/// What packages are needed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// Compiling the terminal.
    Build,
    /// Compiling the back end that draws without a desktop.
    Kms,
    /// Text on screen and paper.
    Fonts,
    /// Speech.
    Sound,
    /// Typing Chinese.
    Typing,
    /// Social security cards.
    Cards,
    /// What only tests start.
    Test,
    /// Other readers of QR codes, to measure ours beside.
    Rivals,
    /// A window on a desktop.
    Window,
}

/// A package of Debian 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: &'static str,
    pub(crate) what_for: &'static str,
}

const fn package(name: &'static str, what_for: &'static str) -> Package {
    Package { name, what_for }
}

const BUILD: &[Package] = &[
    package("pkg-config", "finds the libraries below when compiling"),
    package("libfontconfig-dev", "finding fonts: headers to compile against"),
    package("libasound2-dev", "sound cards: headers to compile against"),
    package("libpcsclite-dev", "the smart card service: headers to compile against"),
];
const KMS: &[Package] = &[
    package("libudev-dev", "finding screen and touch without a desktop (linuxkms): headers"),
    package("libinput-dev", "touch and keys without a desktop (linuxkms): headers"),
    package("libxkbcommon-dev", "keyboard layouts without a desktop (linuxkms): headers"),
];
const FONTS: &[Package] = &[
    package("libfontconfig1", "finding fonts"),
    package("fonts-noto-cjk", "the font of screen and paper"),
    package("fonts-hanazono", "rare characters in names"),
];
const SOUND: &[Package] = &[package("libasound2", "sound cards"), package("espeak-ng", "the synthetic voice")];
const TYPING: &[Package] = &[
    package("librime1", "typing pinyin and strokes"),
    package("librime-data", "its vocabulary"),
    package("rime-data-luna-pinyin", "its dictionary of pinyin"),
    package("rime-data-stroke", "its dictionary of strokes"),
    package("zinnia-utils", "reading handwriting"),
    package("tegaki-zinnia-simplified-chinese", "how characters are written by hand"),
];
const CARDS: &[Package] = &[
    package("libpcsclite1", "asking the smart card service; the program does not start without"),
    package("pcscd", "the smart card service"),
    package("libccid", "card readers on USB"),
];
// Not for a terminal: pcscd then listens on the network for cards (ports 35963 and 35964, every address).
const TEST: &[Package] = &[
    package("vsmartcard-vpcd", "a card reader that tests put simulated cards into"),
    package("cups-ipp-utils", "ippeveprinter, a real IPP printer that tests print on"),
    package("avahi-daemon", "without it ippeveprinter does not start"),
    package("dbus", "without it avahi-daemon does not start"),
    package("poppler-utils", "reads what stands in an A4 document"),
    package("strace", "records what a terminal writes and syncs, for power cuts"),
];
const RIVALS: &[Package] = &[
    package("pkg-config", "finds the libraries below when compiling"),
    package("libzbar-dev", "ZBar, to measure beside"),
    package("cmake", "compiles zxing-cpp, to measure beside"),
    package("g++", "compiles zxing-cpp, to measure beside"),
];
const WINDOW: &[Package] = &[
    package("libx11-6", "a window on X11"),
    package("libx11-xcb1", "a window on X11"),
    package("libxcursor1", "the mouse pointer in the window"),
    package("libxi6", "mouse and touch in the window"),
    package("libxrandr2", "the size of the desktop"),
    package("libxkbcommon0", "the keyboard in the window"),
    package("libxkbcommon-x11-0", "the keyboard in a window on X11"),
];

/// The packages for these needs.
pub(crate) fn wanted(needs: &[Need]) -> Vec<Package> {
    let of = |need: &Need| match need {
        Need::Build => BUILD,
        Need::Kms => KMS,
        Need::Fonts => FONTS,
        Need::Sound => SOUND,
        Need::Typing => TYPING,
        Need::Cards => CARDS,
        Need::Test => TEST,
        Need::Rivals => RIVALS,
        Need::Window => WINDOW,
    };
    needs.iter().flat_map(of).copied().collect()
}

/// Those that are not installed. `listing` is what `dpkg-query -W -f='${Package} ${db:Status-Status}\n'` printed.
pub(crate) fn missing(wanted: &[Package], listing: &str) -> Vec<Package> {
    let installed: HashSet<&str> = listing.lines().filter_map(|line| line.trim().strip_suffix(" installed")).collect();
    wanted.iter().filter(|package| !installed.contains(package.name)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_installed_counts_as_installed() {
        let wanted = wanted(&[Need::Build, Need::Fonts]);
        let listing = "fonts-noto-cjk installed\nlibfontconfig-dev config-files\npkg-config installed\n\
                       libfontconfig1 not-installed\nfonts-hanazono half-installed\n";
        let names: Vec<_> = missing(&wanted, listing).iter().map(|package| package.name).collect();
        assert_eq!(
            names,
            ["libfontconfig-dev", "libasound2-dev", "libpcsclite-dev", "libfontconfig1", "fonts-hanazono"]
        );
        assert_eq!(missing(&wanted, "").len(), 7);
        let all: Vec<String> = wanted.iter().map(|package| format!("{} installed", package.name)).collect();
        assert_eq!(missing(&wanted, &all.join("\n")), []);
    }

    #[test]
    fn no_package_stands_twice() {
        let needs =
            [Need::Build, Need::Kms, Need::Fonts, Need::Sound, Need::Typing, Need::Cards, Need::Test, Need::Window];
        let all = wanted(&needs);
        let names: HashSet<_> = all.iter().map(|package| package.name).collect();
        assert_eq!((names.len(), all.len()), (34, 34));
    }
}
