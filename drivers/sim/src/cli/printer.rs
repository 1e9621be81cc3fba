//! `device-sim printer`.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use device_sim::printer::{PaperLevel, Personality, PrinterControl, PrinterFault, PrinterSim, Ticket};

use super::{PrinterArguments, fault, obey, options, unknown};

const HELP: &str = "\
paper out|near|full   how much paper there is
cover open|shut       the lid
take-ticket           take the ticket that waits, or tear off what hangs out
fault NAME            set a fault (fault none takes it back); one of:";
/// How often the writer of tickets looks whether it shall stop.
const LOOK: Duration = Duration::from_millis(500);

pub(super) fn run(arguments: &PrinterArguments) -> Result<(), String> {
    let personality = Personality::named(&arguments.model).ok_or_else(|| {
        format!("there is no printer “{}”; there are: {}", arguments.model, Personality::NAMES.join(", "))
    })?;
    std::fs::create_dir_all(&arguments.out)
        .map_err(|error| format!("the folder {} cannot be made: {error}", arguments.out.display()))?;
    let printer = PrinterSim::start(options(&arguments.link, arguments.baud)?, personality)
        .map_err(|error| format!("the line {} cannot be made: {error}", arguments.link.display()))?;
    let hand = printer.control();
    println!("{} on {}", arguments.model, arguments.link.display());
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| write_tickets(&hand, &arguments.out, &stop));
        let obeyed = obey(|word, rest| command(&hand, word, rest));
        stop.store(true, Ordering::Relaxed);
        obeyed
    })
}

fn command(hand: &PrinterControl, word: &str, rest: &str) -> Result<(), String> {
    match (word, rest) {
        ("paper", "full") => hand.set_paper(PaperLevel::Full),
        ("paper", "near") => hand.set_paper(PaperLevel::Near),
        ("paper", "out") => hand.set_paper(PaperLevel::Out),
        ("paper", _) => return Err("it is: paper out, paper near or paper full".to_owned()),
        ("cover", "open") => hand.set_cover(true),
        ("cover", "shut") => hand.set_cover(false),
        ("cover", _) => return Err("it is: cover open or cover shut".to_owned()),
        ("take-ticket", _) => hand.take_ticket(),
        ("fault", name) => hand.set_fault(fault(name)?),
        ("unplug", _) => hand.unplug(),
        ("replug", _) => hand.replug(),
        ("power-cycle", _) => hand.power_cycle(),
        ("status", _) => status(hand),
        ("help", _) => {
            println!("{HELP}");
            for fault in PrinterFault::ALL {
                println!("                        {fault}");
            }
            println!("unplug, replug        pull and put the cable\npower-cycle           switch off and on");
            println!("status                say how it is\nquit                  end");
        }
        _ => return unknown(word),
    }
    Ok(())
}

fn status(hand: &PrinterControl) {
    let yes = |is: bool| if is { "yes" } else { "no" };
    let set = hand.fault().map_or_else(|| "none".to_owned(), |fault| fault.to_string());
    println!("plugged in: {}  paper: {:?}  lid open: {}", yes(hand.is_plugged()), hand.paper(), yes(hand.cover_open()));
    println!("fault: {set}  ticket waits: {}  tickets: {}", yes(hand.ticket_waiting()), hand.tickets().len());
    println!("drawn back: {}  put out of the slot: {}", hand.retracted().len(), hand.ejected().len());
    println!(
        "rows hanging out: {}  bytes in the buffer: {}  bytes lost: {}  starved: {} ms",
        hand.ink(),
        hand.buffered_bytes(),
        hand.overflowed_bytes(),
        hand.starved_ms()
    );
    for note in hand.unknown_commands() {
        println!("not obeyed: {note}");
    }
    if let Some(trouble) = hand.trouble() {
        println!("{trouble}");
    }
}

/// Writes every ticket as soon as it is out, and those that are out when it is told to stop.
fn write_tickets(hand: &PrinterControl, folder: &Path, stop: &AtomicBool) {
    let mut next = 1;
    loop {
        let stopping = stop.load(Ordering::Relaxed);
        match hand.wait_ticket(next, if stopping { Duration::ZERO } else { LOOK }) {
            Some(ticket) => {
                match write(&ticket, &folder.join(format!("ticket-{next}"))) {
                    Ok(()) => println!("ticket-{next}: {} rows, {:?}", ticket.height_dots(), ticket.cut),
                    Err(message) => eprintln!("device-sim: {message}"),
                }
                next += 1;
            }
            None if stopping => break,
            None => {}
        }
    }
}

fn write(ticket: &Ticket, stem: &Path) -> Result<(), String> {
    let files: [(&str, Vec<u8>); 3] =
        [("bin", ticket.bytes.clone()), ("txt", ticket.text.clone().into_bytes()), ("png", ticket.png())];
    for (end, content) in files {
        let path: PathBuf = stem.with_extension(end);
        std::fs::write(&path, content).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
    }
    Ok(())
}
