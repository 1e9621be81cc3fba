//! What a QR code carries of a handout: plain text in short lines, which a phone shows without any server.

use super::{ChainHandout, Handout, Near};
use crate::catalogue::{Material, MaterialFrom, Said};
use crate::place::{Place, PlaceKind};

/// Most bytes of UTF-8 that a code carries: version 20 at level M (ISO/IEC 18004, table 7) holds 666, and its 97 modules
/// still fit 58 mm paper at three dots each.
pub const CODE_BYTES: usize = 600;

/// How much a line matters: where the text is too long, the lines of the last rank go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Name,
    Caveat,
    Phone,
    Receiver,
    Matters,
    Bring,
    Shared,
    Fill,
    Place,
    Time,
    Fee,
    Steps,
    OtherPlace,
    Version,
}

/// The lines of a text in one of the two languages.
struct Lines {
    english: bool,
    lines: Vec<(Rank, String)>,
}

impl Handout {
    /// What a QR code carries: name, who receives it, what to bring, where, whom to call; at most [`CODE_BYTES`], least
    /// important lines left out first.
    pub fn code_text(&self, english: bool) -> String {
        let mut text = Lines { english, lines: Vec::new() };
        let guide = &self.matter.guide;
        let said =
            |part: &Option<Said>| part.as_ref().map(|part| text_of(part, english).to_owned()).unwrap_or_default();
        text.add(Rank::Name, "", "", pick(english, &self.matter.name, &self.matter.name_en));
        let receivers = self.receiver.departments.iter().map(|name| text_of(name, english));
        text.list(Rank::Receiver, "受理", "Received by", receivers);
        text.materials(&self.materials);
        let steps: Vec<String> =
            (1..).zip(&guide.steps).map(|(at, step)| format!("{at}.{}", text_of(step, english))).collect();
        text.add(Rank::Steps, "步骤", "Steps", &steps.join(" "));
        text.add(Rank::Time, "时限", "Time", &said(&guide.promised));
        text.add(Rank::Fee, "费用", "Fee", &said(&guide.fee));
        text.places(&self.places);
        text.add(Rank::Phone, "电话", "Call", self.hotline.as_deref().unwrap_or_default());
        text.caveat(!guide.unconfirmed.is_empty());
        text.add(Rank::Version, "编号", "No.", &format!("{} ({})", self.matter.id, self.version));
        text.fit()
    }
}

impl ChainHandout {
    /// What a QR code carries: the matters in their order, what to bring, where, whom to call; at most [`CODE_BYTES`],
    /// least important lines left out first.
    pub fn code_text(&self, english: bool) -> String {
        let mut text = Lines { english, lines: Vec::new() };
        text.add(Rank::Name, "", "", pick(english, &self.chain.name, &self.chain.name_en));
        for (at, matter) in (1..).zip(&self.matters) {
            let name = pick(english, &matter.name, &matter.name_en);
            text.add(Rank::Matters, "", "", &format!("{at}.{name}"));
        }
        text.materials(&self.materials);
        text.places(&self.places);
        text.list(Rank::Phone, "电话", "Call", self.hotlines.iter().map(String::as_str));
        text.caveat(self.matters.iter().any(|matter| !matter.guide.unconfirmed.is_empty()));
        text.add(Rank::Version, "目录", "Catalogue", &self.version.to_string());
        text.fit()
    }
}

fn pick<'a>(english: bool, zh: &'a str, en: &'a str) -> &'a str {
    if english { en } else { zh }
}

fn text_of(said: &Said, english: bool) -> &str {
    pick(english, &said.zh, &said.en)
}

impl Lines {
    /// A line, with a label where there is one. Nothing to say is no line.
    fn add(&mut self, rank: Rank, zh: &str, en: &str, said: &str) {
        if said.is_empty() {
            return;
        }
        let line = match pick(self.english, zh, en) {
            "" => said.to_owned(),
            label if self.english => format!("{label}: {said}"),
            label => format!("{label}：{said}"),
        };
        // A typographic apostrophe is three bytes, the plain one is one.
        self.lines.push((rank, if self.english { line.replace('’', "'") } else { line }));
    }

    fn list<'a>(&mut self, rank: Rank, zh: &str, en: &str, items: impl Iterator<Item = &'a str>) {
        let items: Vec<&str> = items.collect();
        self.add(rank, zh, en, &items.join(pick(self.english, "、", "; ")));
    }

    fn materials(&mut self, materials: &[Material]) {
        let english = self.english;
        for (from, rank, zh, en) in [
            (MaterialFrom::Bring, Rank::Bring, "带", "Bring"),
            (MaterialFrom::Shared, Rank::Shared, "免提交", "No need to bring"),
            (MaterialFrom::Fill, Rank::Fill, "现场填", "Fill in there"),
        ] {
            let of_kind = materials.iter().filter(|material| material.from == from);
            self.list(rank, zh, en, of_kind.map(|material| pick(english, &material.name, &material.name_en)));
        }
        if materials.is_empty() {
            self.add(Rank::Bring, "材料", "Papers", pick(english, "请先问窗口", "ask the counter first"));
        }
    }

    fn places(&mut self, places: &[Near]) {
        for (at, (place, _)) in places.iter().enumerate() {
            let rank = if at == 0 { Rank::Place } else { Rank::OtherPlace };
            self.add(rank, "地点", "Where", &place_line(place, self.english));
        }
    }

    fn caveat(&mut self, wanted: bool) {
        if wanted {
            let text = pick(
                self.english,
                "部分内容待确认，以窗口答复为准。",
                "Not all is confirmed: the counter's word holds.",
            );
            self.add(Rank::Caveat, "", "", text);
        }
    }

    /// The lines in their order, those of the last rank left out until the rest fits.
    fn fit(mut self) -> String {
        loop {
            let text = self.lines.iter().map(|(_, line)| line.as_str()).collect::<Vec<_>>().join("\n");
            if text.len() <= CODE_BYTES {
                return text;
            }
            let last = self.lines.iter().enumerate().max_by_key(|(at, (rank, _))| (*rank, *at)).map(|(at, _)| at);
            match last.filter(|_| self.lines.len() > 1) {
                Some(at) => self.lines.remove(at),
                // One line alone that is too long is cut.
                None => return text.get(..text.floor_char_boundary(CODE_BYTES)).unwrap_or_default().to_owned(),
            };
        }
    }
}

fn place_line(place: &Place, english: bool) -> String {
    let (name, address) =
        (pick(english, &place.name, &place.name_en), pick(english, &place.address, &place.address_en));
    let hours = place.open.map(|(from, to)| {
        let days = pick(english, "工作日", "weekdays ");
        format!("{days}{}:{:02}-{}:{:02}", from.hour(), from.minute(), to.hour(), to.minute())
    });
    let parts = [name, address, hours.as_deref().unwrap_or_default()];
    let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let told = told.join(pick(english, "，", ", "));
    match (&place.phone, place.kind) {
        (Some(phone), PlaceKind::Counter) => format!("{told}{}{phone}", pick(english, "，", ", ")),
        _ => told,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_matters_least_is_left_out_whole() {
        let line = |at: usize, rank| (rank, format!("{at}{}", "页".repeat(60)));
        let ranks = [Rank::Name, Rank::Steps, Rank::Place, Rank::OtherPlace, Rank::OtherPlace, Rank::Caveat];
        let lines = ranks.into_iter().enumerate().map(|(at, rank)| line(at, rank)).collect();
        let text = Lines { english: false, lines }.fit();
        let kept: Vec<&str> = text.lines().filter_map(|line| line.get(..1)).collect();
        assert_eq!(kept, ["0", "2", "5"], "{text}");
    }

    proptest! {
        #[test]
        fn every_text_fits_and_keeps_its_first_line(sizes in proptest::collection::vec(1usize..400, 1..12)) {
            let ranks = [Rank::Steps, Rank::Fee, Rank::Bring, Rank::Place];
            let of = |(at, size): (usize, &usize)| {
                (if at == 0 { Rank::Name } else { ranks[at % 4] }, "事".repeat(*size))
            };
            let lines: Vec<(Rank, String)> = sizes.iter().enumerate().map(of).collect();
            let first = lines[0].1.clone();
            let text = Lines { english: false, lines }.fit();
            prop_assert!(text.len() <= CODE_BYTES);
            prop_assert!(first.starts_with(text.lines().next().unwrap()));
        }
    }
}
