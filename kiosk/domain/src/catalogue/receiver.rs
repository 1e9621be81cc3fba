//! 全域办: the same catalogue on every terminal; the place that a matter belongs to decides the department that receives it.
//!
//! Which place that is (where the person lives, where the company or the property is) stands in `stages.toml`, the
//! places in `areas.toml`. At home the departments are named as in the notice; elsewhere and above, where no notice
//! names them, by what they do: 文登区人社部门.

use serde::Deserialize;

use super::{Catalogue, Department, Level, Matter, Said};
use crate::id_number::IdNumber;

/// A district, the city or the province.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Area {
    /// Six digits, GB/T 2260: 371002.
    pub code: String,
    /// 环翠区
    pub name: String,
    /// English name.
    pub name_en: String,
    /// The district whose notice the catalogue is.
    pub home: bool,
    /// Codes that it had before; numbers of people born then still begin with them.
    pub former: Vec<String>,
}

/// What decides the place that a matter belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatOf {
    /// 人的户籍或居住地
    Residence,
    /// 企业所在地
    Company,
    /// 房屋、工程、土地所在地
    Property,
}

/// The place that a matter belongs to. Where nobody has said it: [`Catalogue::home_seat`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Seat {
    /// The area of this index in [`Catalogue::areas`].
    Area(usize),
    /// A town that is not in the list.
    OtherTown,
}

/// Who receives a matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// What decided the place.
    pub seat_of: SeatOf,
    /// Whose matter it is.
    pub level: Level,
    /// Where it is received: the district, or the city or province above it; `None`: another town.
    pub area: Option<Area>,
    /// Who receives it; empty where the notice names nobody who leads.
    pub departments: Vec<Said>,
    /// The operator has still to confirm it: the notice names who leads in the district, which for 市级事项 is nominal
    /// and says nothing of who receives it where that is somebody else.
    pub unconfirmed: bool,
}

/// What a code of GB/T 2260 names, by its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// xxxxxx
    District,
    /// xxxx00
    City,
    /// xx0000
    Province,
}

pub(super) fn rank(code: &str) -> Rank {
    match code {
        code if code.ends_with("0000") => Rank::Province,
        code if code.ends_with("00") => Rank::City,
        _ => Rank::District,
    }
}

/// The code of the city and of the province that a code lies in: 371002 in 371000 and 370000.
pub(super) fn above(code: &str) -> [String; 2] {
    let first = |digits: usize, end: &str| format!("{}{end}", code.get(..digits).unwrap_or_default());
    [first(4, "00"), first(2, "0000")]
}

impl Catalogue {
    /// The district whose notice the catalogue is.
    pub fn home_seat(&self) -> Seat {
        self.areas.iter().position(|area| area.home).map_or(Seat::OtherTown, Seat::Area)
    }

    /// The area of the first six digits of a person's number, also by a code that it had before; `None`: none of ours.
    /// The digits tell where the number was given, which is not always where the person lives: a suggestion, no proof.
    /// A whole city or province is no place to live in.
    pub fn seat_of_number(&self, number: &IdNumber) -> Option<Seat> {
        let code = number.as_str().get(..6).filter(|code| rank(code) == Rank::District)?;
        let is_it = |area: &Area| area.code == code || area.former.iter().any(|former| former == code);
        self.areas.iter().position(is_it).map(Seat::Area)
    }

    /// The area of an address, by the code of its city (GB/T 2260) and the rest of it, which begins with the district.
    /// `None`: a city of ours, and the rest names none of our districts.
    pub fn seat_of_address(&self, city: &str, rest: &str) -> Option<Seat> {
        let rest = rest.trim_start();
        let within = |area: &&Area| above(&area.code).first().is_some_and(|its| its == city);
        let mut districts =
            self.areas.iter().enumerate().filter(|(_, area)| rank(&area.code) == Rank::District && within(area));
        let mut ours = districts.clone().peekable();
        if ours.peek().is_none() {
            // A province that was not narrowed down tells nothing, either.
            return (rank(city) != Rank::Province).then_some(Seat::OtherTown);
        }
        districts.find(|(_, area)| rest.starts_with(&area.name)).map(|(at, _)| Seat::Area(at))
    }

    /// What decides the place that a matter belongs to: what the matter says, else its scene, else its stage.
    pub fn seat_of(&self, matter: &Matter) -> SeatOf {
        let stage = self.stage(&matter.stage);
        let scene = stage.and_then(|stage| stage.scenes.iter().find(|scene| scene.name == matter.scene));
        let of_scene = scene.and_then(|scene| scene.seat);
        matter.seat.or(of_scene).or(stage.map(|stage| stage.seat)).unwrap_or(SeatOf::Residence)
    }

    /// Who receives a matter that belongs to a place. A seat that is not in the list is another town.
    pub fn receiver(&self, matter: &Matter, seat: Seat) -> Receiver {
        let own = match seat {
            Seat::Area(at) => self.areas.get(at),
            Seat::OtherTown => None,
        };
        let area = own.and_then(|area| self.at_level(area, matter.level));
        let leads = matter.received_by().iter().filter_map(|name| self.department(name));
        Receiver {
            seat_of: self.seat_of(matter),
            level: matter.level,
            area: area.cloned(),
            departments: leads.filter_map(|lead| called(lead, area, matter.level)).collect(),
            unconfirmed: matter.receives.is_some() || (matter.level != Level::District && !matter.lead.is_empty()),
        }
    }

    /// The area itself for what is the district's own, else the city or the province that it lies in.
    fn at_level<'a>(&'a self, area: &'a Area, level: Level) -> Option<&'a Area> {
        let [city, province] = above(&area.code);
        let code = match (level, rank(&area.code)) {
            (Level::District, _) | (Level::City, Rank::City | Rank::Province) => return Some(area),
            (Level::City, Rank::District) => city,
            (Level::Province, _) => province,
        };
        self.areas.iter().find(|area| area.code == code)
    }
}

/// What a department of the notice is called in an area; `None` area: another town. Nothing where its place is the city
/// alone and the area is not of it.
fn called(department: &Department, area: Option<&Area>, level: Level) -> Option<Said> {
    let own = || Said { zh: department.name.clone(), en: department.name_en.clone() };
    match (&department.trade, area) {
        (_, Some(area)) if area.home && level == Level::District => Some(own()),
        (Some(trade), Some(area)) => {
            Some(Said { zh: format!("{}{}", area.name, trade.zh), en: format!("the {} of {}", trade.en, area.name_en) })
        }
        (Some(trade), None) => Some(Said { zh: format!("当地{}", trade.zh), en: format!("the local {}", trade.en) }),
        (None, Some(area)) if rank(&area.code) != Rank::Province => Some(own()),
        (None, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::tests::broken::broken;
    use crate::catalogue::tests::catalogue;
    use crate::id_number::tests::with_check;

    fn seat(catalogue: &Catalogue, code: &str) -> Seat {
        catalogue.areas.iter().position(|area| area.code == code).map_or(Seat::OtherTown, Seat::Area)
    }

    #[test]
    fn the_place_decides_who_receives_it() {
        let catalogue = catalogue();
        for (id, code, zh, en) in [
            ("P054-1", "371002", "区人力资源社会保障局", "District Bureau of Human Resources and Social Security"),
            (
                "P054-1",
                "371003",
                "文登区人社部门",
                "the human resources and social security department of Wendeng District",
            ),
            ("P054-1", "371082", "荣成市人社部门", "the human resources and social security department of Rongcheng"),
            ("P054-1", "371000", "威海市人社部门", "the human resources and social security department of Weihai"),
            ("P054-1", "", "当地人社部门", "the local human resources and social security department"),
            // 市级事项
            ("P047-5", "371002", "威海市住房公积金管理中心", "the housing fund management centre of Weihai"),
            ("P047-5", "371083", "威海市住房公积金管理中心", "the housing fund management centre of Weihai"),
            ("P047-5", "", "当地住房公积金管理中心", "the local housing fund management centre"),
            // 省级事项
            (
                "E011-1",
                "371002",
                "山东省行政审批服务部门",
                "the administrative approval department of Shandong Province",
            ),
            ("P094-2", "371003", "山东省残联", "the disabled persons’ federation of Shandong Province"),
        ] {
            let matter = catalogue.matter(id.parse().unwrap()).unwrap();
            let receiver = catalogue.receiver(matter, seat(&catalogue, code));
            assert_eq!(receiver.departments, [Said { zh: zh.into(), en: en.into() }], "{id} in {code}");
        }
        let two = catalogue.receiver(catalogue.matter("E063-1".parse().unwrap()).unwrap(), seat(&catalogue, "371003"));
        let names: Vec<&str> = two.departments.iter().map(|name| name.zh.as_str()).collect();
        assert_eq!(names, ["文登区行政审批服务部门", "文登区自然资源和规划部门"]);
    }

    #[test]
    fn who_receives_a_matter_is_doubtful_unless_the_notice_says_so() {
        let catalogue = catalogue();
        for (id, expected) in [
            ("P054-1", false), // the district's own
            ("P003-1", true),  // not who leads
            ("P047-5", true),  // the city's
            ("E016-1", true),  // the city's: the notice's lead is nominal
            ("P094-2", true),  // the province's
        ] {
            let matter = catalogue.matter(id.parse().unwrap()).unwrap();
            assert_eq!(catalogue.receiver(matter, catalogue.home_seat()).unconfirmed, expected, "{id}");
        }
    }

    #[test]
    fn stage_scene_and_matter_say_what_decides_the_place() {
        let catalogue = catalogue();
        for (id, expected) in [
            ("E001-1", SeatOf::Company),   // stage
            ("E083-1", SeatOf::Property),  // stage
            ("P054-1", SeatOf::Residence), // stage
            ("P060-1", SeatOf::Property),  // scene
            ("P064-1", SeatOf::Property),  // scene
            ("P068-1", SeatOf::Residence), // its stage, not its scene's neighbours
            ("E053-2", SeatOf::Property),  // matter
            ("E055-1", SeatOf::Company),   // the same scene
            ("P115-1", SeatOf::Property),  // matter
        ] {
            assert_eq!(catalogue.seat_of(catalogue.matter(id.parse().unwrap()).unwrap()), expected, "{id}");
        }
    }

    #[test]
    fn an_address_decides_the_place() {
        let catalogue = catalogue();
        for (city, rest, expected) in [
            ("371000", "环翠区示范路1号", Some(seat(&catalogue, "371002"))),
            ("371000", "荣成市样例街2号", Some(seat(&catalogue, "371082"))),
            ("371000", "示范路1号", None),
            ("370200", "市南区示范路1号", Some(Seat::OtherTown)),
            ("110000", "", None),
            ("370000", "环翠区", None),
        ] {
            assert_eq!(catalogue.seat_of_address(city, rest), expected, "{city} {rest}");
        }
    }

    #[test]
    fn a_number_of_a_province_names_no_place() {
        let number: IdNumber = with_check("370000199001010010").parse().unwrap();
        assert_eq!(catalogue().seat_of_number(&number), None);
    }

    /// Every matter in every place: each that leads receives it, where its level says, and nothing is named that no notice names.
    #[test]
    fn nothing_official_is_made_up() {
        let catalogue = catalogue();
        let seats = (0..catalogue.areas.len()).map(Seat::Area).chain([Seat::OtherTown, Seat::Area(99)]);
        for seat in seats {
            for matter in &catalogue.matters {
                let receiver = catalogue.receiver(matter, seat);
                let at = format!("{} {seat:?}", matter.id);
                let expected = matter.received_by();
                // One for the whole city keeps its name in it, and is none elsewhere: it has a test of its own.
                let one = expected.iter().any(|name| catalogue.department(name).is_some_and(|it| it.trade.is_none()));
                let there = receiver.area.as_ref().is_some_and(|area| rank(&area.code) != Rank::Province);
                assert_eq!(receiver.departments.len(), if one && !there { 0 } else { expected.len() }, "{at}");
                let of_notice = matter.level == Level::District && matter.receives.is_none();
                assert_eq!(receiver.unconfirmed, !of_notice && !expected.is_empty(), "{at}");
                assert_eq!(receiver.level, matter.level, "{at}");
                let of_notice: Vec<&str> = receiver.departments.iter().map(|name| name.zh.as_str()).collect();
                let Some(area) = receiver.area else {
                    assert!(matches!(seat, Seat::OtherTown | Seat::Area(99)), "{at}");
                    assert!(of_notice.iter().all(|name| name.starts_with("当地")), "{at}");
                    continue;
                };
                match matter.level {
                    Level::District => assert_eq!(seat, super::tests::seat(&catalogue, &area.code), "{at}"),
                    Level::City => assert_ne!(rank(&area.code), Rank::District, "{at}"),
                    Level::Province => assert_eq!(rank(&area.code), Rank::Province, "{at}"),
                }
                if one {
                    assert!(of_notice.iter().all(|name| expected.iter().any(|own| own == name)), "{at}");
                } else if area.home {
                    assert_eq!(of_notice, expected, "{at}");
                } else {
                    assert!(of_notice.iter().all(|name| name.starts_with(&area.name)), "{at}: {of_notice:?}");
                }
                assert!(receiver.departments.iter().all(|name| !name.en.is_empty()), "{at}");
            }
        }
    }

    #[test]
    fn one_for_the_whole_city_keeps_its_name_there_and_is_nowhere_else() {
        let catalogue = catalogue();
        let bank = catalogue.department("人民银行威海市中心支行").unwrap();
        let area = |code: &str| catalogue.areas.iter().find(|area| area.code == code);
        for (code, level, expected) in [
            ("371002", Level::District, true),
            ("371003", Level::District, true),
            ("371000", Level::City, true),
            ("370000", Level::Province, false),
            ("", Level::District, false),
        ] {
            let name = called(bank, area(code), level);
            assert_eq!(name.map(|name| name.zh), expected.then(|| bank.name.clone()), "{code}");
        }
    }

    #[test]
    fn a_number_tells_the_area_of_its_first_six_digits() {
        let catalogue = catalogue();
        for (code, expected) in [
            ("371002", Some("371002")),
            ("371003", Some("371003")),
            ("371081", Some("371003")), // before Wendeng became a district
            ("371083", Some("371083")),
            ("370602", None),
            ("110101", None),
        ] {
            let number = IdNumber::parse(&with_check(&format!("{code}199503010010"))).unwrap();
            assert_eq!(catalogue.seat_of_number(&number), expected.map(|code| seat(&catalogue, code)), "{code}");
        }
    }

    #[test]
    fn home_is_the_district_of_the_notice() {
        let catalogue = catalogue();
        let Seat::Area(home) = catalogue.home_seat() else { panic!("no home") };
        assert_eq!((catalogue.areas[home].code.as_str(), catalogue.areas.len()), ("371002", 6));
    }

    #[test]
    fn what_is_wrong_with_places_is_told_with_file_and_line() {
        let cases = [
            ("areas.toml", "371082", "37108", "areas.toml:19: “37108” is no code of an area; write the six digits"),
            (
                "areas.toml",
                "\"371083\"",
                "\"371081\"",
                "“371081”: the code stands for another area already; remove one",
            ),
            (
                "areas.toml",
                "\"371083\"",
                "\"370683\"",
                "areas.toml:24: 370683 lies in 370600, which is not in the list; add",
            ),
            ("areas.toml", "home = true\n", "", "areas.toml: no district is home; add `home = true`"),
            (
                "areas.toml",
                "\"Weihai\"",
                "\"Weihai\"\nhome = true",
                "areas.toml:29: 371000 is a second home; let one district",
            ),
            (
                "areas.toml",
                "\"Weihai\"",
                "\"Weihai\"\nhome = true",
                "areas.toml:29: 371000 is no district; let a district",
            ),
            ("areas.toml", "name_en = \"Rushan\"", "name_en = \"\"", "areas.toml:25: 371083 has no name; write `name`"),
            (
                "departments.toml",
                "trade = \"民政部门\"\n",
                "",
                "区民政局: what it is called elsewhere is not said; write `trade`",
            ),
            (
                "departments.toml",
                "trade_en = \"civil affairs department\"\n",
                "",
                "区民政局: its trade is not said in both",
            ),
            (
                "departments.toml",
                "trade_en = \"civil",
                "whole_city = true\ntrade_en = \"civil",
                "区民政局 is one for the whole city",
            ),
            (
                "stages.toml",
                "seat = \"residence\"",
                "seat = \"home\"",
                "unknown value `home`; remove it, or use one of: residence",
            ),
            (
                "matters/person-04-work.toml",
                "scene = \"失业\"",
                "scene = \"失业\"\nseat = \"firm\"",
                "unknown value `firm`; remove it, or use one of: res",
            ),
        ];
        for (path, from, to, expected) in cases {
            let told = broken(path, from, to);
            assert!(told.iter().any(|told| told.contains(expected)), "{expected} is not among {told:#?}");
        }
    }
}
