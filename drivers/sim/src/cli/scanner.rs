//! `device-sim scanner`.

use device_sim::scanner::{ScannerFault, ScannerSim};

use super::{ScannerArguments, fault, obey, options, unknown};

const HELP: &str = "\
hold TEXT      hold a code before the glass
take           take it away
fault NAME     set a fault (fault none takes it back); one of:";

pub(super) fn run(arguments: &ScannerArguments) -> Result<(), String> {
    let family = arguments.model.parse()?;
    let scanner = ScannerSim::start(options(&arguments.link, arguments.baud)?, family)
        .map_err(|error| format!("the line {} cannot be made: {error}", arguments.link.display()))?;
    let hand = scanner.control();
    println!("scanner on {}", arguments.link.display());
    obey(|word, rest| {
        match word {
            "hold" if !rest.is_empty() => hand.hold(rest),
            "hold" => return Err("hold what? write the text of the code behind it".into()),
            "take" => hand.take(),
            "fault" => hand.set_fault(fault(rest)?),
            "unplug" => hand.unplug(),
            "replug" => hand.replug(),
            "status" => {
                let here = |is: bool| if is { "yes" } else { "no" };
                let set = hand.fault().map_or_else(|| "none".to_owned(), |fault| fault.to_string());
                println!("plugged in: {}  looking: {}  fault: {set}", here(hand.is_plugged()), here(hand.looks()));
                println!("{:?}", hand.counts());
                if let Some(trouble) = hand.trouble() {
                    println!("{trouble}");
                }
            }
            "help" => {
                println!("{HELP}");
                for fault in ScannerFault::ALL {
                    println!("                 {fault}");
                }
                println!("unplug, replug pull and put the plug\nstatus         say how it is\nquit           end");
            }
            _ => return unknown(word),
        }
        Ok(())
    })
}
