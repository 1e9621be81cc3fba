//! What can be looked up at a terminal: the catalogue in force, the places, the announcements. Read whole at the start, and
//! again when one of its files changes; the visit takes the new one up when nobody is there.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use domain::catalogue::{Catalogue, Version};
use domain::{Announcement, Places};
use service::{Colours, Directory, News};
use tokio::sync::watch;

use crate::config::Config;
use crate::popularity::Asked;
use crate::{catalogue, forms};

/// How often it is looked whether a file has changed.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How often what is asked most is weighed anew.
const WEIGH_EVERY: Duration = Duration::from_secs(3600);
/// Largest side of a picture beside an announcement, in pixels: it is shown a few centimetres wide.
const LARGEST_PICTURE: u32 = 1024;
/// Largest file of such a picture, in bytes.
const LARGEST_FILE: u64 = 4 << 20;

/// What can be looked up, and what of it could not be used.
pub struct Read {
    /// What can be looked up.
    pub directory: Directory,
    /// Catalogues that were passed over, announcements that are wrong: what, and what to do.
    pub problems: Vec<String>,
}

/// Reads everything. Without a catalogue or places there is nothing; an announcement that is wrong is left out.
pub fn read(config: &Config, asked: &Asked) -> Result<Read, String> {
    let now = catalogue::store(config)?.in_force()?;
    let mut problems = now.passed_over;
    let places = at(&config.places, fs::read_to_string(&config.places).map_err(|error| error.to_string()))?;
    let places = at(&config.places, Places::parse(&places, &now.catalogue).map_err(|error| error.to_string()))?;
    let (news, wrong) = announcements(&config.announcements, &now.catalogue)?;
    problems.extend(wrong);
    let forms = forms::read(&config.forms, &now.catalogue).unwrap_or_else(|error| {
        problems.push(error);
        domain::Forms::default()
    });
    let directory = Directory::new(now.catalogue, &asked.popularity(), places, news).with_forms(Arc::new(forms));
    Ok(Read { directory, problems })
}

fn at<T>(path: &Path, result: Result<T, String>) -> Result<T, String> {
    result.map_err(|error| format!("{}: {error}", path.display()))
}

/// The announcements of a folder in the order of their names, and what is wrong with the others.
fn announcements(folder: &Path, catalogue: &Catalogue) -> Result<(Vec<Arc<News>>, Vec<String>), String> {
    let entries = at(folder, fs::read_dir(folder).map_err(|error| error.to_string()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut news = Vec::new();
    let mut wrong = Vec::new();
    for path in files {
        match at(&path, announcement(&path, catalogue)) {
            Ok(one) => news.push(Arc::new(one)),
            Err(error) => wrong.push(error),
        }
    }
    Ok((news, wrong))
}

fn announcement(path: &Path, catalogue: &Catalogue) -> Result<News, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let announcement = Announcement::parse(&text, catalogue).map_err(|error| error.to_string())?;
    let picture = announcement.picture.as_ref().map(|name| {
        let path = path.with_file_name(name);
        at(&path, picture(&path))
    });
    Ok(News { announcement, picture: picture.transpose()? })
}

/// A PNG file of 8 bits a channel, without transparency on what is shown: white stands behind it.
fn picture(path: &Path) -> Result<Colours, String> {
    let size = fs::metadata(path).map_err(|error| error.to_string())?.len();
    if size > LARGEST_FILE {
        return Err(format!("it has {size} bytes; make it smaller, at most {LARGEST_FILE}"));
    }
    let file = fs::File::open(path).map_err(|error| error.to_string())?;
    let no_picture = |error: png::DecodingError| format!("it is no PNG picture: {error}");
    let mut decoder = png::Decoder::new(std::io::BufReader::new(file));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(no_picture)?;
    let (width, height) = (reader.info().width, reader.info().height);
    if width > LARGEST_PICTURE || height > LARGEST_PICTURE {
        return Err(format!("it is {width} × {height} pixels; at most {LARGEST_PICTURE} each are shown"));
    }
    let mut buffer = vec![0; reader.output_buffer_size().ok_or("it is too large")?];
    let frame = reader.next_frame(&mut buffer).map_err(no_picture)?;
    let gray = frame.color_type == png::ColorType::GrayscaleAlpha;
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for pixel in buffer.chunks_exact(if gray { 2 } else { 4 }) {
        let (Some((alpha, colours)), true) = (pixel.split_last(), rgb.len() < rgb.capacity()) else { break };
        let over = |channel: u8| {
            let sum = u32::from(channel) * u32::from(*alpha) + 255 * u32::from(255 - alpha);
            (sum / 255) as u8
        };
        match colours {
            [shade] => rgb.extend([over(*shade); 3]),
            colours => rgb.extend(colours.iter().map(|channel| over(*channel))),
        }
    }
    Ok(Colours { width, height, rgb: rgb.into() })
}

/// When the files were last changed. A file that is gone, or a new one, is a change, too.
fn changed(config: &Config, taken: &Path) -> Vec<(PathBuf, Option<SystemTime>)> {
    let mut files = vec![taken.to_owned(), config.places.clone(), config.catalogue.join("catalogue.toml")];
    let entries = fs::read_dir(&config.announcements).into_iter().flatten();
    files.extend(entries.filter_map(|entry| Some(entry.ok()?.path())));
    files.sort();
    let when = |path: &Path| fs::metadata(path).and_then(|about| about.modified()).ok();
    files.into_iter().map(|path| (path.clone(), when(&path))).collect()
}

/// What a terminal works with, and what comes in its place.
#[derive(Clone)]
pub struct Watched {
    /// The newest that can be used.
    pub directory: watch::Receiver<Arc<Directory>>,
    /// Why not a newer one, and which announcements are wrong.
    pub problems: watch::Receiver<Vec<String>>,
    /// What is asked most.
    pub asked: Asked,
}

impl Watched {
    /// What changes when somebody else says so, with the hand that does it.
    pub fn by_hand(directory: Arc<Directory>, asked: Asked) -> (watch::Sender<Arc<Directory>>, Self) {
        let (publish, directory) = watch::channel(directory);
        let (_, problems) = watch::channel(Vec::new());
        (publish, Self { directory, problems, asked })
    }

    /// The version of the newest that can be used.
    pub fn version(&self) -> Version {
        self.directory.borrow().catalogue.version
    }
}

/// Looks after the files as long as somebody works with them. Needs a tokio runtime.
pub fn watch(config: &Config, first: Read, asked: Asked) -> Result<Watched, String> {
    let taken = catalogue::store(config)?.watched();
    for problem in &first.problems {
        tracing::warn!("passed over: {problem}");
    }
    let (publish, directory) = watch::channel(Arc::new(first.directory));
    let (tell, problems) = watch::channel(first.problems);
    let watched = Watched { directory, problems, asked: asked.clone() };
    let config = config.clone();
    tokio::spawn(async move {
        let mut seen = changed(&config, &taken);
        let mut weighed = tokio::time::Instant::now();
        let mut popularity = asked.popularity();
        loop {
            tokio::select! {
                () = tokio::time::sleep(LOOK_EVERY) => {}
                () = publish.closed() => return,
            }
            let now = changed(&config, &taken);
            let weigh = weighed.elapsed() >= WEIGH_EVERY && asked.popularity() != popularity;
            if std::mem::replace(&mut seen, now.clone()) == now && !weigh {
                continue;
            }
            weighed = tokio::time::Instant::now();
            popularity = asked.popularity();
            let (config, asked) = (config.clone(), asked.clone());
            // Reading and indexing takes the processor for a moment: not on the threads of devices.
            let again = tokio::task::spawn_blocking(move || read(&config, &asked)).await;
            match again {
                Ok(Ok(again)) => {
                    for problem in &again.problems {
                        tracing::warn!("passed over: {problem}");
                    }
                    tell.send_replace(again.problems);
                    publish.send_replace(Arc::new(again.directory));
                }
                Ok(Err(error)) => {
                    tracing::error!("what can be looked up stays as it is: {error}");
                    tell.send_replace(vec![error]);
                }
                Err(error) => tracing::error!(%error, "reading the catalogue ended with a panic"),
            }
        }
    });
    Ok(watched)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(path: &Path, width: u32, colour: png::ColorType, bytes: &[u8]) {
        let mut encoder = png::Encoder::new(fs::File::create(path).unwrap(), width, 1);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().unwrap().write_image_data(bytes).unwrap();
    }

    #[test]
    fn pictures_of_every_kind_are_read_and_large_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.png");
        let cases: [(png::ColorType, &[u8], [u8; 6]); 4] = [
            (png::ColorType::Rgb, &[1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]),
            (png::ColorType::Rgba, &[1, 2, 3, 255, 4, 5, 6, 0], [1, 2, 3, 255, 255, 255]),
            (png::ColorType::Grayscale, &[7, 9], [7, 7, 7, 9, 9, 9]),
            (png::ColorType::GrayscaleAlpha, &[7, 255, 9, 0], [7, 7, 7, 255, 255, 255]),
        ];
        for (colour, bytes, expected) in cases {
            png(&path, 2, colour, bytes);
            let picture = picture(&path).unwrap();
            assert_eq!((picture.width, picture.height), (2, 1));
            assert_eq!(*picture.rgb.reveal(), expected, "{colour:?}");
        }
        png(&path, 2000, png::ColorType::Grayscale, &[0; 2000]);
        assert!(picture(&path).err().unwrap().contains("2000 × 1 pixels"));
        fs::write(&path, "no picture").unwrap();
        assert!(picture(&path).err().unwrap().contains("it is no PNG picture"));
    }
}
