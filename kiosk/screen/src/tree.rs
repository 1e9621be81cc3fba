//! Reads what stands on the screen from Slint's item tree: controls with role, label, state and place, and texts with
//! size, colour and whether they are cut. Needs no debug information, so it works in a release build too.
//!
//! Journeys find their buttons with it, tests measure with it, and speech speaks from it.

use i_slint_core::accessibility::{AccessibleStringProperty as Property, SupportedAccessibilityAction as Action};
use i_slint_core::input::FocusReason;
use i_slint_core::item_rendering::{HasFont, RenderText};
use i_slint_core::item_tree::{ItemRc, ParentItemTraversalMode, ensure_item_tree_instantiated};
use i_slint_core::items::{AccessibleRole, Clip, ComplexText, Orientation, SimpleText, TextWrap, TouchArea};
use i_slint_core::lengths::{LogicalRect, LogicalVector};
use i_slint_core::window::{WindowAdapter, WindowInner};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{Color, LogicalPosition, SharedString, Window};
use std::pin::Pin;
use std::rc::Rc;

use crate::geometry::Rect;

/// What a control is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Does something when pressed.
    Button,
    /// One of several that exclude each other.
    Radio,
    /// On or off.
    Switch,
    /// A row that can be pressed or is only read.
    ListItem,
    /// Text to read.
    Text,
    /// A picture.
    Image,
    /// How far something is.
    Progress,
    /// A table.
    Table,
    /// Groups other controls: a list, a region, a landmark.
    Group,
}

/// Something on the screen that has an accessible role.
#[derive(Debug, Clone)]
pub struct Control {
    /// What it is.
    pub role: Role,
    /// What it is for the program: `page` is what lies between header and footer.
    pub id: String,
    /// Its name, in the language of the screen.
    pub label: String,
    /// Its value, where it has one.
    pub value: String,
    /// What more there is to say.
    pub description: String,
    /// Whether it can be used now.
    pub enabled: bool,
    /// Whether it is chosen; `None`: it cannot be.
    pub checked: Option<bool>,
    /// Whether it has the keyboard.
    pub focused: bool,
    /// Whether pressing it does something (or would, were it enabled).
    pub interactive: bool,
    /// The whole of it, in physical pixels of the window.
    pub full: Rect,
    /// What of it lies inside the window and all that clips it.
    pub visible: Rect,
    /// What clips it, when that is not the window: the part of the page that is leafed through.
    pub viewport: Option<Rect>,
    /// Whether a panel lies over it.
    pub covered: bool,
    /// Place in [`Tree::controls`] of the control around it.
    pub parent: Option<usize>,
    item: ItemRc,
}

/// A text on the screen.
#[derive(Debug, Clone)]
pub struct TextBox {
    /// The words.
    pub text: String,
    /// Font size in physical pixels.
    pub font_px: f32,
    /// Weight 100 to 900.
    pub weight: i32,
    /// Colour of the glyphs.
    pub color: Color,
    /// Its box, in physical pixels of the window.
    pub full: Rect,
    /// Where glyphs stand: the natural size, placed as it is aligned in its box.
    pub ink: Rect,
    /// What of the ink lies inside the window and all that clips it.
    pub visible: Rect,
    /// What clips it, when that is not the window.
    pub viewport: Option<Rect>,
    /// Whether the text needs more room than its box has: it is elided, or runs out of it.
    pub cut: bool,
    /// Whether a panel lies over it.
    pub covered: bool,
    /// Place in [`Tree::controls`] of the control around it.
    pub inside: Option<usize>,
}

/// All that stands on the screen, from back to front.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// Everything with a role.
    pub controls: Vec<Control>,
    /// Every text that is not empty.
    pub texts: Vec<TextBox>,
    /// Areas that take touches, with the place of the control around each.
    pub touch_areas: Vec<(Rect, Option<usize>)>,
    /// Controls and texts in the order in which they are read.
    pub order: Vec<Node>,
}

impl Tree {
    /// Whether the control at the place `outer` is the one at `inner` or around it.
    pub fn within(&self, inner: Option<usize>, outer: usize) -> bool {
        let mut next = inner;
        while let Some(index) = next {
            if index == outer {
                return true;
            }
            next = self.controls.get(index).and_then(|control| control.parent);
        }
        false
    }
}

/// Something that is read, by its place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// In [`Tree::controls`].
    Control(usize),
    /// In [`Tree::texts`].
    Text(usize),
}

/// Reads the window. Property bindings are brought up to date by it.
pub fn read(window: &Window) -> Tree {
    let inner = WindowInner::from_pub(window);
    let Some(component) = inner.try_component() else { return Tree::default() };
    ensure_item_tree_instantiated(&component);
    let size = window.size();
    let screen = Rect { x: 0.0, y: 0.0, w: size.width as f32, h: size.height as f32 };
    let focus = inner.focus_item.borrow().upgrade().map(nearest_with_role);
    let mut walk =
        Walk { scale: window.scale_factor(), screen, adapter: inner.window_adapter(), focus, tree: Tree::default() };
    let root = ItemRc::new_root(component);
    walk.item(&root, LogicalVector::default(), Around { clip: screen, viewport: None, control: None });
    walk.tree
}

/// Everything with a role; see [`read`].
pub fn controls(window: &Window) -> Vec<Control> {
    read(window).controls
}

/// Presses and releases in the middle of the visible part of a control; `false` when nothing of it can be touched.
pub fn tap(window: &Window, control: &Control) -> bool {
    if control.visible.is_empty() {
        return false;
    }
    let scale = window.scale_factor();
    let (x, y) = control.visible.center();
    let position = LogicalPosition::new(x / scale, y / scale);
    let button = PointerEventButton::Left;
    window.dispatch_event(WindowEvent::PointerMoved { position });
    window.dispatch_event(WindowEvent::PointerPressed { position, button });
    window.dispatch_event(WindowEvent::PointerReleased { position, button });
    // A finger leaves no pointer behind: nothing stays lit under it.
    window.dispatch_event(WindowEvent::PointerExited);
    true
}

/// Presses at the first of these places, moves over the others and releases at the last; in pixels.
pub fn drag(window: &Window, points: &[(f32, f32)]) {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
    pen(window, Pen::Down, *first);
    for point in points {
        pen(window, Pen::Move, *point);
    }
    pen(window, Pen::Up, *last);
}

/// What a finger or a pen does on the glass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pen {
    /// It touches.
    Down,
    /// It moves on the glass.
    Move,
    /// It leaves.
    Up,
}

/// A finger or a pen at a place of the window, in pixels.
pub fn pen(window: &Window, pen: Pen, (x, y): (f32, f32)) {
    let scale = window.scale_factor();
    let button = PointerEventButton::Left;
    let position = LogicalPosition::new(x / scale, y / scale);
    match pen {
        Pen::Down => {
            window.dispatch_event(WindowEvent::PointerMoved { position });
            window.dispatch_event(WindowEvent::PointerPressed { position, button });
        }
        Pen::Move => window.dispatch_event(WindowEvent::PointerMoved { position }),
        Pen::Up => {
            window.dispatch_event(WindowEvent::PointerReleased { position, button });
            window.dispatch_event(WindowEvent::PointerExited);
        }
    }
}

/// Presses and releases a key.
pub fn key(window: &Window, key: Key) {
    text_key(window, SharedString::from(key));
}

/// Presses and releases a key that types a text, for example `" "`.
pub fn text_key(window: &Window, text: SharedString) {
    window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
    window.dispatch_event(WindowEvent::KeyReleased { text });
}

/// Takes the keyboard away from whatever has it, as on a page where nobody touched a key yet.
pub fn clear_focus(window: &Window) {
    let inner = WindowInner::from_pub(window);
    let focused = inner.focus_item.borrow().upgrade();
    if let Some(item) = focused {
        inner.set_focus_item(&item, false, FocusReason::Programmatic);
    }
}

impl Control {
    /// Does what the control does, through its accessible action: for a control that is clipped or covered.
    pub fn activate(&self) {
        self.item.accessible_action(&i_slint_core::accessibility::AccessibilityAction::Default);
    }

    /// Whether both are the same thing on the screen, read at different times.
    pub fn is(&self, other: &Self) -> bool {
        self.item == other.item
    }
}

/// What lies around an item.
#[derive(Clone, Copy)]
struct Around {
    clip: Rect,
    viewport: Option<Rect>,
    control: Option<usize>,
}

struct Walk {
    scale: f32,
    screen: Rect,
    adapter: Rc<dyn WindowAdapter>,
    focus: Option<ItemRc>,
    tree: Tree,
}

impl Walk {
    /// Reads an item and what is in it; `origin` is that of the parent, in logical pixels of the window.
    fn item(&mut self, item: &ItemRc, origin: LogicalVector, around: Around) {
        if item.downcast::<Clip>().is_some_and(|clip| {
            let clip = clip.as_pin_ref();
            clip.is_visibility_clip() && clip.clip()
        }) {
            return;
        }
        let geometry = item.geometry();
        let full = self.physical(geometry.translate(origin));
        let visible = full.intersection(around.clip);
        let mut inside = around;
        if let Some(role) = role(item) {
            inside.control = Some(self.control(item, role, full, around));
        }
        if let Some(text) = item.downcast::<SimpleText>() {
            self.text(text.as_pin_ref(), item, geometry, full, inside);
        } else if let Some(text) = item.downcast::<ComplexText>() {
            self.text(text.as_pin_ref(), item, geometry, full, inside);
        } else if item.downcast::<TouchArea>().is_some_and(|area| area.as_pin_ref().enabled()) {
            if visible.area() >= 0.95 * self.screen.area() {
                self.cover();
            }
            self.tree.touch_areas.push((visible, inside.control));
        }
        if item.borrow().as_ref().clips_children() {
            inside.clip = visible;
            if visible.area() < 0.95 * self.screen.area() {
                inside.viewport = Some(visible);
            }
        }
        let origin = origin + geometry.origin.to_vector();
        let mut child = item.first_child();
        while let Some(next) = child {
            self.item(&next, origin, inside);
            child = next.next_sibling();
        }
    }

    /// What was read so far lies under something that takes every touch.
    fn cover(&mut self) {
        self.tree.controls.iter_mut().for_each(|c| c.covered = true);
        self.tree.texts.iter_mut().for_each(|t| t.covered = true);
        self.tree.touch_areas.clear();
    }

    fn control(&mut self, item: &ItemRc, role: Role, full: Rect, around: Around) -> usize {
        let text = |what| item.accessible_string_property(what).map(String::from).unwrap_or_default();
        let flag = |what| item.accessible_string_property(what).map(|value| value == "true");
        let acts = item.supported_accessibility_actions().contains(Action::Default);
        self.tree.controls.push(Control {
            role,
            id: text(Property::Id),
            label: text(Property::Label),
            value: text(Property::Value),
            description: text(Property::Description),
            enabled: flag(Property::Enabled).unwrap_or(true),
            checked: flag(Property::Checkable).filter(|checkable| *checkable).and_then(|_| flag(Property::Checked)),
            focused: self.focus.as_ref() == Some(item),
            interactive: acts || matches!(role, Role::Button | Role::Radio | Role::Switch),
            full,
            visible: full.intersection(around.clip),
            viewport: around.viewport,
            covered: false,
            parent: around.control,
            item: item.clone(),
        });
        let place = self.tree.controls.len() - 1;
        self.tree.order.push(Node::Control(place));
        place
    }

    fn text<T: HasFont + RenderText>(
        &mut self,
        text: Pin<&T>,
        item: &ItemRc,
        geometry: LogicalRect,
        full: Rect,
        around: Around,
    ) {
        let i_slint_core::item_rendering::PlainOrStyledText::Plain(words) = text.text() else { return };
        if words.trim().is_empty() {
            return;
        }
        let request = text.font_request(item);
        let wraps = text.wrap() != TextWrap::NoWrap;
        let preferred =
            |orientation, across| item.borrow().as_ref().layout_info(orientation, across, &self.adapter, item);
        let line = preferred(Orientation::Horizontal, -1.0);
        let height = preferred(Orientation::Vertical, geometry.width()).preferred;
        // Half a pixel: sizes are rounded up to whole ones.
        let over = |needed: f32, there: f32| needed > there + 0.5 + 0.5 / self.scale;
        let too_wide = if wraps { over(line.min, geometry.width()) } else { over(line.preferred, geometry.width()) };
        let natural = (line.preferred.min(geometry.width()), height.min(geometry.height()));
        let ink = aligned(full, (natural.0 * self.scale, natural.1 * self.scale), text.alignment());
        self.tree.order.push(Node::Text(self.tree.texts.len()));
        self.tree.texts.push(TextBox {
            text: words.into(),
            font_px: request.pixel_size.map_or(0.0, |size| size.get() * self.scale),
            weight: request.weight.unwrap_or(400),
            color: text.color().color(),
            full,
            ink,
            visible: ink.intersection(around.clip),
            viewport: around.viewport,
            cut: too_wide || over(height, geometry.height()),
            covered: false,
            inside: around.control,
        });
    }

    fn physical(&self, rect: LogicalRect) -> Rect {
        let s = self.scale;
        Rect { x: rect.origin.x * s, y: rect.origin.y * s, w: rect.width() * s, h: rect.height() * s }
    }
}

/// The item itself or the nearest one around it that has a role.
fn nearest_with_role(mut item: ItemRc) -> ItemRc {
    while item.accessible_role() == AccessibleRole::None {
        let Some(parent) = item.parent_item(ParentItemTraversalMode::StopAtPopups) else { break };
        item = parent;
    }
    item
}

fn role(item: &ItemRc) -> Option<Role> {
    Some(match item.accessible_role() {
        AccessibleRole::None => return None,
        AccessibleRole::Button | AccessibleRole::Tab => Role::Button,
        AccessibleRole::RadioButton => Role::Radio,
        AccessibleRole::Checkbox | AccessibleRole::Switch => Role::Switch,
        AccessibleRole::ListItem => Role::ListItem,
        AccessibleRole::Text => Role::Text,
        AccessibleRole::Image => Role::Image,
        AccessibleRole::ProgressIndicator => Role::Progress,
        AccessibleRole::Table => Role::Table,
        _ => Role::Group,
    })
}

/// Where a text of a natural size stands in its box.
fn aligned(
    full: Rect,
    (w, h): (f32, f32),
    (across, down): (i_slint_core::items::TextHorizontalAlignment, i_slint_core::items::TextVerticalAlignment),
) -> Rect {
    use i_slint_core::items::{TextHorizontalAlignment as Across, TextVerticalAlignment as Down};
    let x = match across {
        Across::Center => full.x + (full.w - w) / 2.0,
        Across::Right | Across::End => full.x + full.w - w,
        _ => full.x,
    };
    let y = match down {
        Down::Center => full.y + (full.h - h) / 2.0,
        Down::Bottom => full.y + full.h - h,
        _ => full.y,
    };
    Rect { x, y, w, h }
}
