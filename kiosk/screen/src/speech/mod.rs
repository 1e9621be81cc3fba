//! What is said of the screen: the words of the very controls and texts that are drawn, in their order, so that what is
//! shown and what is spoken cannot differ (EN 301 549 5.1.3.1, VVSG 2.0 5.2-D).

mod fixed;
mod items;
mod narrator;
mod phrases;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use service::{Language, View};
use slint::{ComponentHandle, Timer, TimerMode};
use voice::{Privacy, Utterance};

use crate::generated::{App, Life};
use crate::keypad::{Feel, Press};
use crate::tree;
use items::Item;
use narrator::Narrator;
use phrases::Phrases;

/// Something to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// In this order.
    pub utterances: Vec<Utterance>,
    /// Cuts what is being said; otherwise it waits for its end.
    pub cuts: bool,
    /// It is a whole page.
    pub page: bool,
}

type Listener = Rc<dyn Fn(Saying)>;

/// What the screen remembers of what was said, and whom it tells what to say.
#[derive(Default)]
pub(crate) struct Speech {
    /// What is shown while somebody listens.
    view: RefCell<Option<View>>,
    narrator: RefCell<Narrator>,
    listener: RefCell<Option<Listener>>,
    /// A new page is on its way to its first control: that is said with the page.
    turning: Cell<bool>,
    /// Keys are named and do nothing.
    exploring: Cell<bool>,
    /// What fingers find on the keypad.
    feel: RefCell<Feel>,
    later: Timer,
}

impl Speech {
    /// Listens to where the keyboard goes.
    pub(crate) fn connect(app: &App) -> Rc<Self> {
        let speech = Rc::new(Self::default());
        let (weak, to) = (app.as_weak(), Rc::downgrade(&speech));
        app.global::<Life>().on_focused(move || {
            let (Some(app), Some(speech)) = (weak.upgrade(), to.upgrade()) else { return };
            if speech.view.borrow().is_some() && !speech.turning.get() {
                let again = to.clone();
                // After the event that moved it.
                speech.later.start(TimerMode::SingleShot, Duration::ZERO, move || {
                    if let Some(speech) = again.upgrade() {
                        speech.focused(&app);
                    }
                });
            }
        });
        speech
    }

    pub(crate) fn listen(&self, f: impl Fn(Saying) + 'static) {
        *self.listener.borrow_mut() = Some(Rc::new(f));
    }

    pub(crate) fn feels(&self, feel: Feel) {
        *self.feel.borrow_mut() = feel;
    }

    /// What is shown now; nothing where nobody listens.
    pub(crate) fn view(&self, view: Option<&View>) {
        if view.is_none() {
            self.narrator.borrow_mut().forget();
            self.exploring.set(false);
        }
        *self.view.borrow_mut() = view.cloned();
    }

    pub(crate) fn turning(&self, turning: bool) {
        self.turning.set(turning);
    }

    pub(crate) fn is_turning(&self) -> bool {
        self.turning.get()
    }

    /// Says what is new on the screen.
    pub(crate) fn shown(&self, app: &App) {
        self.tell(app, Narrator::shown);
    }

    fn focused(&self, app: &App) {
        self.tell(app, Narrator::focused);
    }

    fn tell(&self, app: &App, what: impl FnOnce(&mut Narrator, &View, &[Item], &Phrases<'_>) -> Option<Saying>) {
        let saying = {
            let view = self.view.borrow();
            let Some(view) = view.as_ref() else { return };
            let items = items::items(&tree::read(app.window()), view.comfort.blank);
            what(&mut self.narrator.borrow_mut(), view, &items, &Phrases::new(app))
        };
        if let Some(saying) = saying {
            self.say(saying);
        }
    }

    /// Names the key instead of doing what it does, while the person explores the keypad (EN 301 549 5.5.2).
    pub(crate) fn explains(&self, app: &App, press: Press) -> bool {
        let Some(language) = self.view.borrow().as_ref().map(|view| view.comfort.language) else { return false };
        let phrases = Phrases::new(app);
        let texts = match (press, self.exploring.get()) {
            (Press::WhatIsThis, false) => {
                self.exploring.set(true);
                let mut texts = phrases.feel(&self.feel.borrow(), language);
                texts.insert(0, phrases.exploring(true));
                texts
            }
            (Press::WhatIsThis, true) => {
                self.exploring.set(false);
                vec![phrases.exploring(false)]
            }
            (other, true) => vec![phrases.key(other.pad_key())],
            (_, false) => return false,
        };
        self.say(public(texts, language));
        true
    }

    fn say(&self, saying: Saying) {
        // Cloned out first: the listener may set another one.
        let listener = self.listener.borrow().clone();
        if let Some(listener) = listener
            && !saying.utterances.is_empty()
        {
            listener(saying);
        }
    }
}

fn public(texts: Vec<String>, language: Language) -> Saying {
    let utterance = |text| Utterance { text, language, privacy: Privacy::Public };
    Saying { utterances: texts.into_iter().map(utterance).collect(), cuts: true, page: false }
}
