//! Every key of the configuration, in one table: what it is for, what it may hold, what it is when it is left out.

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Text.
    Text,
    /// Text that names a file or folder; relative to the configuration file's folder.
    Path,
    /// A list of paths.
    Paths,
    /// Whole number within these bounds.
    Integer(i64, i64),
    /// Number within these bounds.
    Number(f64, f64),
    /// `true` or `false`.
    Switch,
    /// One of these texts.
    OneOf(&'static [&'static str]),
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Section, or "" for the top of the file.
    pub section: &'static str,
    /// Name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// What it is when left out, as it would be written; `None`: may be left out without a value; `Some("")`: required.
    pub default: Option<&'static str>,
    /// What it is for.
    pub doc: &'static str,
}

const fn key(
    section: &'static str,
    name: &'static str,
    kind: Kind,
    default: Option<&'static str>,
    doc: &'static str,
) -> Key {
    Key { section, name, kind, default, doc }
}

/// Marks a key that must be given.
pub const REQUIRED: Option<&str> = Some("");

/// Baud rates that the devices of this trade use.
pub const BAUD: Kind = Kind::Integer(1200, 921_600);

/// Every key.
pub const KEYS: &[Key] = &[
    key(
        "",
        "simulate",
        Kind::Switch,
        Some("false"),
        "Simulate devices that have no port. Never true on a terminal in a lobby.",
    ),
    key("hall", "name", Kind::Text, REQUIRED, "Name of the hall in Chinese, as the header shows it."),
    key("hall", "name_en", Kind::Text, REQUIRED, "The same in English."),
    key("hall", "place", Kind::Text, REQUIRED, "Where this terminal stands, in Chinese."),
    key("hall", "place_en", Kind::Text, REQUIRED, "The same in English."),
    key("hall", "time_zone", Kind::Text, Some("Asia/Shanghai"), "IANA time zone of clock and dates."),
    key("screen", "width", Kind::Integer(480, 7680), Some("1080"), "Pixels across, as the person sees the screen."),
    key("screen", "height", Kind::Integer(480, 7680), Some("1920"), "Pixels down."),
    key(
        "screen",
        "px_per_mm",
        Kind::Number(1.0, 20.0),
        Some("3.21"),
        "Pixels a millimetre: 5.56 for 15.6\", 4.03 for 21.5\", 3.21 for 27\", 2.71 for 32\", 2.02 for 43\" at full HD.",
    ),
    key(
        "screen",
        "top_mm",
        Kind::Number(500.0, 3000.0),
        Some("1500"),
        "How high the upper edge of the picture is above the floor, in mm: says what somebody seated reaches.",
    ),
    key(
        "screen",
        "viewing_mm",
        Kind::Number(300.0, 1000.0),
        Some("600"),
        "How far eyes are from the glass, in mm: says how large the largest text must be.",
    ),
    key("screen", "fonts", Kind::Path, Some("fonts/fonts.conf"), "Font configuration: the only fonts that are used."),
    key(
        "id_card",
        "port",
        Kind::Path,
        None,
        "Serial port of the ID card reader; a link under /dev/serial/by-path is advised.",
    ),
    key("id_card", "baud", BAUD, Some("115200"), "Its bits per second."),
    key(
        "printer",
        "port",
        Kind::Path,
        None,
        "Serial port of the ticket printer; a link under /dev/serial/by-path is advised.",
    ),
    key(
        "printer",
        "model",
        Kind::Text,
        Some("cn-kiosk-80mm"),
        "Printer model: the name of a file in `printer.models` without .toml.",
    ),
    key("printer", "models", Kind::Path, Some("terminals"), "Folder of the printer models."),
    key("printer", "baud", BAUD, None, "Its bits per second, when not those of the model."),
    key(
        "scanner",
        "port",
        Kind::Path,
        None,
        "Serial port of the code scanner; left out: there is none. A link under /dev/serial/by-path is advised.",
    ),
    key(
        "scanner",
        "model",
        Kind::Text,
        Some("gm65"),
        "Scanner model: the name of a file in `scanner.models` without .toml.",
    ),
    key("scanner", "models", Kind::Path, Some("scanners"), "Folder of the scanner models."),
    key("scanner", "baud", BAUD, None, "Its bits per second, when not those of the model."),
    key(
        "scanner",
        "camera",
        Kind::Text,
        None,
        "Camera that reads codes in place of a serial scanner: its link under /dev/v4l/by-path, a folder of pictures to try, or `simulated`.",
    ),
    key(
        "scanner",
        "region",
        Kind::Text,
        Some("0 0 100 100"),
        "Part of the camera's picture that is looked at: left, top, width and height in percent.",
    ),
    key(
        "document_camera",
        "path",
        Kind::Text,
        None,
        "Document camera (高拍仪) that photographs papers: its link under /dev/v4l/by-path, a folder of pictures to try, or `simulated`; left out: there is none.",
    ),
    key(
        "social_card",
        "reader",
        Kind::Text,
        None,
        "Reader of social security cards: a part of its name as `pcsc_scan` shows it, or `any`; left out: there is none.",
    ),
    key(
        "laser",
        "uri",
        Kind::Text,
        None,
        "Address of the A4 printer, as ipp://192.0.2.7/ipp/print, or `simulated`; left out: there is none, and tickets are printed.",
    ),
    key("laser", "documents", Kind::Path, Some("documents"), "Folder of the templates and seals of A4 sheets."),
    key(
        "simulation",
        "baud",
        BAUD,
        None,
        "Give simulated wires the real time of this many bits per second; left out: no wire time.",
    ),
    key(
        "platform",
        "kind",
        Kind::OneOf(&["sandbox"]),
        Some("sandbox"),
        "Which government platform answers. `sandbox`: a built-in one with invented people.",
    ),
    key("platform", "people", Kind::Paths, Some("[\"sandbox/people\"]"), "Folders of the sandbox's people."),
    key(
        "platform",
        "verification_base",
        Kind::Text,
        Some("https://verify.example"),
        "Start of the address in a certificate's QR code: <base>/v/<code>.",
    ),
    key("platform", "divisions", Kind::Path, Some("divisions.toml"), "File of provinces and cities."),
    key(
        "platform",
        "codes",
        Kind::Path,
        Some("codes.toml"),
        "File that says which personal codes (电子社保卡, 居民码) this terminal takes.",
    ),
    key(
        "catalogue",
        "path",
        Kind::Path,
        Some("catalogue"),
        "Folder of the catalogue of matters that came with the program.",
    ),
    key(
        "catalogue",
        "places",
        Kind::Path,
        Some("places.toml"),
        "File that says where matters can be done: counters, other terminals, apps.",
    ),
    key(
        "catalogue",
        "announcements",
        Kind::Path,
        Some("announcements"),
        "Folder of the announcements that the idle pages show.",
    ),
    key("catalogue", "forms", Kind::Path, Some("forms"), "Folder of the forms with which one applies."),
    key(
        "catalogue",
        "keys",
        Kind::Paths,
        None,
        "Public keys (Ed25519, PEM) of those who may sign a new catalogue; left out: none is taken.",
    ),
    key(
        "privacy",
        "consent_version",
        Kind::Text,
        Some("2026-11"),
        "Version of the text on the page that asks for consent; it is journalled with every consent.",
    ),
    key(
        "voice",
        "headphones",
        Kind::Text,
        None,
        "ALSA device of the headphone jack (`aplay -L` lists them); left out: nothing is heard there.",
    ),
    key("voice", "speaker", Kind::Text, None, "ALSA device of the loudspeaker; left out: nothing is heard there."),
    key(
        "voice",
        "headphones_full_scale_db",
        Kind::Number(70.0, 140.0),
        Some("110"),
        "Sound pressure at the ear, in dB SPL, that a full-scale signal gives at the fixed volume of the system: measured once.",
    ),
    key(
        "voice",
        "speaker_full_scale_db",
        Kind::Number(70.0, 140.0),
        Some("95"),
        "The same for the loudspeaker, where the person stands.",
    ),
    key("voice", "clips", Kind::Path, None, "Folder of recorded clips that are played instead of the synthetic voice."),
    key(
        "keypad",
        "map",
        Kind::Text,
        None,
        "Keypad model: the name of a file in `keypad.maps` without .toml; left out: there is none.",
    ),
    key("keypad", "maps", Kind::Path, Some("keypads"), "Folder of the keypad models."),
    key(
        "keypad",
        "device",
        Kind::Path,
        None,
        "Input device to be read in place of those that the model names; a link in /dev/input/by-path is advised.",
    ),
    key(
        "panel",
        "map",
        Kind::Text,
        None,
        "What the cabinet's lights, contacts and switches are wired to: the name of a file in `panel.maps` without .toml; left out: there is none.",
    ),
    key("panel", "maps", Kind::Path, Some("panels"), "Folder of the panels."),
    key(
        "desk",
        "socket",
        Kind::Path,
        None,
        "Socket for staff and their programs (`kiosk desk`); left out: control.sock beside the journal.",
    ),
    key("help", "who", Kind::Text, Some("工作人员"), "Who comes when help is called, in Chinese."),
    key("help", "who_en", Kind::Text, Some("Staff"), "The same in English."),
    key("journal", "path", Kind::Path, REQUIRED, "File of the journal; its folder is made when missing."),
    key(
        "journal",
        "key",
        Kind::Path,
        None,
        "Key with which applications are encrypted until the platform has them, made at the first start; left out: outbox.key beside the journal.",
    ),
    key(
        "typing",
        "dictionaries",
        Kind::Path,
        None,
        "Folder where the dictionaries of pinyin and strokes are made ready, 15 MB; left out: typing beside the journal.",
    ),
];

impl Kind {
    /// In words, for the documentation.
    fn words(self) -> String {
        match self {
            Self::Text => "text".into(),
            Self::Path => "path".into(),
            Self::Paths => "list of paths".into(),
            Self::Integer(least, most) => format!("{least} to {most}"),
            Self::Number(least, most) => format!("{least} to {most}, decimals allowed"),
            Self::Switch => "true or false".into(),
            Self::OneOf(texts) => texts.join(" or "),
        }
    }
}

/// The keys as a Markdown table: what `config/README.md` holds.
pub fn table() -> String {
    let mut table = String::from("| key | what it holds | when left out | what it is for |\n|---|---|---|---|\n");
    for key in KEYS {
        let name = if key.section.is_empty() { key.name.to_owned() } else { format!("[{}] {}", key.section, key.name) };
        let default = match key.default {
            None => "nothing".to_owned(),
            REQUIRED => "**must be there**".to_owned(),
            Some(text) => format!("`{text}`"),
        };
        table.push_str(&format_row(&name, &key.kind.words(), &default, key.doc));
    }
    table
}

fn format_row(name: &str, kind: &str, default: &str, doc: &str) -> String {
    format!("| `{name}` | {kind} | {default} | {doc} |\n")
}
