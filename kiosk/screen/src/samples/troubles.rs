//! What a page says when something is wrong, and the panels that lie over pages.

use domain::catalogue::Said;
use service::page::{Banner, Help, Overlay, Page};
use service::{Sorry, Trouble};

use super::Samples;
use super::variants::{CARD_PROBLEMS, REFUSALS, TROUBLES};

/// What a form or a department says.
fn words(sorry: Sorry) -> Option<Said> {
    let (zh, en) = match sorry {
        Sorry::Unfit => ("年满60周岁才能领。请到时候再来。", "It is paid from the age of 60. Please come back then."),
        Sorry::NotDone => ("已经办结，不能撤回了。", "It is decided already and cannot be withdrawn."),
        _ => return None,
    };
    Some(Said { zh: zh.to_owned(), en: en.to_owned() })
}

impl Samples {
    pub(super) fn sorry(&mut self) {
        let mut add = |name: String, sorry: Sorry| {
            for (end, can_try_again, card_lies) in [("", true, false), ("-no-retry", false, true)] {
                self.add(
                    format!("sorry-{name}{end}"),
                    None,
                    Page::Sorry { sorry, words: words(sorry), can_try_again, can_look: false, card_lies },
                );
                self.change(|view| view.can_back = false);
            }
        };
        let plain = [
            ("reader-down", Sorry::ReaderDown),
            ("scanner-down", Sorry::ScannerDown),
            ("offline", Sorry::Offline),
            ("too-slow", Sorry::TooSlow),
            ("platform-failed", Sorry::PlatformFailed),
            ("no-record", Sorry::NoRecord),
            ("may-not-act", Sorry::MayNotAct),
            ("unfit", Sorry::Unfit),
            ("not-done", Sorry::NotDone),
            ("print-unknown", Sorry::PrintUnknown),
            ("cannot-prepare", Sorry::CannotPrepare),
        ];
        for (name, sorry) in plain {
            add(name.to_owned(), sorry);
        }
        for (name, problem) in CARD_PROBLEMS {
            add(format!("card-{name}"), Sorry::Card(problem));
        }
        for (name, refusal) in REFUSALS {
            add(format!("refused-{name}"), Sorry::Refused(refusal));
        }
        for (name, trouble) in TROUBLES {
            add(format!("not-printed-{name}"), Sorry::NotPrinted(trouble));
        }
    }

    pub(super) fn banners_and_panels(&mut self) {
        self.again("sorry-offline", "sorry-offline-can-look", |view| {
            if let Page::Sorry { can_look, .. } = &mut view.page {
                *can_look = true;
            }
        });
        self.again("guide-full", "guide-cannot-print", |view| {
            view.banner = Some(Banner::CannotPrint(Trouble::PaperOut));
        });
        let idle_banners = [
            ("cannot-read", Banner::CannotRead),
            ("offline", Banner::Offline),
            ("cannot-print", Banner::CannotPrint(Trouble::PaperOut)),
        ];
        for (name, banner) in idle_banners {
            for page in ["attract", "home"] {
                self.again(page, format!("{page}-{name}"), |view| view.banner = Some(banner));
            }
        }
        for (name, trouble) in TROUBLES {
            self.again("record", format!("record-cannot-print-{name}"), |view| {
                view.banner = Some(Banner::CannotPrint(trouble));
            });
        }
        self.again("insurance-many-employers", "insurance-offline", |view| view.banner = Some(Banner::Offline));
        let panels = [
            ("time-warning", Overlay::TimeWarning { seconds: 27 }),
            ("comfort", Overlay::Comfort),
            ("help", Overlay::Help),
            ("unplugged", Overlay::Unplugged),
            ("leave", Overlay::Leave),
        ];
        for (name, overlay) in panels {
            for page in ["home", "record", "choose-province"] {
                self.again(page, format!("{page}-{name}"), |view| {
                    view.overlay = Some(overlay);
                    view.help = if overlay == Overlay::Help { Help::Called } else { Help::NotCalled };
                });
            }
        }
        self.again("record", "record-help-comes", |view| {
            view.overlay = Some(Overlay::Help);
            view.help = Help::Comes;
        });
    }
}
