//! `device-sim reader`.

use std::path::Path;

use device_sim::reader::{Card, ReaderFault, ReaderSim};

use super::{ReaderArguments, fault, obey, options, unknown};

const HELP: &str = "\
lay FILE       lay a card down: a card file (TOML) or a reader's answer in hexadecimal (.hex)
take           take the card away
fault NAME     set a fault (fault none takes it back); one of:";

pub(super) fn run(arguments: &ReaderArguments) -> Result<(), String> {
    let reader = ReaderSim::start(options(&arguments.link, arguments.baud)?)
        .map_err(|error| format!("the line {} cannot be made: {error}", arguments.link.display()))?;
    let hand = reader.control();
    if let Some(file) = &arguments.card {
        hand.lay(card(file)?);
    }
    println!("reader on {}", arguments.link.display());
    obey(|word, rest| {
        match word {
            "lay" => hand.lay(card(Path::new(rest))?),
            "take" => hand.take(),
            "fault" => hand.set_fault(fault(rest)?),
            "unplug" => hand.unplug(),
            "replug" => hand.replug(),
            "status" => {
                let here = |is: bool| if is { "yes" } else { "no" };
                let set = hand.fault().map_or_else(|| "none".to_owned(), |fault| fault.to_string());
                println!("plugged in: {}  card: {}  fault: {set}", here(hand.is_plugged()), here(hand.card_present()));
                println!("{:?}", hand.counts());
                if let Some(trouble) = hand.trouble() {
                    println!("{trouble}");
                }
            }
            "help" => {
                println!("{HELP}");
                for fault in ReaderFault::ALL {
                    println!("                 {fault}");
                }
                println!("unplug, replug pull and put the plug\nstatus         say how it is\nquit           end");
            }
            _ => return unknown(word),
        }
        Ok(())
    })
}

/// Reads a card file, or a reader's answer written in hexadecimal.
fn card(file: &Path) -> Result<Card, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{} cannot be read: {error}", file.display()))?;
    let card = if file.extension().is_some_and(|end| end == "hex") {
        let digits: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes: Option<Vec<u8>> =
            digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).ok()).collect();
        Card::from_response(&bytes.ok_or_else(|| format!("{} is not hexadecimal", file.display()))?)
    } else {
        Card::from_text(&text)
    };
    card.map_err(|error| format!("{}: {error}", file.display()))
}
