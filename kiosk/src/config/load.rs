//! From file and environment to a checked [`Config`], collecting every mistake on the way.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use drivers::port::PortConfig;
use drivers::printer::Model;
use screen::{Hall, Panel};
use toml::Value;

use super::problem::Place;
use super::schema::{KEYS, Key, Kind, REQUIRED};
use super::{Config, Problem, Problems};

/// Start of the environment variables that override a key: `KIOSK__ID_CARD__PORT`.
const PREFIX: &str = "KIOSK__";

/// The configuration file when none is named: the project's own, then the machine's.
pub fn find() -> Option<PathBuf> {
    ["config/terminal.toml", "/etc/kiosk/terminal.toml"].iter().map(PathBuf::from).find(|path| path.exists())
}

/// Reads and checks a configuration. `environment` gives the overrides (`std::env::vars` in the program).
pub fn load(file: &Path, environment: impl Iterator<Item = (String, String)>) -> Result<Config, Problems> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        let what = format!("cannot be read: {error}; name another file with --config");
        Problems(vec![Problem { place: Place::File(file.into()), what }])
    })?;
    let mut reader = Reader { file, values: BTreeMap::new(), problems: Vec::new() };
    reader.file_values(&text);
    reader.environment_values(environment);
    reader.missing();
    let config = reader.config();
    match (config, reader.problems.is_empty()) {
        (Some(config), true) => Ok(config),
        _ => Err(Problems(reader.problems)),
    }
}

pub(super) struct Reader<'a> {
    pub(super) file: &'a Path,
    pub(super) values: BTreeMap<(&'static str, &'static str), (Value, Place)>,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, place: Place, what: impl Into<String>) {
        self.problems.push(Problem { place, what: what.into() });
    }

    fn file_values(&mut self, text: &str) {
        let table = match toml::de::DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                return self.problem(Place::at(self.file, text, offset), format!("is not TOML: {}", error.message()));
            }
        };
        for (name, value) in &table {
            let place = Place::at(self.file, text, name.span().start);
            let name: &str = name.get_ref();
            match value.get_ref() {
                toml::de::DeValue::Table(section) if KEYS.iter().any(|key| key.section == name) => {
                    for (key, value) in section {
                        let place = Place::at(self.file, text, key.span().start);
                        self.value(name, key.get_ref(), value_of(value.get_ref()), place);
                    }
                }
                toml::de::DeValue::Table(_) => {
                    let known = KEYS.iter().map(|key| key.section).filter(|section| !section.is_empty());
                    self.problem(place, format!("there is no section [{name}]{}", suggest(name, known)));
                }
                value => self.value("", name, value_of(value), place),
            }
        }
    }

    fn environment_values(&mut self, environment: impl Iterator<Item = (String, String)>) {
        for (name, text) in environment {
            let Some(path) = name.strip_prefix(PREFIX) else { continue };
            let path = path.to_ascii_lowercase();
            let (section, key) = path.split_once("__").unwrap_or(("", &path));
            let place = Place::Environment(name.clone());
            // An empty variable takes the key away, so that a port can be unset.
            if text.is_empty() {
                self.values.retain(|(s, k), _| (*s, *k) != (section, key));
                continue;
            }
            let value = match KEYS.iter().find(|k| k.section == section && k.name == key).map(|k| k.kind) {
                Some(Kind::Text | Kind::Path | Kind::OneOf(_)) | None => Some(Value::String(text.clone())),
                Some(Kind::Paths) => {
                    Some(Value::Array(text.split(':').map(|part| Value::String(part.into())).collect()))
                }
                Some(_) => format!("v = {text}").parse::<toml::Table>().ok().and_then(|mut table| table.remove("v")),
            };
            match value {
                Some(value) => self.value(section, key, value, place),
                None => self.problem(place, format!("“{text}” is no value of this key")),
            }
        }
    }

    fn value(&mut self, section: &str, name: &str, value: Value, place: Place) {
        let Some(key) = KEYS.iter().find(|key| key.section == section && key.name == name) else {
            let names = KEYS.iter().filter(|key| key.section == section).map(|key| key.name);
            let whole = if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") };
            return self.problem(place, format!("there is no key “{whole}”{}", suggest(name, names)));
        };
        match fits(key, &value) {
            Ok(()) => {
                self.values.insert((key.section, key.name), (value, place));
            }
            Err(what) => self.problem(place, what),
        }
    }

    fn missing(&mut self) {
        for key in KEYS.iter().filter(|key| key.default == REQUIRED) {
            if !self.values.contains_key(&(key.section, key.name)) {
                let what = format!("[{}] {} is missing. It is: {}", key.section, key.name, key.doc);
                self.problem(Place::File(self.file.into()), what);
            }
        }
    }

    pub(super) fn get(&self, section: &str, name: &str) -> Option<Value> {
        let key = KEYS.iter().find(|key| key.section == section && key.name == name)?;
        if let Some((value, _)) = self.values.get(&(key.section, key.name)) {
            return Some(value.clone());
        }
        let default = key.default.filter(|text| !text.is_empty())?;
        match key.kind {
            Kind::Text | Kind::Path | Kind::OneOf(_) => Some(Value::String(default.into())),
            _ => format!("v = {default}").parse::<toml::Table>().ok()?.remove("v"),
        }
    }

    pub(super) fn text(&self, section: &str, name: &str) -> String {
        self.get(section, name).and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    }

    fn integer(&self, section: &str, name: &str) -> Option<u32> {
        self.get(section, name).and_then(|value| value.as_integer()).and_then(|n| u32::try_from(n).ok())
    }

    pub(super) fn number(&self, section: &str, name: &str) -> Option<f32> {
        self.get(section, name).and_then(|value| number(&value)).map(|number| number as f32)
    }

    pub(super) fn path(&self, section: &str, name: &str) -> Option<PathBuf> {
        self.get(section, name).and_then(|value| value.as_str().map(|text| self.resolve(text)))
    }

    pub(super) fn resolve(&self, text: &str) -> PathBuf {
        self.file.parent().unwrap_or(Path::new(".")).join(text)
    }

    pub(super) fn place(&self, section: &'static str, name: &'static str) -> Place {
        self.values.get(&(section, name)).map_or_else(|| Place::File(self.file.into()), |(_, place)| place.clone())
    }

    /// Puts the values together; what a value says must also be there (time zone, model, files).
    fn config(&mut self) -> Option<Config> {
        let zone = self.text("hall", "time_zone");
        let time_zone = jiff::tz::TimeZone::get(&zone);
        if time_zone.is_err() {
            let what = format!("“{zone}” is no time zone; write an IANA name such as Asia/Shanghai");
            self.problem(self.place("hall", "time_zone"), what);
        }
        let simulate = self.get("", "simulate").and_then(|value| value.as_bool()).unwrap_or(false);
        let model_name = self.text("printer", "model");
        let model = self.model_file("printer").and_then(|path| self.loaded(&path, Model::load));
        let scanner_model_name = self.text("scanner", "model");
        // A terminal without a scanner needs no model of one.
        let camera = self.camera(simulate);
        let scans = (simulate && camera.is_none()) || self.values.contains_key(&("scanner", "port"));
        let scanner_model = scans
            .then(|| self.model_file("scanner"))
            .flatten()
            .and_then(|path| self.loaded(&path, drivers::scanner::Model::load));
        let model_flow = model.as_ref().map_or(drivers::port::Flow::None, |model| model.flow);
        let model_baud = model.as_ref().map_or(115_200, |model| model.baud);
        let port =
            |section, baud, flow| self.path(section, "port").map(|path| PortConfig { path, baud, flow, tap: None });
        let id_card = port("id_card", self.integer("id_card", "baud").unwrap_or(115_200), drivers::port::Flow::None);
        let printer = port("printer", self.integer("printer", "baud").unwrap_or(model_baud), model_flow);
        let scanner_baud = scanner_model.as_ref().and_then(|model| model.bauds.first().copied()).unwrap_or(9600);
        let scanner =
            port("scanner", self.integer("scanner", "baud").unwrap_or(scanner_baud), drivers::port::Flow::None);
        self.need_ports(&[(&id_card, "id_card"), (&printer, "printer")], simulate);
        let document_camera = self.document_camera(simulate, camera.as_ref());
        let laser = self.laser(simulate);
        let keypad = self.keypad();
        let cabinet = self.cabinet();
        let voice = self.voice();
        let journal = self.path("journal", "path")?;
        let divisions = self.existing("platform", "divisions");
        let codes = self.existing("platform", "codes");
        let fonts = self.existing("screen", "fonts");
        let people = self.all_existing("platform", "people", Path::is_dir);
        let catalogue = self.existing("catalogue", "path");
        let places = self.existing("catalogue", "places");
        let announcements = self.existing("catalogue", "announcements");
        let forms = self.existing("catalogue", "forms");
        let catalogue_keys = self.all_existing("catalogue", "keys", Path::is_file);
        Some(Config {
            file: self.file.into(),
            simulate,
            hall: Hall {
                name_zh: self.text("hall", "name"),
                name_en: self.text("hall", "name_en"),
                place_zh: self.text("hall", "place"),
                place_en: self.text("hall", "place_en"),
                helper_zh: self.text("help", "who"),
                helper_en: self.text("help", "who_en"),
            },
            time_zone: time_zone.ok()?,
            panel: Panel {
                width: self.integer("screen", "width")?,
                height: self.integer("screen", "height")?,
                px_per_mm: self.number("screen", "px_per_mm")?,
                top_mm: self.number("screen", "top_mm")?,
            },
            viewing_mm: self.number("screen", "viewing_mm")?,
            id_card,
            simulated_baud: self.integer("simulation", "baud"),
            printer,
            scanner,
            scanner_model_name,
            scanner_model,
            camera,
            scanner_models: self.path("scanner", "models")?,
            document_camera,
            social_card: self.social_card(),
            laser,
            printer_model_name: model_name,
            printer_model: model?,
            printer_models: self.path("printer", "models")?,
            record: None,
            sandbox_people: people,
            verification_base: self.text("platform", "verification_base").trim_end_matches('/').to_owned(),
            divisions: divisions?,
            codes: codes?,
            catalogue: catalogue?,
            places: places?,
            announcements: announcements?,
            forms: forms?,
            catalogue_keys,
            consent_version: self.text("privacy", "consent_version"),
            fonts: fonts?,
            voice,
            keypad,
            cabinet,
            keypad_maps: self.path("keypad", "maps")?,
            desk: self.path("desk", "socket").unwrap_or_else(|| journal.with_file_name("control.sock")),
            dictionaries: self.path("typing", "dictionaries").unwrap_or_else(|| journal.with_file_name("typing")),
            outbox_key: self.path("journal", "key").unwrap_or_else(|| journal.with_file_name("outbox.key")),
            journal,
        })
    }

    /// Says which device has no port, where devices are real.
    fn need_ports(&mut self, devices: &[(&Option<PortConfig>, &str)], simulate: bool) {
        for (device, section) in devices {
            // Whoever prints on A4 needs no tickets.
            let instead = *section == "printer" && self.values.contains_key(&("laser", "uri"));
            if device.is_none() && !simulate && !instead {
                let what = format!(
                    "[{section}] port is missing: name the serial port, or write `simulate = true` at the top to try the terminal without devices"
                );
                self.problem(Place::File(self.file.into()), what);
            }
        }
    }

    /// Files or folders, each of which must be there.
    fn all_existing(&mut self, section: &'static str, name: &'static str, is_one: fn(&Path) -> bool) -> Vec<PathBuf> {
        let listed = self.get(section, name).and_then(|value| value.as_array().cloned()).unwrap_or_default();
        let paths: Vec<PathBuf> = listed.iter().filter_map(Value::as_str).map(|text| self.resolve(text)).collect();
        for path in paths.iter().filter(|path| !is_one(path)) {
            let what = format!("there is no {}", path.display());
            self.problem(self.place(section, name), what);
        }
        paths
    }

    pub(super) fn existing(&mut self, section: &'static str, name: &'static str) -> Option<PathBuf> {
        let path = self.path(section, name)?;
        if !path.exists() {
            self.problem(self.place(section, name), format!("there is no file {}", path.display()));
            return None;
        }
        Some(path)
    }
}

/// Names of the models in a folder, sorted.
pub(crate) fn models_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_string_lossy().into_owned()))
        .collect();
    names.sort();
    names
}

pub(super) fn strip_path(message: &str, path: &Path) -> String {
    message.strip_prefix(&format!("{}: ", path.display())).unwrap_or(message).to_owned()
}

fn value_of(value: &toml::de::DeValue<'_>) -> Value {
    use toml::de::DeValue as De;
    match value {
        De::String(text) => Value::String(text.to_string()),
        De::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::String(number.to_string()), Value::Integer),
        De::Float(number) => number.as_str().parse().map_or_else(|_| Value::String(number.to_string()), Value::Float),
        De::Boolean(switch) => Value::Boolean(*switch),
        De::Datetime(moment) => Value::Datetime(*moment),
        De::Array(items) => Value::Array(items.iter().map(|item| value_of(item.get_ref())).collect()),
        De::Table(table) => Value::Table(
            table.iter().map(|(name, item)| (name.get_ref().to_string(), value_of(item.get_ref()))).collect(),
        ),
    }
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|n| n as f64))
}

fn fits(key: &Key, value: &Value) -> Result<(), String> {
    let name = key.name;
    match key.kind {
        Kind::Text | Kind::Path => match value.as_str() {
            Some(text) if !text.trim().is_empty() => Ok(()),
            _ => Err(format!("{name} must be a text in quotation marks, and not empty")),
        },
        Kind::Paths => match value.as_array() {
            Some(items) if !items.is_empty() && items.iter().all(Value::is_str) => Ok(()),
            _ => Err(format!("{name} must be a list of texts, as [\"a\", \"b\"]")),
        },
        Kind::Integer(least, most) => match value.as_integer() {
            Some(n) if (least..=most).contains(&n) => Ok(()),
            _ => Err(format!("{name} must be a whole number from {least} to {most}")),
        },
        Kind::Number(least, most) => match number(value) {
            Some(n) if (least..=most).contains(&n) => Ok(()),
            _ => Err(format!("{name} must be a number from {least} to {most}")),
        },
        Kind::Switch => value.as_bool().map(|_| ()).ok_or_else(|| format!("{name} must be true or false")),
        Kind::OneOf(texts) => match value.as_str() {
            Some(text) if texts.contains(&text) => Ok(()),
            _ => Err(format!("{name} must be one of: {}", texts.join(", "))),
        },
    }
}

pub(super) fn suggest<'a>(wrong: &str, known: impl Iterator<Item = &'a str>) -> String {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    let near = known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(wrong, name), name))
        .filter(|(distance, name)| *distance <= name.len().max(3) / 2)
        .min();
    match near {
        Some((_, name)) => format!("; did you mean “{name}”?"),
        None => format!("; known here: {}", known.join(", ")),
    }
}
