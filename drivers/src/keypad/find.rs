//! Which input devices there are, from sysfs: nothing is opened for it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::map::DeviceMatch;

/// An input device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its node, `/dev/input/eventN`.
    pub node: PathBuf,
    /// The name that it gives itself.
    pub name: String,
    /// Vendor and product.
    pub id: Option<(u16, u16)>,
}

/// Where devices are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// `/sys/class/input`.
    pub sys: PathBuf,
    /// `/dev/input`.
    pub dev: PathBuf,
}

impl Default for Places {
    fn default() -> Self {
        Self { sys: "/sys/class/input".into(), dev: "/dev/input".into() }
    }
}

impl Places {
    /// Every input device, in the order of their nodes' names.
    pub fn list(&self) -> Vec<Found> {
        let Ok(entries) = std::fs::read_dir(&self.sys) else { return Vec::new() };
        let mut found: Vec<_> = entries.flatten().filter_map(|entry| self.found(&entry.path())).collect();
        found.sort_by(|a, b| a.node.cmp(&b.node));
        found
    }

    fn found(&self, entry: &Path) -> Option<Found> {
        let node = entry.file_name().filter(|name| name.to_string_lossy().starts_with("event"))?;
        let read = |file: &str| std::fs::read_to_string(entry.join("device").join(file)).ok();
        let number = |file: &str| u16::from_str_radix(read(file)?.trim(), 16).ok();
        Some(Found {
            node: self.dev.join(node),
            name: read("name")?.trim_end_matches('\n').to_owned(),
            id: number("id/vendor").zip(number("id/product")),
        })
    }

    /// The nodes of a keypad. `Err`: which of its devices is not there.
    pub fn nodes(&self, wanted: &[DeviceMatch]) -> Result<BTreeSet<PathBuf>, DeviceMatch> {
        let list = self.list();
        let mut nodes = BTreeSet::new();
        for device in wanted {
            let is = |found: &&Found| match device {
                DeviceMatch::Path(_) => false,
                DeviceMatch::Usb { vendor, product } => found.id == Some((*vendor, *product)),
                DeviceMatch::Name(name) => found.name == *name,
            };
            let mut its: Vec<_> = list.iter().filter(is).map(|found| found.node.clone()).collect();
            if let DeviceMatch::Path(path) = device {
                its.extend(path.canonicalize());
            }
            if its.is_empty() {
                return Err(device.clone());
            }
            nodes.extend(its);
        }
        Ok(nodes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sysfs with a keypad of two nodes, a nameless thing and a mouse.
    fn places(dir: &Path) -> Places {
        for (event, name, id) in [
            ("event3", "Pad Keyboard", "1a2b:0c3d"),
            ("event4", "Pad Consumer Control", "1a2b:0c3d"),
            ("event10", "Mouse", "0001:0002"),
            ("mouse0", "Mouse", "0001:0002"),
        ] {
            let device = dir.join(event).join("device");
            std::fs::create_dir_all(device.join("id")).unwrap();
            let (vendor, product) = id.split_once(':').unwrap();
            std::fs::write(device.join("name"), format!("{name}\n")).unwrap();
            std::fs::write(device.join("id/vendor"), format!("{vendor}\n")).unwrap();
            std::fs::write(device.join("id/product"), format!("{product}\n")).unwrap();
        }
        std::fs::create_dir_all(dir.join("event11")).unwrap();
        Places { sys: dir.into(), dev: "/dev/input".into() }
    }

    #[test]
    fn a_keypad_is_all_nodes_of_its_device() {
        let dir = tempfile::tempdir().unwrap();
        let places = places(dir.path());
        assert_eq!(places.list().len(), 3);
        let usb = DeviceMatch::Usb { vendor: 0x1A2B, product: 0x0C3D };
        let name = DeviceMatch::Name("Pad Keyboard".into());
        let both: BTreeSet<_> = ["/dev/input/event3", "/dev/input/event4"].map(PathBuf::from).into();
        assert_eq!(places.nodes(&[usb.clone(), name.clone()]), Ok(both));
        let absent = DeviceMatch::Name("pad keyboard".into());
        assert_eq!(places.nodes(&[name, absent.clone()]), Err(absent));
        assert_eq!(places.nodes(&[DeviceMatch::Path("/dev/null".into())]).unwrap().len(), 1);
        let nowhere = Places { sys: dir.path().join("nowhere"), ..places };
        assert_eq!(nowhere.list(), []);
    }
}
