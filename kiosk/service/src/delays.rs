//! Every delay of a visit, in one table.

use std::time::Duration;

use crate::comfort::Comfort;

/// How long the terminal waits for a person. All of it counts from the last sign of life or the end of speech,
/// whichever was later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Without a sign of life for this long, the warning comes. VVSG 2.0 7.2-O: 120 to 300 s.
    pub inactivity: Duration,
    /// The warning stays this long before the visit ends. VVSG 2.0 7.2-O: 20 to 45 s.
    pub warning: Duration,
    /// The "take it" page stays this long when nobody touches it; the job is done, so without a warning.
    pub take_it: Duration,
    /// The farewell stays this long.
    pub finished: Duration,
}

/// Every delay of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delays {
    /// From the start.
    pub usual: Patience,
    /// In the simple pages, and while the terminal speaks to somebody.
    pub longer: Patience,
    /// For who asked for more time.
    pub longest: Patience,
    /// Speech that has not ended after this long is taken for ended: no limit waits for a broken loudspeaker.
    pub speech: Duration,
    /// After the headphones were pulled out, the question stays this long before the warning comes.
    pub unplugged: Duration,
    /// After card and paper were seen to be taken, the "take it" page stays this long.
    pub taken: Duration,
    /// A wait over this says what is being done and how long it may take.
    pub slow: Duration,
    /// A wait over this says what else one can do.
    pub very_slow: Duration,
    /// One piece of news of the idle pages follows another after this long: long enough to be read aloud.
    pub news: Duration,
    /// The platform gets this long for one answer.
    pub platform: Duration,
}

impl Delays {
    /// How long the terminal waits for somebody with these settings.
    pub fn patience(&self, comfort: &Comfort) -> &Patience {
        if comfort.more_time {
            &self.longest
        } else if comfort.simple || comfort.voice.on {
            &self.longer
        } else {
            &self.usual
        }
    }
}

impl Default for Delays {
    fn default() -> Self {
        let s = Duration::from_secs;
        let patience = |inactivity, warning, take_it, finished| Patience {
            inactivity: s(inactivity),
            warning: s(warning),
            take_it: s(take_it),
            finished: s(finished),
        };
        Self {
            usual: patience(120, 30, 45, 8),
            longer: patience(180, 45, 90, 15),
            longest: patience(300, 45, 180, 30),
            speech: s(300),
            unplugged: s(20),
            taken: s(4),
            slow: Duration::from_millis(300),
            very_slow: s(10),
            news: s(15),
            platform: s(30),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comfort::Setting;

    #[test]
    fn f1_f2_limits_are_those_of_the_standard() {
        let delays = Delays::default();
        for patience in [delays.usual, delays.longer, delays.longest] {
            // VVSG 2.0 7.2-O.
            assert!((120..=300).contains(&patience.inactivity.as_secs()), "{patience:?}");
            assert!((20..=45).contains(&patience.warning.as_secs()), "{patience:?}");
        }
    }

    #[test]
    fn f1_who_needs_it_gets_more_time() {
        let delays = Delays::default();
        let limit = |setting| delays.patience(&Comfort::default().with(setting)).inactivity;
        let usual = delays.patience(&Comfort::default()).inactivity;
        assert!(limit(Setting::Simple(true)) > usual);
        assert!(limit(Setting::Voice(true)) > usual);
        assert!(limit(Setting::MoreTime(true)) > limit(Setting::Voice(true)));
        assert_eq!(limit(Setting::Reach(true)), usual);
    }
}
