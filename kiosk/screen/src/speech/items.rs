//! From what stands on the screen to what is read, one item after the other.

use crate::tree::{Control, Node, Role, Tree};

/// One thing that is read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    /// What it is, when it can be used; words only to hear otherwise.
    pub(crate) control: Option<Usable>,
    /// Its words.
    pub(crate) words: String,
    /// What more there is to say of it.
    pub(crate) more: String,
    /// How far something is, in percent.
    pub(crate) percent: Option<String>,
    /// Where it stands.
    pub(crate) region: Region,
    /// Turns to another part of a page: whoever hears the whole page does not need it.
    pub(crate) leafs: bool,
}

/// Where something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Region {
    /// Between header and footer.
    Page,
    /// The line above the page: something is wrong.
    Banner,
    /// How far one has come.
    Steps,
    /// Header and footer.
    Frame,
}

/// What a control is and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Usable {
    pub(crate) role: Role,
    pub(crate) enabled: bool,
    pub(crate) checked: Option<bool>,
    pub(crate) focused: bool,
    /// 1 is the first; of how many that belong together.
    pub(crate) place: (usize, usize),
}

/// Everything that is read, in its order. What lies under something else is read when `under` says so: a black screen
/// hides from eyes only.
pub(crate) fn items(tree: &Tree, under: bool) -> Vec<Item> {
    let reader = Reader { tree, under };
    let mut found: Vec<Item> = tree.order.iter().filter_map(|node| reader.item(*node)).flat_map(sentences).collect();
    // A group is called as its heading says: once is enough.
    found.dedup_by(|next, before| {
        next.control.is_none() && before.control.is_none() && next.words == before.words && next.more.is_empty()
    });
    found
}

/// Words that describe a picture line by line are said line by line.
fn sentences(item: Item) -> Vec<Item> {
    if item.control.is_some() || !item.more.contains('\n') {
        return vec![item];
    }
    let line = |words: &str| Item { words: words.to_owned(), more: String::new(), ..item.clone() };
    std::iter::once(item.words.as_str()).chain(item.more.lines()).map(line).collect()
}

struct Reader<'a> {
    tree: &'a Tree,
    under: bool,
}

impl Reader<'_> {
    fn item(&self, node: Node) -> Option<Item> {
        match node {
            Node::Control(place) => self.control(place, self.tree.controls.get(place)?),
            Node::Text(place) => {
                let text = self.tree.texts.get(place)?;
                let said_already = self.around(text.inside).any(|(_, control)| says_itself(control));
                let shown = self.under || !text.covered;
                (shown && !said_already).then(|| self.words(text.inside, text.text.trim().to_owned()))
            }
        }
    }

    fn control(&self, place: usize, control: &Control) -> Option<Item> {
        let inside = control.parent;
        let shown = self.under || !control.covered;
        // A black screen is announced; as a thing to press it is for fingers only.
        if !shown
            || control.id == "blank"
            || self.around(inside).any(|(_, outer)| says_itself(outer) && !(outer.interactive && control.interactive))
        {
            return None;
        }
        if control.interactive {
            return Some(Item {
                control: Some(Usable {
                    role: control.role,
                    enabled: control.enabled,
                    checked: control.checked,
                    focused: control.focused,
                    place: self.place(place),
                }),
                words: control.label.clone(),
                more: control.description.clone(),
                percent: None,
                region: self.region(inside),
                leafs: self.leafs(inside),
            });
        }
        if control.label.is_empty() {
            return None;
        }
        let mut item = self.words(Some(place), control.label.clone());
        item.more.clone_from(&control.description);
        item.percent = (control.role == Role::Progress && !control.value.is_empty()).then(|| control.value.clone());
        Some(item)
    }

    fn words(&self, inside: Option<usize>, words: String) -> Item {
        Item {
            control: None,
            words,
            more: String::new(),
            percent: None,
            region: self.region(inside),
            leafs: self.leafs(inside),
        }
    }

    /// What lies around something, from the inside out.
    fn around(&self, inside: Option<usize>) -> impl Iterator<Item = (usize, &Control)> {
        let at = |place: usize| self.tree.controls.get(place).map(|control| (place, control));
        std::iter::successors(inside.and_then(at), move |(_, control)| control.parent.and_then(at))
    }

    fn region(&self, inside: Option<usize>) -> Region {
        let named = self.around(inside).find_map(|(_, control)| match control.id.as_str() {
            "page" => Some(Region::Page),
            "banner" => Some(Region::Banner),
            "steps" => Some(Region::Steps),
            _ => None,
        });
        named.unwrap_or(Region::Frame)
    }

    fn leafs(&self, inside: Option<usize>) -> bool {
        self.around(inside).any(|(_, control)| control.id == "leaf")
    }

    /// The group that something belongs to: the nearest one around it.
    fn group(&self, place: usize) -> Option<usize> {
        let control = self.tree.controls.get(place)?;
        self.around(control.parent).find(|(_, outer)| outer.role == Role::Group).map(|(place, _)| place)
    }

    fn place(&self, place: usize) -> (usize, usize) {
        let group = self.group(place);
        let fellows = self.tree.controls.iter().enumerate().filter(|(other, control)| {
            control.interactive && (self.under || !control.covered) && self.group(*other) == group
        });
        let places: Vec<usize> = fellows.map(|(other, _)| other).collect();
        (places.iter().position(|other| *other == place).map_or(1, |at| at + 1), places.len())
    }
}

/// Whether its name says what is written in it.
fn says_itself(control: &Control) -> bool {
    control.interactive || (control.role != Role::Group && !control.label.is_empty())
}
