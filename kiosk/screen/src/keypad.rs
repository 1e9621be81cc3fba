//! What the keys of a keypad do on the screen; its names are those of every keypad, whatever it sends.

use service::{Event, Intent, Setting};
use slint::platform::Key;

use crate::generated::{App, PadKey};
use crate::intents;

/// A key of the keypad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Press {
    /// To the next control.
    Next,
    /// To the one before.
    Previous,
    /// Presses the control.
    Ok,
    /// 返回
    Back,
    /// 回首页
    Home,
    /// 人工帮助
    Help,
    /// Says again what was said last.
    Repeat,
    /// Stops speech, or goes on with it.
    Pause,
    /// Leaves out what is being said.
    Skip,
    /// Louder.
    Louder,
    /// Softer.
    Softer,
    /// Faster.
    Faster,
    /// Slower.
    Slower,
    /// Names keys without doing anything.
    WhatIsThis,
    /// 大字·语音
    Comfort,
    /// 长辈版
    Simple,
    /// Black screen.
    Blank,
    /// Speech on or off.
    Voice,
    /// A digit.
    Digit(u8),
    /// Takes the last digit back.
    Clear,
}

/// What a key asks for that the screen does not do itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// Of the visit.
    Visit(Event),
    /// Of the voice: say it again.
    Repeat,
    /// Of the voice: stop, or go on.
    Pause,
    /// Of the voice: leave out this sentence.
    Skip,
}

/// What fingers find on the keypad, said before its keys are named (ADA 707.6.3.2, EN 301 549 5.5.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Feel {
    /// 1 2 3 stand on top, as on a telephone, or 7 8 9, as on a computer; `None`: there are no digits in rows.
    pub telephone: Option<bool>,
    /// OK is to the right of Back, or to the left; `None`: not beside each other.
    pub ok_right: Option<bool>,
    /// What the keys are marked with. Empty: nothing is said of it.
    pub marks_zh: String,
    /// The same in English.
    pub marks_en: String,
}

impl Press {
    pub(crate) fn pad_key(self) -> PadKey {
        match self {
            Self::Next => PadKey::Next,
            Self::Previous => PadKey::Previous,
            Self::Ok => PadKey::Ok,
            Self::Back => PadKey::Back,
            Self::Home => PadKey::Home,
            Self::Help => PadKey::Help,
            Self::Repeat => PadKey::Repeat,
            Self::Pause => PadKey::Pause,
            Self::Skip => PadKey::Skip,
            Self::Louder => PadKey::Louder,
            Self::Softer => PadKey::Softer,
            Self::Faster => PadKey::Faster,
            Self::Slower => PadKey::Slower,
            Self::WhatIsThis => PadKey::WhatIsThis,
            Self::Comfort => PadKey::Comfort,
            Self::Simple => PadKey::Simple,
            Self::Blank => PadKey::Blank,
            Self::Voice => PadKey::Voice,
            Self::Digit(_) => PadKey::Digit,
            Self::Clear => PadKey::Clear,
        }
    }

    /// Does what the key does; what is left is asked of others. Digits and Clear do nothing where nothing is typed.
    pub(crate) fn act(self, app: &App, comfort: service::Comfort) -> Option<Asked> {
        let set = |setting| Some(Asked::Visit(Event::Intent(Intent::Set(setting))));
        let intent = |intent| Some(Asked::Visit(Event::Intent(intent)));
        let key = |key| {
            intents::press(app, key);
            None
        };
        match self {
            Self::Next => key(Key::Tab),
            Self::Previous => key(Key::Backtab),
            Self::Ok => key(Key::Return),
            Self::Back => key(Key::Escape),
            Self::Home => intent(Intent::Home),
            Self::Help => intent(Intent::Help),
            Self::Comfort => intent(Intent::ToggleComfort),
            Self::Simple => intent(Intent::ToggleSimple),
            Self::Louder => set(Setting::Louder(true)),
            Self::Softer => set(Setting::Louder(false)),
            Self::Faster => set(Setting::Faster(true)),
            Self::Slower => set(Setting::Faster(false)),
            Self::Blank => set(Setting::Blank(!comfort.blank)),
            Self::Voice => set(Setting::Voice(!comfort.voice.on)),
            Self::Repeat => Some(Asked::Repeat),
            Self::Pause => Some(Asked::Pause),
            Self::Skip => Some(Asked::Skip),
            Self::WhatIsThis | Self::Digit(_) | Self::Clear => None,
        }
    }
}
