//! The requirements A1 to F9 of the terminal, with where each comes from.
//!
//! EN: EN 301 549 V3.2.1. VVSG: Voluntary Voting System Guidelines 2.0. WCAG: 2.2. 508: Revised Section 508. ADA: 2010
//! Standards, 707. DOT: 14 CFR 382.57(c). MIIT: rules for the old of 工信部 (APP and WEB). LAW: 无障碍环境建设法.

/// Who can meet a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// This program: needs a measure or a test.
    Software,
    /// The cabinet: its maker and who installs it.
    Cabinet(&'static str),
    /// People: staff and those who try it out.
    People(&'static str),
}

/// A requirement.
#[derive(Debug, Clone, Copy)]
pub(super) struct Requirement {
    pub(super) id: &'static str,
    pub(super) what: &'static str,
    pub(super) source: &'static str,
    pub(super) by: By,
}

const fn row(id: &'static str, what: &'static str, source: &'static str) -> Requirement {
    Requirement { id, what, source, by: By::Software }
}

const fn other(id: &'static str, what: &'static str, source: &'static str, by: By) -> Requirement {
    Requirement { id, what, source, by }
}

pub(super) const ALL: &[Requirement] = &[
    row("A1", "contrast of text, icons and edges", "VVSG 7.1-C; MIIT-APP 1.3; WCAG 1.4.3, 1.4.6"),
    row("A2", "sets of colours: light, dark, low", "VVSG 7.1-D"),
    row("A3", "edges, states and focus against neighbours", "WCAG 1.4.11"),
    row("A4", "four text sizes by cap height", "VVSG 7.1-G; 508 402.4; ADA 707.7.2"),
    row("A5", "largest text seen at 0.7°", "EN 5.1.4"),
    row("A6", "enlarging reflows: nothing cut, nothing sideways", "VVSG 7.1-H, 7.2-D"),
    row("A7", "sans-serif, room between lines", "508 402.4; VVSG 7.1-J; MIIT-APP 1.1, 1.2"),
    row("A8", "colour never alone", "WCAG 1.4.1; VVSG 7.1-F; MIIT-APP 1.4; EN 8.1.3"),
    row("A9", "meaning of colours", "VVSG 7.1-E"),
    row("A10", "nothing flashes", "WCAG 2.3.1; VVSG 8.1-B"),
    row("A11", "every icon has its word", "VVSG 7.3-L"),
    other(
        "A12",
        "display: 12\" and more, 1920 × 1080, anti-glare, 10:1 at 500 lx",
        "VVSG 8.1-A",
        By::Cabinet("choose the display by its data sheet, measure the glare where it stands"),
    ),
    row("B1", "size of targets and gaps", "VVSG 7.2-I; MIIT-APP 2.1; WCAG 2.5.8, 2.5.5"),
    row("B2", "no accidental activation", "WCAG 2.5.2; VVSG 7.2-H"),
    row("B3", "one finger, one tap", "WCAG 2.5.1, 2.5.7; EN 5.9; VVSG 7.2-E"),
    row("B4", "held keys and bounce", "VVSG 7.2-M; EN 5.7, 5.8"),
    row("B5", "reach mode", "EN 8.3.2.1, 8.3.0; 508 407.8"),
    other(
        "B6",
        "force, grip, floor space",
        "EN 5.5.1, 8.4.2, 8.3.4.2, 8.3.5; VVSG 7.2-K, 7.2-P",
        By::Cabinet("keys with at most 22.2 N (5 N is better), no grip; 760 × 1220 mm of free floor in front"),
    ),
    row("B7", "no biometry as the only way", "EN 5.3; VVSG 8.1-D"),
    row("C1", "everything by keypad", "EN 5.1.6.1; ADA 707.6.1; VVSG 7.2-A"),
    row("C2", "no trap, sensible order", "EN 5.1.6.2; WCAG 2.4.3"),
    row("C3", "visible focus", "WCAG 2.4.7, 2.4.11, 2.4.13"),
    row("C4", "layout of the keypad", "ADA 707.6.2, 707.6.3.2; EN 8.4.1"),
    row("C5", "keys found without acting", "EN 5.5.2; VVSG 7.1-N"),
    row("C6", "no chords, no timing", "VVSG 7.1-N(3); EN 5.9"),
    row("C7", "two switches", "VVSG 8.1-I, 7.2-A"),
    row("D1", "everything that is needed is spoken", "EN 5.1.3.1, 5.1.3.6; 508 402.2.1; VVSG 5.2-C, 5.2-D"),
    row("D2", "start of speech", "ADA 707.5, 707.8; EN 8.5, 5.2; VVSG 8.1-F"),
    row("D3", "pause, repeat, skip; any action cuts", "EN 5.1.3.4, 5.1.3.5; 508 402.2.4; VVSG 7.2-G"),
    row("D4", "time of response", "VVSG 7.2-N"),
    row("D5", "volume", "VVSG 7.1-K; EN 5.1.3.11, 5.1.3.12, 8.2.1; DOT (c)(5)(ii)"),
    row("D6", "rate of speech, pitch kept", "VVSG 7.1-K"),
    row("D7", "defaults after the visit", "EN 5.1.3.13; 508 402.3.2; VVSG 7.1-A; DOT"),
    row("D8", "private content to headphones only", "EN 5.1.3.9; VVSG 6.1-D"),
    row("D9", "masked entry", "EN 5.1.3.8; 508 402.2; DOT (5)(i)(A)"),
    row("D10", "errors name field, fault and remedy", "EN 5.1.3.15; VVSG 7.3-K; WCAG 3.3.1"),
    row("D11", "outcome and receipt are spoken", "EN 5.1.3.16; 508 402.2.2; VVSG 7.3-J"),
    row("D12", "language of speech", "EN 5.1.3.14; VVSG 7.3-M"),
    row("D13", "no competing sound", "EN 5.1.3.10"),
    row("D14", "speech matches what is lit", "EN 5.1.3.3; 508 402.2.3; VVSG 5.2-D"),
    row("D15", "correct reading", "VVSG 7.1-M"),
    row("D16", "lists: item 2 of 5", "VVSG 7.3-C"),
    row("E1", "every sound has a visible twin", "EN 5.1.5; VVSG 5.2-E"),
    row("E2", "never a need to speak", "EN 5.1.7; VVSG 7.2-F"),
    other(
        "E3",
        "hearing aids",
        "EN 8.2.2; VVSG 8.1-G, 8.1-J",
        By::Cabinet("where there is a handset it has a telecoil; a jack of 3.5 mm takes the person's own loop"),
    ),
    row("E4", "plain words", "VVSG 7.3-P; MIIT-WEB 3.1"),
    row("E5", "help in one place", "WCAG 3.2.6; VVSG 7.3-N; LAW 39"),
    row("E6", "few choices, straight path", "Lee 2024"),
    row("E7", "review before it is done", "WCAG 3.3.4; VVSG 7.3-F, 7.3-G; MIIT-WEB 2.6.1"),
    row("E8", "nothing typed twice", "WCAG 3.3.7"),
    row("E9", "signing in without memory or puzzle", "WCAG 3.3.8; MIIT-APP 1.5"),
    row("E10", "长辈版", "MIIT-APP 1.1, 2.1, 3.1, 5.1"),
    row("F1", "inactivity time", "VVSG 7.2-O"),
    row("F2", "warning and extension", "WCAG 2.2.1; VVSG 7.2-O; DOT (k)(3)(ii); 508 407.5"),
    row("F3", "the limit is told", "WCAG 2.2.6"),
    row("F4", "end of session", "VVSG 7.1-A; EN 5.1.3.16"),
    row("F5", "screen off by choice", "VVSG 6.1-C; ADA 707.4; DOT (4)"),
    row("F6", "headphones pulled out", "from EN 5.1.3.9"),
    row("F7", "state of switches", "EN 5.6.1, 5.6.2; VVSG 7.1-O"),
    row("F8", "defaults within the visit", "VVSG 7.1-B"),
    other(
        "F9",
        "evidence: staff guide, user tests",
        "VVSG 7.3-O; TA8.3-A.1.b",
        By::People("try each release with at least eight blind persons, by keypad and sound alone; train the staff"),
    ),
];
