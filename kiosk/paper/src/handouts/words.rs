//! The words of handouts in both languages.

use domain::catalogue::{MaterialFrom, Receiver, SeatOf};
use domain::place::{Place, PlaceKind};
use jiff::civil::Time;

/// What stands on a handout beside what the catalogue says.
pub(crate) struct Words {
    pub(crate) english: bool,
    /// Columns of the names of facts, with what separates them from what follows.
    pub(crate) label_columns: usize,
    pub(crate) received_by: &'static str,
    pub(crate) nobody_named: &'static str,
    pub(crate) belongs_to: &'static str,
    pub(crate) another_town: &'static str,
    pub(crate) who: &'static str,
    pub(crate) materials: &'static str,
    pub(crate) no_materials: &'static str,
    pub(crate) steps: &'static str,
    pub(crate) matters: &'static str,
    pub(crate) promised: &'static str,
    pub(crate) legal: &'static str,
    pub(crate) fee: &'static str,
    pub(crate) result: &'static str,
    pub(crate) time_and_fee: &'static str,
    /// 秒批秒办, and what it means.
    pub(crate) instant: [&'static str; 2],
    /// 减环节、减材料、减时限、减跑动
    pub(crate) saved: &'static str,
    pub(crate) saved_of: [&'static str; 4],
    pub(crate) places: &'static str,
    pub(crate) ask_first: &'static str,
    pub(crate) hotline: &'static str,
    pub(crate) law: &'static str,
    pub(crate) scan: &'static str,
    pub(crate) no_receipt: &'static str,
    pub(crate) number: &'static str,
    pub(crate) version: &'static str,
    /// Stands after what is still to be confirmed.
    pub(crate) mark: &'static str,
    /// What the mark means.
    pub(crate) unconfirmed: &'static str,
}

const CHINESE: Words = Words {
    english: false,
    label_columns: 8,
    received_by: "受理部门",
    nobody_named: "目录未列，请先打电话询问",
    belongs_to: "管辖",
    another_town: "外地",
    who: "谁可以办",
    materials: "材料清单",
    no_materials: "目录还没有列出材料，请先打电话或到窗口询问。",
    steps: "办理步骤",
    matters: "依次办理",
    promised: "承诺时限",
    legal: "法定时限",
    fee: "收费",
    result: "办理结果",
    time_and_fee: "时限、收费和结果",
    instant: ["秒批秒办", "符合条件的当场出结果"],
    saved: "简化前后",
    saved_of: ["环节", "材料", "工作日", "跑动"],
    places: "在哪里办",
    ask_first: "以上地点在本地，外地的事项请先打电话问能否代收。",
    hotline: "咨询电话",
    law: "依据",
    scan: "手机扫一扫，内容保存到手机",
    no_receipt: "这是办事指引，不是受理凭证。",
    number: "编号",
    version: "目录版本",
    mark: "＊",
    unconfirmed: "＊尚未确认，以窗口答复为准。",
};

const ENGLISH: Words = Words {
    english: true,
    label_columns: 13,
    received_by: "Received by",
    nobody_named: "not named in the catalogue, call first",
    belongs_to: "Belongs to",
    another_town: "another town",
    who: "Who can apply",
    materials: "What it takes",
    no_materials: "The catalogue does not list the papers yet: call, or ask at the counter.",
    steps: "Step by step",
    matters: "One after the other",
    promised: "Promised",
    legal: "By law",
    fee: "Fee",
    result: "You get",
    time_and_fee: "Time, fee and result",
    instant: ["At once", "decided on the spot where all is confirmed"],
    saved: "Before and now",
    saved_of: ["Steps", "Papers", "Working days", "Trips"],
    places: "Where",
    ask_first: "These places are here, the matter belongs elsewhere: call first.",
    hotline: "Call",
    law: "Law (in Chinese)",
    scan: "Scan to keep this on your phone",
    no_receipt: "This is a guide, not a receipt.",
    number: "No.",
    version: "Catalogue",
    mark: "*",
    unconfirmed: "* To be confirmed: what the counter says holds.",
};

impl Words {
    pub(crate) fn of(english: bool) -> &'static Self {
        if english { &ENGLISH } else { &CHINESE }
    }

    pub(crate) fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        if self.english { en } else { zh }
    }

    /// What is at the place that decides: 威海市（按企业所在地）.
    pub(crate) fn seat(&self, receiver: &Receiver) -> String {
        let area = receiver.area.as_ref().map(|area| self.pick(&area.name, &area.name_en));
        let area = area.unwrap_or(self.another_town);
        let of = match receiver.seat_of {
            SeatOf::Residence => self.pick("户籍或居住地", "where the person lives"),
            SeatOf::Company => self.pick("企业所在地", "where the company is"),
            SeatOf::Property => self.pick("房屋、工程、土地所在地", "where the property is"),
        };
        if self.english { format!("{area}, {of}") } else { format!("{area}（按{of}）") }
    }

    /// What a person has to do for a material, where its own note does not say it.
    pub(crate) fn material(&self, from: MaterialFrom, note: Option<&str>) -> String {
        let own = match (from, note) {
            (MaterialFrom::Shared, _) => self.pick("免提交", "no need to bring"),
            (MaterialFrom::Fill, None) => self.pick("当场填写", "filled in on the spot"),
            _ => "",
        };
        match (own, note) {
            ("", None) => String::new(),
            (own, None) => own.to_owned(),
            ("", Some(note)) => note.to_owned(),
            (own, Some(note)) => format!("{own}{}{note}", self.pick("，", ". ")),
        }
    }

    /// `约490米`, `约1.2公里`.
    pub(crate) fn distance(&self, metres: u32) -> String {
        let tens = (metres + 5) / 10 * 10;
        let (amount, unit) = if tens < 1000 {
            (tens.to_string(), self.pick("米", " m"))
        } else {
            let tenths = (metres + 50) / 100;
            (format!("{}.{}", tenths / 10, tenths % 10), self.pick("公里", " km"))
        };
        format!("{}{amount}{unit}", self.pick("约", "about "))
    }

    /// When somebody is at a place, how to call it, and whether it can be reached without a step, a piece each.
    pub(crate) fn at_place(&self, place: &Place) -> Vec<String> {
        let time = |time: Time| format!("{}:{:02}", time.hour(), time.minute());
        let open = place.open.map(|(from, to)| {
            let days = self.pick("工作日", "Weekdays");
            format!("{days} {}-{}", time(from), time(to))
        });
        let phone = place.phone.as_ref().map(|phone| format!("{} {phone}", self.pick("电话", "phone")));
        let steps = place.step_free.then(|| self.pick("无障碍", "step-free").to_owned());
        let app = (place.kind == PlaceKind::App).then(|| self.pick("手机上办理", "On your phone").to_owned());
        [app, open, phone, steps].into_iter().flatten().collect()
    }

    /// `原来4，现在1`.
    pub(crate) fn became(&self, [before, now]: [u16; 2]) -> String {
        format!("{}{before}{}{now}", self.pick("原来", "before "), self.pick("，现在", ", now "))
    }

    /// `6件能办5件`.
    pub(crate) fn done(&self, done: usize, all: usize) -> String {
        if self.english { format!("does {done} of {all}") } else { format!("{all}件能办{done}件") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_said_as_one_says_them() {
        for (metres, zh, en) in [
            (0, "约0米", "about 0 m"),
            (494, "约490米", "about 490 m"),
            (994, "约990米", "about 990 m"),
            (995, "约1.0公里", "about 1.0 km"),
            (1249, "约1.2公里", "about 1.2 km"),
            (43_960, "约44.0公里", "about 44.0 km"),
        ] {
            assert_eq!(Words::of(false).distance(metres), zh);
            assert_eq!(Words::of(true).distance(metres), en);
        }
    }

    #[test]
    fn a_material_says_once_where_it_comes_from() {
        for (from, note, expected) in [
            (MaterialFrom::Bring, None, ""),
            (MaterialFrom::Bring, Some("原件"), "原件"),
            (MaterialFrom::Fill, None, "当场填写"),
            (MaterialFrom::Fill, Some("当场填写"), "当场填写"),
            (MaterialFrom::Shared, None, "免提交"),
            (MaterialFrom::Shared, Some("公安部门已有"), "免提交，公安部门已有"),
        ] {
            assert_eq!(Words::of(false).material(from, note), expected);
        }
    }
}
