//! A visit from touch to farewell: the state machine, its pages, consent and time limits. Pure: no clock, no I/O,
//! no Slint. An [`Event`] goes in, a new [`Visit`] and a list of [`Effect`]s come out, and [`view`] is what screen
//! and voice draw.

pub mod apply;
pub mod comfort;
pub mod delays;
pub mod directory;
pub mod effect;
pub mod event;
pub mod lights;
pub mod look;
pub mod page;
pub mod sheet;
pub mod step;
pub mod trouble;
pub mod view;
pub mod visit;

pub use apply::page::{
    CasePage, CaseRow, CasesPage, ChooseOf, ChoosePage, ChooseRow, HandedPage, Input, LifeFilePage, PickRow,
    QuestionPage, RatingPage, ReviewPage, ReviewRow, SharePage, ShareRow, TypingPage,
};
pub use apply::{Candidate, Composed, Delivery, Engines, HandedIn, Keys, Method, Photo, Press, Seen, Sight, Stroke};
pub use comfort::{Comfort, Contrast, Language, Rate, Setting, TextSize, Voice, Volume};
pub use delays::{Delays, Patience};
pub use directory::{Directory, News};
pub use effect::{Effect, Note, Printout};
pub use event::{Answer, CallId, CardNews, Event, Intent, Now, PanelNews, PrintOutcome};
pub use lights::{Light, Lights, lights};
pub use look::page::{ChainPage, GuidePage, Leaflet, ListOf, ListPage, ListRow, Picture, SearchPage, SearchRow, Why};
pub use look::{NotATarget, Target};
pub use page::{Page, View};
pub use platform::application::{Decision, DecisionDocument, Progress, Receipt, Satisfaction, Stage, Step as CaseStep};
pub use platform::{CaseStage, CaseState, IssuedPaper, PaperKind, Refusal, Role};
pub use sheet::{Colours, Folio, Medium, Sheet, Slip};
pub use step::step;
pub use trouble::{
    CardProblem, CodeProblem, Paper, PlatformHealth, PrinterHealth, ReaderHealth, ScannerHealth, Secured,
    SignInProblem, Sorry, Trouble,
};
pub use view::view;
pub use visit::{Ending, Rules, Visit};
