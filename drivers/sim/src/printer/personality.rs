//! Which printer is simulated: what its font has, what it can cut, how it says how it is.

/// Which Chinese characters the built-in font has. No printer draws four-byte codes of GB 18030.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Font {
    /// All two-byte characters (areas 1 to 5 of GB 18030).
    Gbk,
    /// GB 2312 only: both bytes A1 and above.
    Gb2312,
}

/// A printer, as data. Names are those of the terminal files: `epson-80mm`, `cn-kiosk-80mm`, `custom-kpm-80mm` and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personality {
    /// Dots of a row: 576 on 80 mm paper, 384 on 58 mm (203 dpi, 8 dots a millimetre).
    pub dots: u16,
    /// What the Chinese font has.
    pub font: Font,
    /// Chinese mode (FS &) is on after power-up and ESC @.
    pub chinese_at_power_up: bool,
    /// GS ! changes the size of Chinese characters too; many clones want FS ! for them.
    pub gs_size_scales_chinese: bool,
    /// Draws QR codes itself (GS ( k).
    pub native_qr: bool,
    /// Tells by GS ( H that what was before it is printed.
    pub gs_paren_h: bool,
    /// Sends its status by itself after GS a.
    pub asb: bool,
    /// Bit 7 of DLE EOT 1 says that a ticket waits to be taken.
    /// Source: Cashino KP-628E user manual, DLE EOT table.
    pub bit7_ticket_waiting: bool,
    /// Has a presenter, which obeys GS e and tells by GS e 6 how it is.
    /// Source: Custom KPM210/KPM216 manual p. 76; PyramidTechnologies/escpos, `paper_movement.rst`.
    pub presenter: bool,
    /// Answers DLE EOT 20 with six bytes.
    /// Source: Custom KPM150H manual p. 66; PyramidTechnologies/escpos, `reliance_status.rst`.
    pub full_status: bool,
    /// Obeys DLE ENQ 2: clears its buffers and recovers from paper end, open lid and cutter error.
    pub dle_enq: bool,
    /// Obeys DLE DC4 function 8: clears its buffers and says so.
    pub dle_dc4_clear: bool,
    /// Has a cutter; without one a ticket is torn off at a bar.
    pub cutter: bool,
    /// Its cutter cannot cut fully.
    pub partial_only: bool,
    /// GS V 65 and 66 feed to the cutter before they cut; some clones cut where they are.
    pub cut_feeds: bool,
    /// Rows between the head and the cutter (or tear bar).
    pub head_to_cutter_dots: u16,
    /// Receive buffer.
    pub buffer_bytes: usize,
    /// Millimetres of paper a second.
    pub speed_mm_s: u16,
    /// Holds the driver with XOFF when the buffer fills.
    pub xon_xoff: bool,
    /// Has no way to hold the driver: what does not fit is lost in silence.
    pub overflow_loses_bytes: bool,
    /// Answer to GS I 66.
    pub maker: String,
    /// Answer to GS I 67.
    pub model: String,
    /// Answer to GS I 68.
    pub serial: String,
    /// Answer to GS I 65.
    pub firmware: String,
}

impl Personality {
    /// An Epson-like 80 mm printer with RTS/CTS (a full buffer leaves the bytes in the wire), GS ( H, ASB and its own QR.
    /// Source: Epson TM-T88III specification 2.1.1.3 (buffer); Epson ESC/POS reference.
    pub fn epson_80mm() -> Self {
        Self {
            dots: 576,
            font: Font::Gbk,
            chinese_at_power_up: true,
            gs_size_scales_chinese: true,
            native_qr: true,
            gs_paren_h: true,
            asb: true,
            bit7_ticket_waiting: false,
            presenter: false,
            full_status: false,
            dle_enq: true,
            dle_dc4_clear: true,
            cutter: true,
            partial_only: false,
            cut_feeds: true,
            head_to_cutter_dots: 112,
            buffer_bytes: 4096,
            speed_mm_s: 150,
            xon_xoff: false,
            overflow_loses_bytes: false,
            maker: "EPSON".to_owned(),
            model: "TM-T82X".to_owned(),
            serial: "SIM0000001".to_owned(),
            firmware: "1.00 SIM".to_owned(),
        }
    }

    /// A Chinese 80 mm kiosk module on three wires: nothing holds the driver, bit 7 says that the ticket waits.
    /// Source: Cashino KP-628E user manual.
    pub fn cn_kiosk_80mm() -> Self {
        Self {
            gs_size_scales_chinese: false,
            native_qr: false,
            gs_paren_h: false,
            asb: false,
            bit7_ticket_waiting: true,
            dle_dc4_clear: false,
            partial_only: true,
            cut_feeds: false,
            head_to_cutter_dots: 96,
            speed_mm_s: 90,
            overflow_loses_bytes: true,
            maker: "SIM".to_owned(),
            model: "KIOSK80".to_owned(),
            serial: "SIM0000002".to_owned(),
            ..Self::epson_80mm()
        }
    }

    /// A Chinese 58 mm panel module with a GB 2312 font, a tear bar and XON/XOFF.
    /// Source: SPRT SP series manual p. 45 (GB 2312 level 1 and 2, FS & required).
    pub fn cn_kiosk_58mm() -> Self {
        Self {
            dots: 384,
            font: Font::Gb2312,
            chinese_at_power_up: false,
            bit7_ticket_waiting: false,
            cutter: false,
            head_to_cutter_dots: 80,
            buffer_bytes: 2048,
            speed_mm_s: 60,
            xon_xoff: true,
            overflow_loses_bytes: false,
            model: "PANEL58".to_owned(),
            serial: "SIM0000003".to_owned(),
            ..Self::cn_kiosk_80mm()
        }
    }

    /// An 80 mm kiosk printer with a presenter that tells of itself by GS e 6.
    /// Source: Custom KPM210/KPM216 manual p. 76.
    pub fn custom_kpm_80mm() -> Self {
        Self {
            native_qr: false,
            gs_paren_h: false,
            asb: false,
            presenter: true,
            dle_dc4_clear: false,
            cut_feeds: false,
            head_to_cutter_dots: 120,
            maker: "CUSTOM".to_owned(),
            model: "KPM216".to_owned(),
            serial: "SIM0000004".to_owned(),
            ..Self::epson_80mm()
        }
    }

    /// An 80 mm kiosk printer with an ejector that tells of itself by DLE EOT 20.
    /// Source: Custom KPM150H manual p. 66.
    pub fn custom_kpm150h_80mm() -> Self {
        Self {
            full_status: true,
            model: "KPM150H".to_owned(),
            serial: "SIM0000005".to_owned(),
            ..Self::custom_kpm_80mm()
        }
    }

    /// Every printer that has a name.
    pub const NAMES: [&str; 5] =
        ["epson-80mm", "cn-kiosk-80mm", "cn-kiosk-58mm", "custom-kpm-80mm", "custom-kpm150h-80mm"];

    /// The printer of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "epson-80mm" => Some(Self::epson_80mm()),
            "cn-kiosk-80mm" => Some(Self::cn_kiosk_80mm()),
            "cn-kiosk-58mm" => Some(Self::cn_kiosk_58mm()),
            "custom-kpm-80mm" => Some(Self::custom_kpm_80mm()),
            "custom-kpm150h-80mm" => Some(Self::custom_kpm150h_80mm()),
            _ => None,
        }
    }
}
