//! A robot with two keys, Next and OK: it goes wherever they lead, as somebody does who has two switches and nothing else.
//!
//! On every page it meets it goes once all around with Next and finds that this leads to each control that can be used.
//! Then it presses what it has not pressed yet, or goes where there is something of that kind, until nothing is left.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use drivers::keypad::Key;
use screen::tree::{self, Control};
use service::page::Coming;
use service::{Comfort, Intent, ListOf, Page, View};

use super::{LOOK_EVERY, Player};

/// Of years and places so many are pressed: the first provinces are cities, then comes one that has cities.
const ALIKE: usize = 3;
/// Of the keys of the keyboard on the screen this one is pressed: they differ in what stands on them.
const LETTER: &str = "s";
/// It is done long before.
const MOST_PRESSES: usize = 20_000;
/// Every place leads back to the page that waits for somebody.
const FIRST: &str = "attract";
/// Until something comes of a press.
const ANSWER: Duration = Duration::from_millis(250);
/// After the card was taken away, until it is laid down again.
const TAKEN: Duration = Duration::from_millis(300);
/// Until a page that waits for nobody goes on.
const ON_ITS_WAY: Duration = Duration::from_secs(30);

/// A page with what lies over it.
type Place = String;

/// What it knows.
#[derive(Default)]
pub(super) struct Robot {
    /// What can be pressed there, in the order of the keyboard, and where it led.
    known: BTreeMap<Place, Vec<(String, Option<Place>)>>,
    /// What closes a panel that lies over a page, by the panel. A panel is the same everywhere: it is gone over once,
    /// and where it is met again, only what closes it is pressed.
    closes: BTreeMap<String, BTreeSet<String>>,
    pages: BTreeSet<&'static str>,
    presses: usize,
}

impl Robot {
    /// Something that was not pressed yet.
    fn untried(&self, place: &str) -> Option<&str> {
        let of = self.known.get(place)?;
        of.iter().find(|(_, led)| led.is_none()).map(|(label, _)| label.as_str())
    }

    /// The first step of the shortest way to a place with something that was not pressed yet.
    fn onward(&self, from: &str) -> Option<String> {
        let mut ways = VecDeque::from([(from, None::<&str>)]);
        let mut seen = BTreeSet::from([from]);
        while let Some((place, first)) = ways.pop_front() {
            if self.untried(place).is_some() && first.is_some() {
                return first.map(str::to_owned);
            }
            for (label, led) in self.known.get(place).into_iter().flatten() {
                if let Some(led) = led.as_deref().filter(|led| !led.is_empty())
                    && seen.insert(led)
                {
                    ways.push_back((led, first.or(Some(label))));
                }
            }
        }
        None
    }

    /// Whether what was pressed there leads to the other place, over however many others.
    fn leads_to(&self, from: &str, to: &str) -> bool {
        let (mut ways, mut seen) = (vec![from], BTreeSet::from([from]));
        while let Some(place) = ways.pop() {
            if place == to {
                return true;
            }
            let led = self.known.get(place).into_iter().flatten().filter_map(|(_, led)| led.as_deref());
            ways.extend(led.filter(|led| seen.insert(led)));
        }
        false
    }

    fn note(&mut self, place: &str, label: &str, led: Place) {
        if let Some(entry) = self.known.get_mut(place).and_then(|of| of.iter_mut().find(|(known, _)| known == label)) {
            entry.1 = Some(led);
        }
    }
}

/// Whether something came of a press: not time alone.
fn came_of_it(before: &View, now: &View) -> bool {
    (&before.page, before.overlay, before.comfort, before.help) != (&now.page, now.overlay, now.comfort, now.help)
}

/// What a list is of, in a word.
fn kind(of: &ListOf) -> &'static str {
    match of {
        ListOf::Stages(_) => "stages",
        ListOf::Stage(_) => "stage",
        ListOf::Scene(_) => "scene",
        ListOf::Departments => "departments",
        ListOf::Item(_) => "item",
        ListOf::Department(_) => "department",
        ListOf::Nobody => "no-department",
        ListOf::Chains => "chains",
        ListOf::ForYou => "for you",
        ListOf::Seats(_) => "seats",
    }
}

impl Player<'_> {
    /// Sends the robot over every page that it can reach, and gives what it did.
    pub(super) fn robot(&mut self, card: &str) -> Result<String, String> {
        let mut robot = Robot::default();
        loop {
            self.go_on(card)?;
            let place = self.place();
            robot.pages.insert(self.view().page.name());
            if !robot.known.contains_key(&place) {
                let usable = self.usable();
                let mut known = self.panel().and_then(|panel| robot.closes.get(&panel)).into_iter().flatten();
                let close = known.find(|label| usable.iter().any(|c| c.label == **label)).cloned();
                let labels = close.map_or_else(|| self.around(&mut robot), |close| Ok(vec![close]))?;
                robot.known.insert(place.clone(), labels.into_iter().map(|label| (label, None)).collect());
            }
            let next = robot.untried(&place).map(str::to_owned).or_else(|| robot.onward(&place));
            let Some(label) = next else { break };
            if !self.usable().iter().any(|control| control.label == label) {
                // What a page offers may depend on how one came to it; a page that went on by itself says nothing.
                if self.place() == place {
                    robot.note(&place, &label, Place::new());
                }
                continue;
            }
            self.press_next_until(&label, &mut robot)?;
            let (before, panel) = (self.view(), self.panel());
            self.two_keys(Key::Ok, &mut robot)?;
            // Nearly everything on a page leads somewhere, on a busy machine after a while; the clock goes on meanwhile.
            let patience = if panel.is_none() { ANSWER * 8 } else { ANSWER };
            self.settle_for(|view| came_of_it(&before, view), patience);
            let comfort = self.view().comfort;
            if comfort != Comfort::default() {
                // It was seen to work; the next page is to be found as it was.
                self.assembled.terminal.intent(Intent::SetComfort(Comfort::default()));
                self.settle_for(|view| view.comfort == Comfort::default(), ANSWER * 10);
            }
            if let Some(panel) = panel.filter(|_| self.panel().is_none()) {
                robot.closes.entry(panel).or_default().insert(label.clone());
            }
            self.go_on(card)?;
            tracing::debug!(%place, %label, led = %self.place(), presses = robot.presses, "robot");
            robot.note(&place, &label, self.place());
        }
        let stuck: Vec<&String> = robot.known.keys().filter(|place| !robot.leads_to(place, FIRST)).collect();
        if !stuck.is_empty() {
            return Err(format!("two keys do not lead away from: {stuck:?}"));
        }
        let controls: usize = robot.known.values().map(Vec::len).sum();
        let pages: Vec<&str> = robot.pages.into_iter().collect();
        Ok(format!("{controls} controls pressed with {} presses of two keys, on: {}", robot.presses, pages.join(" ")))
    }

    fn place(&self) -> Place {
        let view = self.view();
        let page = match &view.page {
            Page::ChooseCity { province, .. } => format!("choose-city of {}", province.name),
            // Where agreeing leads to depends on what one came for.
            Page::Consent { errand: Some(Coming::Cases), .. } => "consent for cases".to_owned(),
            Page::Consent { errand: Some(Coming::Apply(_)), .. } => "consent to apply".to_owned(),
            // What lists of a kind lead to is the same, whatever stands on them.
            Page::List(list) => format!("list {}", kind(&list.of)),
            page => page.name().to_owned(),
        };
        self.panel().map_or(page.clone(), |panel| format!("{page} under {panel}"))
    }

    fn panel(&self) -> Option<String> {
        self.view().overlay.map(|overlay| format!("{overlay:?}"))
    }

    /// What happens without keys: cards and tickets are laid down and taken, and pages that wait for nobody pass.
    fn go_on(&mut self, card: &str) -> Result<(), String> {
        let until = Instant::now() + ON_ITS_WAY;
        loop {
            self.stage.settle();
            let view = self.view();
            match &view.page {
                // What can be pressed is read from the screen: it is to show this page, not the one before.
                _ if !self.screen.shows(&view) => {}
                Page::Identify { reading: false, .. } if view.overlay.is_none() => self.lay(card)?,
                Page::Identify { .. } => {}
                Page::Waiting { .. } | Page::Printing { .. } => {}
                Page::TakeIt { .. } | Page::Finished { .. } => {
                    self.take_all();
                    return Ok(());
                }
                _ => return Ok(()),
            }
            if Instant::now() >= until {
                return Err(format!("the page “{}” does not go on by itself", view.page.name()));
            }
            self.stage.pump(LOOK_EVERY);
            self.see_passing()?;
        }
    }

    /// Lays the card down anew, and waits until it is seen.
    fn lay(&mut self, card: &str) -> Result<(), String> {
        self.take_all();
        self.settle_for(|_| false, TAKEN);
        self.assembled.controls.lay(card).map_err(|error| error.to_string())?;
        self.settle_for(|view| !matches!(view.page, Page::Identify { reading: false, .. }), ANSWER * 20);
        Ok(())
    }

    fn take_all(&self) {
        let controls = &self.assembled.controls;
        if let Some(reader) = &controls.reader {
            reader.take();
        }
        if let Some(printer) = &controls.printer {
            printer.take_ticket();
        }
    }

    /// Once all around with Next: every control that can be used has the keyboard once.
    fn around(&mut self, robot: &mut Robot) -> Result<Vec<String>, String> {
        // Pages turn by themselves to what has the keyboard: the button that turns them may have nothing to do any more.
        let turns = |label: &String| screen::NEXT_SCREEN_LABELS.contains(&label.as_str());
        let expected: BTreeSet<String> = self.usable().into_iter().map(|control| control.label).collect();
        let mut met: Vec<(String, bool)> = Vec::new();
        let mut first: Option<Control> = None;
        for _ in 0..expected.len() * 3 + 10 {
            self.two_keys(Key::Next, robot)?;
            let Some(control) = self.with_keyboard() else { continue };
            // By what it is and not by its name: a size and a set of colours may have the same one.
            if first.as_ref().is_some_and(|first| first.is(&control)) {
                break;
            }
            if !met.iter().any(|(label, _)| *label == control.label) {
                let framed = !self.inside_page(&control);
                met.push((control.label.clone(), framed));
            }
            first.get_or_insert(control);
        }
        let labels: BTreeSet<&String> = met.iter().map(|(label, _)| label).collect();
        let usable: BTreeSet<String> = self.usable().into_iter().map(|control| control.label).collect();
        let missing = |label: &&String| !labels.contains(label) && usable.contains(*label) && !turns(label);
        let missed: Vec<&String> = expected.iter().filter(missing).collect();
        if !missed.is_empty() {
            return Err(format!("on “{}” Next does not lead to: {missed:?}", self.place()));
        }
        let name = self.view().page.name();
        let alike = name.starts_with("choose-") || matches!(name, "list" | "search" | "chain");
        let (mut own, most) = (0, if alike && self.panel().is_none() { ALIKE } else { usize::MAX });
        met.retain(|(label, framed)| {
            own += usize::from(!framed);
            *framed || own <= most || label == LETTER
        });
        Ok(met.into_iter().map(|(label, _)| label).filter(|label| !turns(label)).collect())
    }

    fn usable(&self) -> Vec<Control> {
        let controls = tree::controls(&self.stage.window());
        controls.into_iter().filter(|c| c.interactive && c.enabled && !c.covered && !c.label.is_empty()).collect()
    }

    fn with_keyboard(&self) -> Option<Control> {
        tree::controls(&self.stage.window()).into_iter().find(|control| control.focused && control.interactive)
    }

    fn inside_page(&self, control: &Control) -> bool {
        let controls = tree::controls(&self.stage.window());
        let mut next = control.parent;
        while let Some(around) = next.and_then(|index| controls.get(index)) {
            if around.id == "page" {
                return true;
            }
            next = around.parent;
        }
        false
    }

    fn press_next_until(&mut self, label: &str, robot: &mut Robot) -> Result<(), String> {
        for _ in 0..=self.usable().len() * 3 + 10 {
            if self.with_keyboard().is_some_and(|control| control.label == label) {
                return Ok(());
            }
            self.two_keys(Key::Next, robot)?;
        }
        Err(format!("on “{}” Next does not lead back to “{label}”", self.place()))
    }

    /// A press, and the frame after it.
    fn two_keys(&mut self, key: Key, robot: &mut Robot) -> Result<(), String> {
        robot.presses += 1;
        if robot.presses > MOST_PRESSES {
            return Err(format!("no end after {MOST_PRESSES} presses; it is on “{}”", self.place()));
        }
        let before = self.with_keyboard();
        self.pad(key)?;
        // The next press is for what this one has led to.
        let until = Instant::now() + ANSWER;
        while key == Key::Next && Instant::now() < until && self.same_as(before.as_ref()) {
            self.stage.pump(LOOK_EVERY);
            self.stage.settle();
        }
        Ok(())
    }

    /// Whether the keyboard is still where it was.
    fn same_as(&self, before: Option<&Control>) -> bool {
        match (before, self.with_keyboard()) {
            (Some(before), Some(now)) => before.is(&now),
            (None, None) => true,
            _ => false,
        }
    }
}
