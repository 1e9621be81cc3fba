//! The dock: a second small window in which a developer sees how every device is, and does to simulated ones what hands
//! and accidents do.

use std::cell::RefCell;
use std::rc::Rc;

use slint::{ComponentHandle, Model, ModelRc, PhysicalPosition, PlatformError, VecModel};

use crate::generated::{DockAdapter, DockColumn, DockWindow, SizeStep, Theme};
use crate::generated::{DockDevice as SlintDevice, DockGroup as SlintGroup, DockItem as SlintItem};

/// Pixels in a millimetre of a desktop's screen, about 56 dpi: the theme's smallest text is then 15 px high.
const DESKTOP_PX_PER_MM: f32 = 2.2;

/// A device: what it is, how it is, and what a hand can do to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DockDevice {
    /// What it is.
    pub title: String,
    /// How it is, in the vocabulary of the status; empty: not said.
    pub status: String,
    /// What can be done.
    pub groups: Vec<DockGroup>,
}

/// Things to do that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DockGroup {
    /// Given back with what was done.
    pub id: &'static str,
    /// Above them; empty: nothing.
    pub title: &'static str,
    /// One of them is so, and another can be chosen; else each is pressed.
    pub choice: bool,
    /// Side by side.
    pub row: bool,
    /// The things.
    pub items: Vec<DockItem>,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DockItem {
    /// Given back when it was done.
    pub id: String,
    /// What it says.
    pub text: String,
    /// It can be done now.
    pub enabled: bool,
    /// It is so (of a choice).
    pub checked: bool,
}

/// The dock's window.
pub struct Dock {
    window: DockWindow,
    columns: Rc<VecModel<DockColumn>>,
    shown: RefCell<Vec<Vec<DockDevice>>>,
}

impl Dock {
    /// Opens the window, `left` pixels from the display's left edge, with these columns. A back end with more than one window (winit) must
    /// be chosen.
    pub fn new(left: u32, devices: Vec<Vec<DockDevice>>) -> Result<Self, PlatformError> {
        let window = DockWindow::new()?;
        let theme = window.global::<Theme>();
        // A desktop's window: as small as its words can be read.
        theme.set_px_per_mm(DESKTOP_PX_PER_MM);
        theme.set_size(SizeStep::Small);
        let columns = Rc::new(VecModel::default());
        window.global::<DockAdapter>().set_columns(ModelRc::from(columns.clone()));
        let dock = Self { window, columns, shown: RefCell::default() };
        // A window that opens without columns stays as narrow.
        dock.show(devices);
        dock.window.show()?;
        dock.window.window().set_position(PhysicalPosition::new(left.cast_signed(), 0));
        Ok(dock)
    }

    /// Calls `f` with the ids of group and item of everything that is done on the dock.
    pub fn on_act(&self, f: impl Fn(&str, &str) + 'static) {
        self.window.global::<DockAdapter>().on_act(move |group, item| f(&group, &item));
    }

    /// Shows the devices, column by column; draws only columns that are not as before, so that nothing is taken away
    /// from under a hand.
    pub fn show(&self, columns: Vec<Vec<DockDevice>>) {
        let mut shown = self.shown.borrow_mut();
        for (i, column) in columns.iter().enumerate() {
            if shown.get(i) == Some(column) {
                continue;
            }
            let drawn = DockColumn { devices: model(column.iter().map(device)) };
            if i < self.columns.row_count() {
                self.columns.set_row_data(i, drawn);
            } else {
                self.columns.push(drawn);
            }
        }
        while self.columns.row_count() > columns.len() {
            self.columns.remove(columns.len());
        }
        *shown = columns;
    }
}

fn model<T: Clone + 'static>(rows: impl Iterator<Item = T>) -> ModelRc<T> {
    ModelRc::new(rows.collect::<VecModel<_>>())
}

fn device(device: &DockDevice) -> SlintDevice {
    SlintDevice {
        title: device.title.as_str().into(),
        status: device.status.as_str().into(),
        groups: model(device.groups.iter().map(|group| SlintGroup {
            id: group.id.into(),
            title: group.title.into(),
            choice: group.choice,
            row: group.row,
            items: model(group.items.iter().map(|item| SlintItem {
                id: item.id.as_str().into(),
                text: item.text.as_str().into(),
                enabled: item.enabled,
                checked: item.checked,
            })),
        })),
    }
}
