//! What is said at this terminal: the voice with its outputs, how it follows the visit, and what was heard of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use service::View;
use tokio::sync::watch;
use voice::delays::{Clock, Delays, RealClock};
use voice::engine::clips::{Clip, Manifest};
use voice::engine::{Clips, Engine, Espeak};
use voice::output::{Alsa, Output, OutputError, Reopening, Silent, Sink, Wav};
use voice::speaker::{Event, Interrupt, Part, Parts, Phrase, Phrases, Speaker, Way};
use voice::{Language, Privacy};

use crate::config::{Config, VoiceConfig};

/// The synthetic voice's program.
const ESPEAK: &str = "espeak-ng";

/// Where sound goes.
#[derive(Debug, Clone)]
pub enum Sound {
    /// To the sound cards of the configuration.
    Cards,
    /// Into `headphones.wav` and `speaker.wav` of a folder, as fast as it can be written; what is said is kept, too.
    Files(PathBuf),
}

/// Something that was said.
#[derive(Debug, Clone)]
pub struct Heard {
    /// When it began.
    pub at: Instant,
    /// How many pages were begun before.
    pub page: usize,
    /// The caption.
    pub text: String,
    /// Names, numbers, amounts.
    pub private: bool,
    /// Through what.
    pub sink: Sink,
}

/// What was heard and what is wrong with it. Nothing of what was said is kept, but in a journey.
#[derive(Clone)]
pub struct Ear(Arc<Inner>);

struct Inner {
    caption: watch::Sender<String>,
    speaking: watch::Sender<bool>,
    /// In a journey only.
    log: Option<Mutex<Vec<Heard>>>,
    trouble: Mutex<BTreeMap<&'static str, String>>,
    /// What made the terminal speak, and when; waits for the first sound.
    happened: Mutex<Option<Instant>>,
    asked: Mutex<Option<Instant>>,
    /// How many pages were begun.
    pages: AtomicUsize,
    /// From the event to the first sound; in a journey only.
    first_sounds: Mutex<Vec<Duration>>,
}

impl Ear {
    fn new(keep: bool) -> Self {
        Self(Arc::new(Inner {
            caption: watch::Sender::new(String::new()),
            speaking: watch::Sender::new(false),
            log: keep.then(Mutex::default),
            trouble: Mutex::default(),
            happened: Mutex::default(),
            asked: Mutex::default(),
            pages: AtomicUsize::new(0),
            first_sounds: Mutex::default(),
        }))
    }

    fn hear(&self, event: Event) {
        match event {
            Event::Started { text, privacy, sink } => {
                if let Some(log) = &self.0.log {
                    let private = privacy == Privacy::Private;
                    locked(log).push(Heard {
                        at: Instant::now(),
                        page: self.0.pages.load(Ordering::Relaxed),
                        text: text.clone(),
                        private,
                        sink,
                    });
                }
                self.0.caption.send_replace(text);
            }
            Event::Ended => drop(self.0.caption.send_replace(String::new())),
            Event::Speaking(speaking) => drop(self.0.speaking.send_replace(speaking)),
            Event::Trouble { part, what } => {
                tracing::warn!(part = part_name(part), what, "speech");
                locked(&self.0.trouble).insert(part_name(part), what);
            }
            Event::Mended { part } => drop(locked(&self.0.trouble).remove(part_name(part))),
        }
    }

    /// What is being said, as it changes.
    pub fn captions(&self) -> watch::Receiver<String> {
        self.0.caption.subscribe()
    }

    /// Whether something is being said, as it changes.
    pub fn speaking(&self) -> watch::Receiver<bool> {
        self.0.speaking.subscribe()
    }

    /// What was said so far, in a journey.
    pub fn heard(&self) -> Vec<Heard> {
        self.0.log.as_ref().map(|log| locked(log).clone()).unwrap_or_default()
    }

    /// What is wrong: the part and, in words, what to do.
    pub fn troubles(&self) -> BTreeMap<&'static str, String> {
        locked(&self.0.trouble).clone()
    }

    /// Something happened that may be said: a key, another page.
    pub fn happened(&self) {
        *locked(&self.0.happened) = Some(Instant::now());
    }

    /// It is to be said.
    fn asked(&self, page: bool) {
        self.0.pages.fetch_add(usize::from(page), Ordering::Relaxed);
        *locked(&self.0.asked) = Some(locked(&self.0.happened).take().unwrap_or_else(Instant::now));
    }

    /// Sound begins.
    fn sounds(&self) {
        if let Some(asked) = locked(&self.0.asked).take()
            && self.0.log.is_some()
        {
            locked(&self.0.first_sounds).push(asked.elapsed());
        }
    }

    /// How long it took from each event to its first sound, in a journey.
    pub fn first_sounds(&self) -> Vec<Duration> {
        locked(&self.0.first_sounds).clone()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Engine => "engine",
        Part::Output(Sink::Headphones) => "headphones",
        Part::Output(Sink::Speaker) => "speaker",
    }
}

/// The voice of a terminal.
pub struct Speech {
    speaker: Speaker,
    ear: Ear,
    set: Set,
}

/// What the speaker was told of a person's wishes.
#[derive(PartialEq, Clone, Copy, Default)]
struct Set {
    voice: service::Voice,
    sink: Option<Sink>,
}

impl Speech {
    /// Starts the voice; `tell` hears when it begins and ends to speak.
    pub fn start(
        config: &VoiceConfig,
        sound: &Sound,
        tell: impl Fn(bool) + Send + 'static,
    ) -> Result<Self, std::io::Error> {
        let clock: Arc<dyn Clock> = RealClock::start();
        let delays = Delays::default();
        let ear = Ear::new(matches!(sound, Sound::Files(_)));
        let way = |sink, device: &Option<String>, calibration| Way {
            output: Box::new(Timed { output: output(sink, device.clone(), sound, &clock, delays), ear: ear.clone() }),
            calibration,
        };
        for (name, device) in [("headphones", &config.headphones), ("speaker", &config.speaker)] {
            if device.is_none() && matches!(sound, Sound::Cards) {
                let what = format!("no sound card is named; put [voice] {name} into the configuration (`aplay -L`)");
                locked(&ear.0.trouble).insert(name, what);
            }
        }
        let parts = Parts {
            engine: engine(config, &clock, delays, &ear),
            wording: Arc::new(voice::wording::segments),
            headphones: way(Sink::Headphones, &config.headphones, config.headphones_level),
            speaker: way(Sink::Speaker, &config.speaker, config.speaker_level),
            phrases: phrases(),
            delays,
        };
        let hearing = ear.clone();
        let speaker = Speaker::start(parts, move |event| {
            if let Event::Speaking(speaking) = event {
                tell(speaking);
            }
            hearing.hear(event);
        })?;
        Ok(Self { speaker, ear, set: Set::default() })
    }

    /// The handle.
    pub fn speaker(&self) -> Speaker {
        self.speaker.clone()
    }

    /// What is heard of it.
    pub fn ear(&self) -> Ear {
        self.ear.clone()
    }

    /// As the person wishes now, and where the plug is.
    pub fn follow(&mut self, view: &View) {
        let voice = view.comfort.voice;
        let sink = voice.on.then_some(if view.headphones { Sink::Headphones } else { Sink::Speaker });
        let before = std::mem::replace(&mut self.set, Set { voice, sink });
        if before.sink != sink {
            if !voice.on {
                self.speaker.stop();
            }
            self.speaker.set_sink(sink);
        }
        if before.voice.rate != voice.rate {
            self.speaker.set_rate(voice.rate);
        }
        if before.voice.volume != voice.volume {
            self.speaker.set_volume(voice.volume);
        }
        if before.voice.aloud != voice.aloud {
            self.speaker.set_aloud(voice.aloud);
        }
    }

    /// The visit is over.
    pub fn forget(&mut self) {
        self.speaker.forget();
        // The speaker forgot the wishes as well; the plug stays where it is.
        self.set.voice = service::Voice { on: self.set.voice.on, ..service::Voice::default() };
    }
}

/// Says it.
pub fn say(speaker: &Speaker, ear: &Ear, saying: screen::Saying) {
    if saying.cuts {
        ear.asked(saying.page);
    }
    speaker.say(saying.utterances, if saying.cuts { Interrupt::Now } else { Interrupt::After });
}

/// Where espeak-ng is, for `kiosk check`.
pub fn synthetic_voice() -> Result<PathBuf, String> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&paths).map(|folder| folder.join(ESPEAK)).find(|file| file.is_file());
    found.ok_or_else(|| "espeak-ng is not installed; install the package espeak-ng".to_owned())
}

fn engine(config: &VoiceConfig, clock: &Arc<dyn Clock>, delays: Delays, ear: &Ear) -> Box<dyn Engine> {
    let synthetic = || Box::new(Espeak::new(ESPEAK, clock.clone(), delays));
    let Some(folder) = &config.clips else { return synthetic() };
    match Clips::open(folder, synthetic(), delays) {
        Ok(clips) => Box::new(clips),
        Err(error) => {
            tracing::warn!(%error, "recorded clips are left out");
            locked(&ear.0.trouble).insert("clips", error.to_string());
            synthetic()
        }
    }
}

fn output(
    sink: Sink,
    device: Option<String>,
    sound: &Sound,
    clock: &Arc<dyn Clock>,
    delays: Delays,
) -> Box<dyn Output> {
    match (sound, device) {
        (Sound::Files(folder), _) => {
            let file = folder.join(if sink == Sink::Headphones { "headphones.wav" } else { "speaker.wav" });
            reopening(part_name(Part::Output(sink)), clock, delays, move || wav(&file))
        }
        (Sound::Cards, Some(device)) => {
            let name = device.clone();
            reopening(&name, clock, delays, move || Ok(Box::new(Alsa::open(&device, delays)?)))
        }
        (Sound::Cards, None) => Box::new(Silent::new(clock.clone(), &delays)),
    }
}

fn reopening(
    name: &str,
    clock: &Arc<dyn Clock>,
    delays: Delays,
    open: impl FnMut() -> Result<Box<dyn Output>, OutputError> + Send + 'static,
) -> Box<dyn Output> {
    Box::new(Reopening::new(name, Box::new(open), clock.clone(), delays))
}

fn wav(file: &Path) -> Result<Box<dyn Output>, OutputError> {
    Ok(Box::new(Wav::create(file)?))
}

fn phrases() -> Phrases {
    let phrase = |[chinese, english]: [&str; 2]| Phrase { chinese: chinese.to_owned(), english: english.to_owned() };
    Phrases { private: phrase(screen::WITHHELD), masked: phrase(screen::MASKED) }
}

/// `kiosk clips`: what is still to be recorded.
pub fn missing_clips(config: &Config) -> Result<(), String> {
    let prompts: Vec<(Language, String)> = screen::prompts();
    let clock: Arc<dyn Clock> = RealClock::start();
    let delays = Delays::default();
    let manifest = match &config.voice.clips {
        Some(folder) => Clips::open(folder, Box::new(Espeak::new(ESPEAK, clock, delays)), delays)
            .map_err(|error| error.to_string())?
            .missing(&prompts),
        None => Manifest { clips: prompts.iter().map(|(language, text)| Clip::named(*language, text)).collect() },
    };
    print!("{}", manifest.to_toml().map_err(|error| error.to_string())?);
    Ok(())
}

/// An output that notes when sound begins.
struct Timed {
    output: Box<dyn Output>,
    ear: Ear,
}

impl Output for Timed {
    fn name(&self) -> &str {
        self.output.name()
    }

    fn write(&mut self, samples: &[i16]) -> Result<(), OutputError> {
        if samples.iter().any(|sample| *sample != 0) {
            self.ear.sounds();
        }
        self.output.write(samples)
    }

    fn cut(&mut self) {
        self.output.cut();
    }

    fn delay(&mut self) -> Duration {
        self.output.delay()
    }

    fn rest(&mut self) {
        self.output.rest();
    }

    fn trouble(&self) -> Option<String> {
        self.output.trouble()
    }
}
