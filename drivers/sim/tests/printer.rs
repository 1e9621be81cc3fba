//! The printer as a driver meets it: bytes in, status and paper out, over a real pseudo-terminal.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)] // a test stops where it fails

mod common;

use common::{Host, PATIENCE};
use device_sim::LineOptions;
use device_sim::printer::{CutKind, PaperLevel, Personality, PrinterControl, PrinterFault, PrinterSim, Ticket};

struct Bench {
    host: Host,
    hand: PrinterControl,
    _printer: PrinterSim,
    folder: tempfile::TempDir,
}

fn bench(personality: Personality) -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("printer");
    let printer = PrinterSim::start(LineOptions::instant(&link), personality).unwrap();
    Bench { host: Host::open(&link), hand: printer.control(), _printer: printer, folder }
}

fn epson() -> Bench {
    bench(Personality::epson_80mm())
}

/// GBK, as a driver sends it.
fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

impl Bench {
    /// DLE EOT 1 to 4.
    fn status(&mut self) -> Vec<u8> {
        self.host.ask(b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", 4)
    }

    fn print(&mut self, bytes: &[u8]) -> Ticket {
        let before = self.hand.tickets().len();
        self.host.send(bytes);
        self.hand.wait_ticket(before + 1, PATIENCE).unwrap()
    }
}

fn inked(ticket: &Ticket) -> usize {
    ticket.rows.iter().flatten().map(|byte| byte.count_ones() as usize).sum()
}

#[test]
fn text_is_drawn_and_read_and_cut() {
    let mut bench = epson();
    let job = [b"\x1B@\x1C&".to_vec(), gbk("社保 A1\n缴费证明"), b"\n\x1DVB\x00".to_vec()].concat();
    let ticket = bench.print(&job);
    assert_eq!(ticket.text, "社保 A1\n缴费证明\n");
    assert_eq!((ticket.cut, ticket.cut_through), (CutKind::Partial, false));
    assert_eq!(ticket.bytes, job);
    assert_eq!(ticket.cut_commands, [b"\x1DVB\x00".to_vec()]);
    // The way from the cutter to the head, two lines of 30 dots, and what is fed so that nothing is cut through.
    assert_eq!(ticket.height_dots(), 112 + 60);
    assert!(inked(&ticket) > 500, "{}", inked(&ticket));
    assert!(!ticket.black(575, 120) && (0..96).any(|x| ticket.black(x, 120)));
    assert!(bench.hand.unknown_commands().is_empty());
}

#[test]
fn a_cut_before_the_feed_goes_through_the_last_line() {
    let mut bench = epson();
    let ticket = bench.print(b"\x1B@one\ntwo\nthree\nfour\nfive\nsix\n\x1DV\x00");
    assert!(ticket.cut_through);
    assert_eq!(ticket.text, "one\ntwo\n");
    let next = bench.print(b"\x1B@seven\n\x1BJ\xB0\x1DV\x01");
    assert!(next.text.contains("six\nseven"));
    assert!(!next.cut_through);
}

#[test]
fn chinese_mode_off_is_mojibake() {
    let mut bench = bench(Personality::cn_kiosk_58mm());
    bench.host.send(
        &[b"\x1B@".to_vec(), gbk("社保\n"), b"\x1C&".to_vec(), gbk("社保\n"), b"\x1BJ\x80\x1Dr\x01".to_vec()].concat(),
    );
    let ticket = bench.hand.wait_ticket(1, PATIENCE).unwrap();
    assert_eq!(ticket.text, "╔τ▒ú\n社保\n");
    assert_eq!(ticket.cut, CutKind::TearBar);
}

#[test]
fn what_the_font_lacks_is_garbage() {
    let mut small = bench(Personality::cn_kiosk_58mm());
    small.host.send(&[b"\x1B@\x1C&".to_vec(), gbk("镕社\n"), b"\x1BJ\x80\x1Dr\x01".to_vec()].concat());
    assert_eq!(small.hand.wait_ticket(1, PATIENCE).unwrap().text, "\u{FFFD}社\n");
    let mut big = epson();
    assert_eq!(big.print(&[gbk("镕\n"), b"\x1DVB\x00".to_vec()].concat()).text, "镕\n");
    // Source of the code: GB 18030, four bytes 82 30 AB 39: two garbage bytes, two digits.
    let four = big.print(&[gbk("㙓\n"), b"\x1DVB\x00".to_vec()].concat());
    assert_eq!(four.text, "\u{FFFD}0\u{FFFD}9\n");
}

#[test]
fn sizes_change_latin_and_chinese_as_the_printer_does() {
    let width = |personality: Personality, size: &[u8]| {
        let mut bench = bench(personality);
        let job = [b"\x1B@\x1C&".as_slice(), size, &gbk("国国\n"), b"\x1BJ\xF0\x1DV\x00"].concat();
        let ticket = bench.print(&job);
        (0..576).rev().find(|x| (0..ticket.height_dots()).any(|y| ticket.black(*x, y))).unwrap() / 24
    };
    assert_eq!(width(Personality::epson_80mm(), b""), 1);
    assert_eq!(width(Personality::epson_80mm(), b"\x1D!\x11"), 3);
    assert_eq!(width(Personality::cn_kiosk_80mm(), b"\x1D!\x11"), 1);
    assert_eq!(width(Personality::cn_kiosk_80mm(), b"\x1D!\x11\x1C!\x0C"), 3);
    assert_eq!(width(Personality::cn_kiosk_80mm(), b"\x1CW\x01"), 3);
}

#[test]
fn raster_lands_where_it_was_sent() {
    let mut bench = epson();
    // Two rows of 16 dots in the middle, then GS ( L of 8×3 dots at the left, then a column picture of 1×24.
    let job = b"\x1B@\x1Ba\x01\x1Dv0\x00\x02\x00\x02\x00\x80\x01\xFF\xFF\x1Ba\x00\
        \x1D(L\x0D\x000p0\x01\x011\x08\x00\x03\x00\xFF\x81\xFF\x1D(L\x02\x0002\
        \x1B3\x18\x1B*\x21\x01\x00\xFF\x00\x01\x0A\x1DVB\x00";
    let ticket = bench.print(job);
    let top = 112;
    assert!(ticket.black(280, top) && !ticket.black(281, top) && ticket.black(295, top));
    assert!((280..296).all(|x| ticket.black(x, top + 1)));
    assert!(ticket.black(0, top + 3) && !ticket.black(1, top + 3) && ticket.black(7, top + 3));
    assert!(ticket.black(0, top + 5) && !ticket.black(0, top + 5 + 8) && ticket.black(0, top + 5 + 23));
    assert!(bench.hand.unknown_commands().is_empty(), "{:?}", bench.hand.unknown_commands());
}

#[test]
fn a_half_sent_raster_swallows_the_next_job_until_it_is_cleared() {
    let mut bench = epson();
    bench.host.send(b"\x1B@\x1Dv0\x00\x48\x00\x40\x00\xFF");
    bench.host.send(b"\x1B@hello\n\x1DVB\x00");
    assert_eq!(bench.status(), [0x12; 4], "a question within the picture is answered");
    assert!(bench.hand.tickets().is_empty());
    assert_eq!(bench.host.ask(b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08", 3), [0x37, 0x25, 0x00]);
    assert_eq!(bench.print(b"\x1B@hello\n\x1DVB\x00").text, "hello\n");
    // A module without that command is flooded with zero bytes.
    let mut module = self::bench(Personality::cn_kiosk_80mm());
    module.host.send(b"\x1B@\x1Dv0\x00\x48\x00\x40\x00\xFF");
    module.host.send(&[0; 8192]);
    assert_eq!(module.print(b"\x1B@hello\n\x1BJ\xFF\x1DV\x00").text, "hello\n");
    assert_eq!(module.hand.overflowed_bytes(), 0);
}

#[test]
fn the_printers_own_qr_code_reads_back_from_the_png() {
    let mut bench = epson();
    let content = b"https://example.org/v/ABC-123";
    let mut job = b"\x1B@\x1Ba\x01\x1D(k\x04\x001A2\x00\x1D(k\x03\x001C\x06\x1D(k\x03\x001E1".to_vec();
    job.extend(b"\x1D(k");
    job.extend(((content.len() + 3) as u16).to_le_bytes());
    job.extend(b"1P0");
    job.extend(content);
    job.extend(b"\x1D(k\x03\x001Q0\x1BJ\x20\x1DVB\x00");
    let ticket = bench.print(&job);
    assert_eq!(ticket.qr, ["https://example.org/v/ABC-123"]);
    let decoder = png::Decoder::new(std::io::Cursor::new(ticket.png()));
    let mut reader = decoder.read_info().unwrap();
    let mut packed = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut packed).unwrap();
    assert_eq!((info.width, info.height as usize), (576, ticket.height_dots()));
    let white = |x: usize, y: usize| packed[y * info.line_size + x / 8] & (0x80 >> (x % 8)) != 0;
    let gray = |x, y| if white(x, y) { 255 } else { 0 };
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(576, ticket.height_dots(), gray);
    let (_, read) = picture.detect_grids()[0].decode().unwrap();
    assert_eq!(read.as_bytes(), content);
    let (width, height, dots) = ticket.gray();
    assert!((0..height).all(|y| (0..width).all(|x| dots[y * width + x] == gray(x, y))));
    // A clone without QR prints nothing of it, and says so.
    let mut clone = self::bench(Personality::cn_kiosk_80mm());
    assert!(clone.print(&job[..]).qr.is_empty());
    assert!(clone.hand.unknown_commands().iter().any(|note| note.starts_with("1D 28 6B")));
}

#[test]
fn completion_is_told_in_order() {
    let mut bench = epson();
    assert_eq!(bench.host.ask(b"\x1B@a\n\x1D(H\x06\x00000001\x1Dr\x01", 8), b"\x37\x220001\x00\x00");
    bench.hand.set_paper(PaperLevel::Out);
    bench.host.send(b"b\n\x1D(H\x06\x00000002\x1Dr\x01");
    assert_eq!(bench.status(), [0x1A, 0x32, 0x12, 0x7E], "no completion comes before the paper");
    assert_eq!(bench.hand.current_text(), "a\n");
    bench.hand.set_paper(PaperLevel::Full);
    assert_eq!(bench.host.expect(8), b"\x37\x220002\x00\x00");
    assert_eq!(bench.hand.current_text(), "a\nb\n");
    bench.hand.set_fault(Some(PrinterFault::NoCompletion));
    bench.host.send(b"\x1D(H\x06\x00000003\x1Dr\x01");
    assert_eq!(bench.status(), [0x12; 4]);
}

#[test]
fn automatic_status_comes_with_every_change() {
    let mut bench = epson();
    assert_eq!(bench.host.ask(b"\x1Da\xFF", 4), [0x10, 0, 0, 0]);
    bench.hand.set_paper(PaperLevel::Near);
    assert_eq!(bench.host.expect(4), [0x10, 0, 0x03, 0]);
    bench.hand.set_cover(true);
    assert_eq!(bench.host.expect(4), [0x38, 0, 0x03, 0]);
    bench.hand.set_cover(false);
    bench.hand.set_paper(PaperLevel::Full);
    assert_eq!(bench.host.expect(8), [0x10, 0, 0x03, 0, 0x10, 0, 0, 0]);
    bench.host.send(b"\x1B@");
    assert_eq!(bench.status(), [0x12; 4]);
    bench.hand.set_paper(PaperLevel::Near);
    assert_eq!(bench.status(), [0x12, 0x12, 0x12, 0x1E], "ESC @ ends the automatic status");
}

#[test]
fn identity() {
    let mut bench = epson();
    assert_eq!(bench.host.ask(b"\x1DIB", 7), b"\x5FEPSON\x00");
    assert_eq!(bench.host.ask(b"\x1DIE", 15), b"\x5FCHINA GB18030\x00");
    assert_eq!(bench.host.ask(b"\x1DI\x02", 1), [0x03]);
}

#[test]
fn paper_out_in_the_middle_keeps_the_rest_until_it_is_cleared() {
    for clear in [false, true] {
        let mut bench = epson();
        bench.hand.set_fault(Some(PrinterFault::PaperOutAfterRows(45)));
        bench.host.send(b"\x1B@one\ntwo\nthree\n\x1DVB\x00");
        assert!(bench.hand.wait_raw(20, PATIENCE));
        assert_eq!(bench.status(), [0x1A, 0x32, 0x12, 0x7E]);
        assert_eq!((bench.hand.ink(), bench.hand.current_text().as_str()), (45, "one\n"));
        if clear {
            bench.host.send(b"\x10\x05\x02");
            assert_eq!(bench.status(), [0x1A, 0x32, 0x12, 0x7E]);
        }
        bench.hand.set_paper(PaperLevel::Full);
        assert_eq!(bench.status(), [0x12; 4]);
        if clear {
            assert!(bench.hand.tickets().is_empty());
            assert_eq!(bench.print(b"\x1B@new\n\x1DVB\x00").text, "one\nnew\n");
        } else {
            assert_eq!(bench.hand.wait_ticket(1, PATIENCE).unwrap().text, "one\ntwo\nthree\n");
        }
    }
}

#[test]
fn lid_cutter_head_and_worse() {
    let mut bench = epson();
    bench.hand.set_fault(Some(PrinterFault::CoverOpensAfterRows(10)));
    bench.host.send(b"\x1B@one\n");
    assert!(bench.hand.wait_raw(6, PATIENCE));
    assert_eq!(bench.status(), [0x1A, 0x56, 0x52, 0x12]);
    bench.hand.set_cover(false);
    assert_eq!(bench.status(), [0x12; 4]);
    bench.hand.set_fault(Some(PrinterFault::CutterJams));
    bench.host.send(b"\x1DVB\x00");
    assert_eq!(bench.status(), [0x1A, 0x52, 0x1A, 0x12]);
    bench.hand.set_fault(None);
    assert_eq!(bench.hand.wait_ticket(1, PATIENCE).unwrap().text, "one\n");
    bench.hand.set_fault(Some(PrinterFault::HeadHotAfterRows(0)));
    bench.host.send(b"two\n");
    assert_eq!(bench.status(), [0x1A, 0x52, 0x52, 0x12]);
    assert_eq!(bench.hand.ink(), 0);
    bench.hand.set_fault(Some(PrinterFault::Unrecoverable));
    assert_eq!(bench.status(), [0x1A, 0x52, 0x32, 0x12]);
    bench.hand.set_fault(Some(PrinterFault::Offline));
    assert_eq!(bench.status(), [0x1A, 0x12, 0x12, 0x12]);
    bench.hand.set_fault(None);
    assert_eq!(bench.status(), [0x12; 4]);
}

#[test]
fn a_ticket_waits_until_it_is_taken() {
    let mut bench = bench(Personality::cn_kiosk_80mm());
    let ticket = bench.print(b"\x1B@one\n\x1BJ\x80\x1DV\x00");
    assert_eq!(ticket.cut, CutKind::Partial, "this cutter cannot cut fully");
    assert_eq!(bench.status(), [0x92, 0x12, 0x12, 0x12]);
    bench.hand.take_ticket();
    assert_eq!(bench.status(), [0x12; 4]);
}

#[test]
fn a_full_buffer_loses_holds_or_stops_the_driver() {
    let text = [b'x'; 6000];
    let mut loses = bench(Personality::cn_kiosk_80mm());
    loses.hand.set_paper(PaperLevel::Out);
    loses.host.send(&text);
    assert!(loses.hand.wait_raw(6000, PATIENCE));
    assert_eq!((loses.hand.buffered_bytes(), loses.hand.overflowed_bytes()), (4096, 1904));
    assert_eq!(loses.status(), [0x1A, 0x32, 0x12, 0x7E], "a question is answered even so");
    let mut holds = epson();
    holds.hand.set_paper(PaperLevel::Out);
    holds.host.send(&text);
    assert!(holds.hand.wait_raw(4096, PATIENCE));
    holds.hand.set_paper(PaperLevel::Full);
    assert!(holds.hand.wait_raw(6000, PATIENCE));
    assert_eq!(holds.hand.overflowed_bytes(), 0);
    let mut stops = bench(Personality::cn_kiosk_58mm());
    stops.hand.set_paper(PaperLevel::Out);
    stops.host.send(&text[..1921]);
    assert_eq!(stops.host.expect(1), [0x13]);
    stops.hand.set_paper(PaperLevel::Full);
    assert_eq!(stops.host.expect(1), [0x11]);
}

#[test]
fn stalled_silent_stale_and_wrong() {
    let mut bench = epson();
    bench.hand.set_fault(Some(PrinterFault::StallAfterBytes(10)));
    bench.host.send(b"0123456789abcdef");
    assert!(bench.hand.wait_raw(10, PATIENCE));
    bench.hand.set_fault(None);
    assert!(bench.hand.wait_raw(16, PATIENCE));
    bench.hand.set_fault(Some(PrinterFault::StaleStatus));
    assert_eq!(bench.host.expect(8), [0x1A, 0x32, 0x12, 0x7E, 0x18, 0x00, 0x0F, 0x00]);
    bench.hand.set_fault(Some(PrinterFault::WrongStatusBytes));
    assert_eq!(bench.status(), [0x01; 4]);
    bench.hand.set_fault(Some(PrinterFault::GarbageAnswers));
    assert_ne!(bench.status(), [0x12; 4]);
    bench.hand.clear();
    bench.hand.set_fault(Some(PrinterFault::Silent));
    bench.host.send(b"\x10\x04\x01");
    assert!(bench.hand.wait_raw(3, PATIENCE));
    bench.hand.set_fault(None);
    assert_eq!(bench.status(), [0x12; 4]);
}

#[test]
fn the_cable_is_pulled_after_so_many_bytes_and_the_rest_stays_in_the_printer() {
    let mut bench = epson();
    bench.hand.set_fault(Some(PrinterFault::UnplugAfterBytes(6)));
    bench.host.send(b"\x1B@one\ntwo\n");
    assert!(bench.host.hung_up());
    bench.hand.replug();
    bench.host = Host::open(&bench.folder.path().join("printer"));
    assert_eq!(bench.status(), [0x12; 4]);
    assert_eq!(bench.hand.current_text(), "one\n");
    assert_eq!(bench.hand.raw().len(), 6 + 12);
    bench.host.send(b"three\n");
    bench.hand.power_cycle();
    assert_eq!(bench.status(), [0x12; 4]);
}

#[test]
fn questions_between_jobs_are_no_part_of_a_ticket() {
    let mut bench = epson();
    for _ in 0..50 {
        bench.status();
    }
    bench.host.send(&[0; 100]);
    let job = b"\x1B@one\n\x1DVB\x00";
    assert_eq!(bench.print(job).bytes, job);
    assert_eq!(bench.hand.raw().len(), 50 * 12 + 100 + job.len());
}

#[test]
fn a_tear_bar_parts_by_hand() {
    let mut bench = bench(Personality::cn_kiosk_58mm());
    bench.host.send(b"\x1B@one\n\x1DV\x00\x1BJ\x32\x1Dr\x01");
    assert_eq!(bench.host.expect(1), [0]);
    assert!(bench.hand.tickets().is_empty(), "50 rows are too few to tear");
    bench.hand.take_ticket();
    let ticket = &bench.hand.tickets()[0];
    assert_eq!(ticket.cut, CutKind::TearBar);
    assert_eq!(ticket.cut_commands, [b"\x1DV\x00".to_vec()]);
}

/// On a paced line the mechanism has its own speed, and questions are answered while it prints.
#[test]
fn a_paced_printer_prints_what_an_instant_one_prints() {
    let job = [b"\x1B@\x1C&".to_vec(), gbk("社保\n缴费\n"), b"\x1D(H\x06\x00000007\x1DVB\x00".to_vec()].concat();
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("printer");
    let printer = PrinterSim::start(LineOptions::paced(&link, 115_200), Personality::epson_80mm()).unwrap();
    let mut host = Host::open(&link);
    host.send(&job);
    assert_eq!(host.ask(b"\x10\x04\x01", 1), [0x12]);
    assert!(printer.control().tickets().is_empty(), "the paper is slower than the wire");
    assert_eq!(host.expect(7), b"\x37\x220007\x00");
    let ticket = printer.control().wait_ticket(1, PATIENCE).unwrap();
    assert_eq!(ticket, epson().print(&job));
    assert_eq!(printer.control().starved_ms(), 0);
}
