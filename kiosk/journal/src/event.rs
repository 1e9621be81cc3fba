//! The catalogue of log events: what can be read in the journal and the log, how serious it is, and what staff do.
//! `EVENTS.md` is made from it.

use std::fmt::{self, Write as _};

/// How serious an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// For the technician who looks closely.
    Debug,
    /// The ordinary course of things.
    Info,
    /// Something did not go as it should; the terminal goes on.
    Warning,
    /// Somebody has to come.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

macro_rules! catalogue {
    ($($code:ident = $word:literal, $level:ident, $meaning:literal, $staff:literal;)+) => {
        /// An event of the catalogue.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum EventCode {
            $(#[doc = $meaning] $code,)+
        }

        impl EventCode {
            /// The whole catalogue.
            pub const ALL: &[Self] = &[$(Self::$code),+];

            /// The code as it stands in journal and log.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$code => $word),+ }
            }

            /// How serious it is.
            pub fn level(self) -> Level {
                match self { $(Self::$code => Level::$level),+ }
            }

            /// What it means, with its facts.
            pub fn meaning(self) -> &'static str {
                match self { $(Self::$code => $meaning),+ }
            }

            /// Whether the journal writes it of itself, with the row that it belongs to; [`crate::Journal::event`]
            /// refuses it.
            pub fn is_the_journals_own(self) -> bool {
                matches!(
                    self,
                    Self::JournalOpened
                        | Self::AuditBroken
                        | Self::ConsentGiven
                        | Self::JobCreated
                        | Self::JobSending
                        | Self::JobPrinted
                        | Self::JobNotPrinted
                        | Self::JobUnknown
                        | Self::JobRecovered
                        | Self::Counted
                        | Self::OutboxSealed
                        | Self::OutboxMoved
                        | Self::OutboxAccepted
                        | Self::OutboxRejected
                        | Self::OutboxUnknown
                        | Self::OutboxDead
                        | Self::NotesWiped
                )
            }

            /// What staff should do.
            pub fn staff(self) -> &'static str {
                match self { $(Self::$code => $staff),+ }
            }
        }
    };
}

catalogue! {
    JournalOpened = "journal_opened", Info,
        "The kiosk started and opened its journal. Facts: `unknown` and `not_printed`, the jobs that the last run left open.",
        "Nothing. Where `unknown` is not 0, see `job_recovered`.";
    ConfigurationProblem = "configuration_problem", Error,
        "The configuration asks for something that cannot be. Fact: `section`.",
        "Run `kiosk check`: it says file, line and remedy.";
    SelfTestPassed = "self_test_passed", Info, "A device passed its own test. Fact: `device`.", "Nothing.";
    SelfTestFailed = "self_test_failed", Error,
        "A device failed its own test. Facts: `device`, `why`.",
        "Switch the device off and on; if it fails again, call the technician.";
    DeviceStateChanged = "device_state_changed", Info,
        "A device changed its state. Facts: `device`, `from`, `to`, and `why` where it is faulted.",
        "Nothing unless it stays faulted or absent: check power, cable and paper.";
    PlatformOffline = "platform_offline", Warning,
        "The government platform cannot be reached.",
        "Check the terminal's network; citizens are told to use the counter meanwhile.";
    PlatformOnline = "platform_online", Info, "The government platform can be reached again.", "Nothing.";
    VisitStarted = "visit_started", Info, "Somebody began a visit.", "Nothing.";
    VisitEnded = "visit_ended", Info,
        "A visit ended and everything of it was wiped. Fact: `how`.",
        "Nothing.";
    VisitTimedOut = "visit_timed_out", Info,
        "Nobody answered the time limit's warning; the visit is being ended. Fact: `page`.",
        "Nothing. Where it is frequent on one page, that page is hard to understand: tell the operator.";
    ConsentGiven = "consent_given", Info,
        "The person agreed to the use of their data. Facts: `version` and `text_sha256` of the text.",
        "Nothing.";
    ShareAnswered = "share_answered", Info,
        "The person was asked whether a register may be asked for an application. Facts: `register`, `form`, `agreed`.",
        "Nothing.";
    Identified = "identified", Info, "A card was read and accepted. Fact: `document`, the kind of card.", "Nothing.";
    ActsFor = "acts_for", Info,
        "A helper acts for another person, with that person's card or authorisation; the platform knows both.", "Nothing.";
    CardRejected = "card_rejected", Warning,
        "A card was not accepted. Fact: `why` (counterfeit, expired, unreadable).",
        "Counterfeit: follow the hall's rule for suspect documents. Otherwise help the person at the counter.";
    SaidSorry = "said_sorry", Info,
        "A page told the person that something did not work. Fact: `why`.",
        "Nothing for one. Where one reason is frequent, see to its cause: network, printer, platform.";
    RecordShown = "record_shown", Info, "A record was shown on the screen.", "Nothing.";
    CertificateIssued = "certificate_issued", Info, "The platform issued a certificate. Fact: `document`.", "Nothing.";
    HelpCalled = "help_called", Info, "The person asked for help. Fact: `page`.", "Go to the terminal.";
    CabinetSecured = "cabinet_secured", Warning,
        "The cabinet's door was opened, or somebody tampered with it; a visit under way was ended and wiped. Fact: `why`.",
        "Door: nothing if it was you. Tampered: look at the cabinet, then run `kiosk desk --clear-tamper`.";
    CabinetReleased = "cabinet_released", Info, "The terminal serves people again. Fact: `why`, what had closed it.", "Nothing.";
    JobCreated = "job_created", Info, "A print job waits; nothing was sent. Facts: `document`, `state`.", "Nothing.";
    JobSending = "job_sending", Info, "The first byte of a job is about to leave. Fact: `state`.", "Nothing.";
    JobPrinted = "job_printed", Info, "The printer gave evidence that the job was printed. Fact: `state`.", "Nothing.";
    JobNotPrinted = "job_not_printed", Warning,
        "A job was certainly not printed. Facts: `state`, `code`.",
        "See to what `code` names (paper, lid, cable); the person can print again.";
    JobUnknown = "job_unknown", Error,
        "Nobody knows whether a job was printed. Facts: `state`, `code`.",
        "Look whether a ticket lies in the terminal; ask the person. The terminal never prints it again by itself.";
    JobRecovered = "job_recovered", Error,
        "A job that the last run left open was settled at the start: unknown if sending had begun, else not printed. Facts: `state`, `code`.",
        "As for `job_unknown` where `state` is unknown. Find out why the terminal stopped in the middle.";
    Counted = "counted", Debug, "A counter was raised. Facts: `name`, `by`.", "Nothing.";
    OutboxSealed = "outbox_sealed", Info,
        "Something that is handed in was stored. Facts: `entry`, `kind` (application, supplement, rating), `state`.",
        "Nothing.";
    OutboxMoved = "outbox_moved", Info,
        "Something that is handed in is on its way. Facts: `entry`, `kind`, `state`.",
        "Nothing. Where one stays for hours, check the terminal's network.";
    OutboxAccepted = "outbox_accepted", Info,
        "The platform has what was handed in; what was stored is deleted. Facts: `entry`, `kind`, `state`.",
        "Nothing.";
    OutboxRejected = "outbox_rejected", Warning,
        "The platform does not take what was handed in; what was stored is deleted. Facts: `entry`, `kind`, `state`.",
        "Tell the person. Who scans the receipt is told that it was not taken, and asks the department why.";
    OutboxUnknown = "outbox_unknown", Error,
        "Nobody knows whether the platform has what was handed in; it is not sent again by itself. Facts: `entry`, `kind`, `state`, `why`.",
        "Ask the department for the case number, then settle the entry: it is there, send it again, or given up.";
    OutboxDead = "outbox_dead", Error,
        "What was handed in cannot be sent; nothing of it has arrived. Facts: `entry`, `kind`, `state`, `why`.",
        "given_up: nothing. Otherwise call the technician; if it cannot be mended, ask the person to hand it in anew.";
    NotesWiped = "notes_wiped", Info,
        "Receipts and reasons that were stored at the end of something that was handed in were deleted, 30 days after that. Fact: `entries`, of how many.",
        "Nothing. The person finds it under 我的办件; who was refused asks the department.";
    ApplicationWithdrawn = "application_withdrawn", Info,
        "Somebody asked to withdraw an application. Facts: `number` of the case, `outcome` (withdrawn, refused, failed).",
        "withdrawn, refused: nothing. failed: the platform may have done it all the same; the person sees it under 我的办件.";
    CatalogueTaken = "catalogue_taken", Info,
        "Another catalogue of matters is in force. Facts: `year`, `month`, `number` of its version.",
        "Nothing. `kiosk catalogue rollback` goes back.";
    CatalogueRefused = "catalogue_refused", Warning,
        "Somebody tried to bring in a catalogue that was refused. Fact: `why` (not_trusted, wrong, not_newer, disk).",
        "not_trusted: find out who did it and where the file came from. Otherwise tell who made it.";
    AuditBroken = "audit_broken", Error,
        "The audit chain does not hold: somebody or something changed the journal's file.",
        "Tell the operator. Run `kiosk check`, which names the first bad entry; keep the file as it is.";
    StaffEntered = "staff_entered", Info, "Staff opened the staff pages.", "Nothing.";
    StaffLeft = "staff_left", Info, "Staff left the staff pages.", "Nothing.";
}

impl fmt::Display for EventCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The catalogue as a Markdown document; `EVENTS.md` holds exactly this.
pub fn events_table() -> String {
    let mut text = String::from(
        "# Events\n\n\
         What can be read in the journal's audit chain and in the log. Made from the catalogue in `src/event.rs`: change\n\
         it there, then run `UPDATE_EVENTS=1 cargo test -p journal events_md`.\n\n\
         | code | level | meaning | what staff do |\n|---|---|---|---|\n",
    );
    for code in EventCode::ALL {
        // Writing into a string cannot fail.
        let _ = writeln!(text, "| `{code}` | {} | {} | {} |", code.level(), code.meaning(), code.staff());
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_is_a_word_of_its_own_and_says_what_to_do() {
        let mut seen = HashSet::new();
        for code in EventCode::ALL {
            crate::detail::word("code", code.as_str()).unwrap();
            assert!(seen.insert(code.as_str()), "{code} twice");
            assert!(code.meaning().ends_with('.') && code.staff().ends_with('.'), "{code}");
            assert!(code.level() != Level::Error || code.staff() != "Nothing.", "{code}: an error without a remedy");
            assert!(!code.meaning().contains('|') && !code.staff().contains('|'), "{code} breaks the table");
        }
    }

    #[test]
    fn events_md_is_the_catalogue() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/EVENTS.md");
        if std::env::var_os("UPDATE_EVENTS").is_some() {
            std::fs::write(path, events_table()).unwrap();
        }
        let file = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            file == events_table(),
            "EVENTS.md is not the catalogue; run UPDATE_EVENTS=1 cargo test -p journal events_md"
        );
    }
}
