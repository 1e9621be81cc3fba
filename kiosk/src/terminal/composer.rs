//! From a record to what is printed and shown: a ticket, and pages of A4 where those are wanted.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use a4::{A4Error, Child, Job};
use domain::{Certificate, Record};
use drivers::printer::Model;
use service::{Colours, Folio, Language, Leaflet, Medium, Sheet, Slip};

/// Pixels across a page of A4 on the screen: as many as the widest preview has.
const PAGE_WIDTH: u32 = 900;

/// Pixels of all pages together, three bytes each. A longer document is shown coarser: memory is what a terminal lacks,
/// and who reads twenty pages on a screen turns them one by one.
const MOST_PIXELS: u32 = 6_000_000;

/// Name of the program that sets A4 sheets; it lies beside this one.
const PRESS: &str = "a4";

/// What sets A4 sheets.
#[derive(Debug, Clone)]
pub struct A4 {
    /// The program.
    pub press: PathBuf,
    /// Folder of templates and seals.
    pub documents: PathBuf,
}

/// Lays out and draws. [`Composer::compose`] waits for pens and another program: call it where waiting is allowed.
#[derive(Clone)]
pub(crate) struct Composer {
    model: Arc<Model>,
    fonts: Arc<paper::Fonts>,
    verification_base: Arc<str>,
    press: Option<Arc<Mutex<Child>>>,
}

impl Composer {
    /// Tickets as `model` prints them; with what sets them, A4 sheets too.
    pub(crate) fn new(model: Arc<Model>, fonts: Arc<paper::Fonts>, verification_base: &str, a4: Option<A4>) -> Self {
        let press = a4.map(|it| Child::new(it.press, &it.documents, a4::limits::Delays::default()));
        Self {
            model,
            fonts,
            verification_base: verification_base.into(),
            press: press.map(|it| Arc::new(Mutex::new(it))),
        }
    }

    /// Starts the program that sets A4 sheets, so that the first is there sooner.
    pub(crate) fn prepare(&self) {
        if self.press.is_some() {
            let composer = self.clone();
            tokio::task::spawn_blocking(move || {
                if let Some(Err(error)) = composer.press().map(|mut press| press.start()) {
                    tracing::error!(%error, "no A4 sheets can be set");
                }
            });
        }
    }

    /// Forgets all that was composed: glyphs of a name that were kept for the next line are of the person, too.
    pub(crate) fn forget(&self) {
        self.fonts.forget();
        if self.press.is_some() {
            let composer = self.clone();
            // Ending a program takes a moment, and a sheet that is just being set a little longer.
            tokio::task::spawn_blocking(move || composer.press().map(|mut press| press.end()));
        }
    }

    /// The sheet, or `None` when it cannot be made; why is in the log.
    pub(crate) fn compose(&self, record: &Record, certificate: &Certificate, medium: Medium) -> Option<Sheet> {
        let ticket = paper::ticket(record, certificate, &self.verification_base, self.model.columns, &self.fonts);
        self.on(medium, ticket, || Job::new(record, certificate, &self.verification_base, &self.fonts))
    }

    /// What a person takes away of an application, as [`Composer::compose`] a certificate.
    pub(crate) fn slip(&self, slip: &Slip, language: Language, medium: Medium) -> Option<Sheet> {
        let english = language == Language::English;
        let (base, columns, fonts) = (&*self.verification_base, self.model.columns, &*self.fonts);
        let ticket = match slip {
            Slip::Receipt(of) => paper::receipt(of, english, base, columns, fonts),
            Slip::Notice(of) => paper::notice(of, english, base, columns, fonts),
            Slip::Decision(of) => paper::decision(of, english, base, columns, fonts),
            Slip::LifeFile(of) => paper::life_file(of, english, columns, fonts),
        };
        self.on(medium, ticket, || match slip {
            Slip::Receipt(of) => Job::receipt(of, english, base, fonts),
            Slip::Notice(of) => Job::notice(of, english, base, fonts),
            Slip::Decision(of) => Job::decision(of, english, base, fonts),
            Slip::LifeFile(of) => Job::life_file(of, english, fonts),
        })
    }

    /// A guide to take along, as a ticket.
    pub(crate) fn leaflet(&self, leaflet: &Leaflet, language: Language) -> Option<Sheet> {
        let english = language == Language::English;
        self.drawn(match leaflet {
            Leaflet::Matter(handout) => paper::handout(handout, english, self.model.columns),
            Leaflet::Chain(handout) => paper::chain(handout, english, self.model.columns),
        })
    }

    /// The ticket drawn, or the job beside it set.
    fn on(&self, medium: Medium, ticket: paper::Ticket, job: impl FnOnce() -> Result<Job, A4Error>) -> Option<Sheet> {
        if medium == Medium::Ticket {
            return self.drawn(ticket);
        }
        match job().and_then(|job| self.folio(job)) {
            Ok(folio) => {
                let picture = paper::Picture { width: 0, height: 0, gray: Vec::new().into() };
                Some(Sheet { ticket, picture, folio: Some(folio) })
            }
            Err(error) => {
                tracing::error!(%error, "an A4 sheet could not be set");
                None
            }
        }
    }

    fn drawn(&self, ticket: paper::Ticket) -> Option<Sheet> {
        match paper::picture(&ticket, &self.model, &self.fonts) {
            Ok(picture) => Some(Sheet { ticket, picture, folio: None }),
            Err(error) => {
                tracing::error!(%error, "a ticket could not be drawn");
                None
            }
        }
    }

    fn folio(&self, job: Job) -> Result<Folio, A4Error> {
        let mut press = self.press().ok_or_else(|| A4Error::Start("this terminal has no A4 printer".into()))?;
        let typeset = press.typeset(job)?;
        let picture = pages(&mut press, typeset.pages)?;
        Ok(Folio { pdf: typeset.pdf.to_vec().into(), picture, pages: typeset.pages })
    }

    fn press(&self) -> Option<MutexGuard<'_, Child>> {
        self.press.as_ref().map(|press| press.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The pages of the sheet that was set last, one below the other.
fn pages(press: &mut Child, pages: usize) -> Result<Colours, A4Error> {
    let width = width(pages as u32);
    let mut all = Colours { width, height: 0, rgb: Vec::new().into() };
    let mut rgb = zeroize::Zeroizing::new(Vec::new());
    for page in 0..pages {
        let picture = press.preview(page, width)?;
        if page == 0 {
            // At once, so that no part of it is left behind where it grew.
            rgb.reserve_exact(picture.rgb.len() * pages);
        }
        all.height += picture.height;
        rgb.extend_from_slice(&picture.rgb);
    }
    all.rgb = std::mem::take(&mut *rgb).into();
    Ok(all)
}

/// Pixels across each of so many pages, whose height is √2 of that (ISO 216).
fn width(pages: u32) -> u32 {
    let most = f64::from(MOST_PIXELS / pages.max(1)) / std::f64::consts::SQRT_2;
    PAGE_WIDTH.min(most.sqrt() as u32)
}

/// The program that sets A4 sheets.
pub(crate) fn press() -> PathBuf {
    // Without a path of its own the program is not started at all: then the one of the search path is meant.
    std::env::current_exe().map_or_else(|_| PRESS.into(), |program| program.with_file_name(PRESS))
}

#[cfg(test)]
mod tests {
    use domain::acknowledgement::sample;

    use super::*;

    #[test]
    fn every_paper_of_an_application_becomes_a_ticket_in_both_languages() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../config/terminals/cn-kiosk-58mm.toml");
        let (model, fonts) = (Model::load(&file).unwrap(), paper::Fonts::load().unwrap());
        let composer = Composer::new(Arc::new(model), Arc::new(fonts), "https://verify.example", None);
        let mut slips: Vec<Slip> = sample::receipts().into_iter().map(|(_, it)| Slip::Receipt(it)).collect();
        slips.extend(sample::notices().into_iter().map(|(_, it)| Slip::Notice(it)));
        slips.extend(sample::decisions().into_iter().map(|(_, it)| Slip::Decision(it)));
        slips.extend(sample::life_files().into_iter().map(|(_, it)| Slip::LifeFile(it)));
        for slip in &slips {
            for language in [Language::Chinese, Language::English] {
                let sheet = composer.slip(slip, language, Medium::Ticket).unwrap();
                assert!(sheet.picture.height > 0 && sheet.medium() == Medium::Ticket);
                // Without an A4 printer there is no sheet, and no panic.
                assert!(composer.slip(slip, language, Medium::A4).is_none());
            }
        }
    }

    #[test]
    fn one_page_is_sharp_and_many_pages_keep_to_the_memory() {
        assert_eq!(width(1), PAGE_WIDTH);
        assert_eq!(width(4), PAGE_WIDTH);
        for pages in 1..=a4::limits::PAGES as u32 {
            let width = width(pages);
            assert!(a4::limits::PREVIEW_WIDTH.contains(&width), "{pages} pages: {width}");
            let height = (f64::from(width) * std::f64::consts::SQRT_2).ceil() as u32;
            assert!(width * height * pages <= MOST_PIXELS + width * pages * 2, "{pages} pages: {width}");
        }
    }
}
