//! A picture that has the shape of a ticket, and names of places.

use std::sync::Arc;

use service::sheet::{Colours, Folio, Sheet};

/// Dots of an 80 mm ticket at 203 dpi.
const WIDTH: u16 = 576;
/// Dots: about 19 cm of paper.
const HEIGHT: u16 = 1520;

/// A stand-in for a ticket where no printer model and no fonts are at hand: lines of blocks as wide as characters, and
/// a square for the code. For the picture of a real one see [`super::all_with`].
pub fn sheet() -> Arc<Sheet> {
    let inked = |x: u16, y: u16| {
        let line = y / 38;
        let length = [20, 8, 22, 17, 23, 12].get(usize::from(line % 6)).copied().unwrap_or(20);
        let text = y < 1100
            && y % 38 < 24
            && (24..24 + length * 24).contains(&x)
            && x % 24 < 20
            && !(x / 4 + y / 3).is_multiple_of(3);
        let code = (1150..1400).contains(&y) && (163..413).contains(&x) && (x / 10 * 7 + y / 10 * 11) % 5 < 2;
        text || code
    };
    let dots = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| if inked(x, y) { 0 } else { 255_u8 }));
    let gray = dots.collect::<Vec<_>>().into();
    let picture = paper::Picture { width: WIDTH, height: HEIGHT, gray };
    Arc::new(Sheet { ticket: paper::Ticket::new(48), picture, folio: None })
}

/// A stand-in for a page of A4: a title, lines of blocks, a red ring for the seal.
pub(super) fn folio() -> Arc<Sheet> {
    let (width, height) = (620_u32, 877_u32);
    let colour = |x: u32, y: u32| -> [u8; 3] {
        let title = (70..100).contains(&y) && (170..450).contains(&x) && x % 40 < 34;
        let line = y / 34;
        let length = [470, 300, 520, 450].get((line % 4) as usize).copied().unwrap_or(400);
        let text = (150..620).contains(&y) && y % 34 < 18 && (60..60 + length).contains(&x) && x % 20 < 17;
        let (dx, dy) = (x.abs_diff(450), y.abs_diff(700));
        let ring = (75 * 75..85 * 85).contains(&(dx * dx + dy * dy));
        match (ring, title || text) {
            (true, _) => [200, 20, 20],
            (_, true) => [0, 0, 0],
            _ => [255, 255, 255],
        }
    };
    let rgb: Vec<u8> = (0..height).flat_map(|y| (0..width).flat_map(move |x| colour(x, y))).collect();
    let picture = Colours { width, height, rgb: rgb.into() };
    Arc::new(Sheet {
        ticket: paper::Ticket::new(48),
        picture: paper::Picture { width: 0, height: 0, gray: Vec::new().into() },
        folio: Some(Folio { pdf: Vec::new().into(), picture, pages: 1 }),
    })
}

/// GB/T 2260, with English names.
pub(super) const PROVINCES: [(&str, &str, &str); 34] = [
    ("110000", "北京市", "Beijing"),
    ("120000", "天津市", "Tianjin"),
    ("130000", "河北省", "Hebei"),
    ("140000", "山西省", "Shanxi"),
    ("150000", "内蒙古自治区", "Inner Mongolia"),
    ("210000", "辽宁省", "Liaoning"),
    ("220000", "吉林省", "Jilin"),
    ("230000", "黑龙江省", "Heilongjiang"),
    ("310000", "上海市", "Shanghai"),
    ("320000", "江苏省", "Jiangsu"),
    ("330000", "浙江省", "Zhejiang"),
    ("340000", "安徽省", "Anhui"),
    ("350000", "福建省", "Fujian"),
    ("360000", "江西省", "Jiangxi"),
    ("370000", "山东省", "Shandong"),
    ("410000", "河南省", "Henan"),
    ("420000", "湖北省", "Hubei"),
    ("430000", "湖南省", "Hunan"),
    ("440000", "广东省", "Guangdong"),
    ("450000", "广西壮族自治区", "Guangxi"),
    ("460000", "海南省", "Hainan"),
    ("500000", "重庆市", "Chongqing"),
    ("510000", "四川省", "Sichuan"),
    ("520000", "贵州省", "Guizhou"),
    ("530000", "云南省", "Yunnan"),
    ("540000", "西藏自治区", "Tibet"),
    ("610000", "陕西省", "Shaanxi"),
    ("620000", "甘肃省", "Gansu"),
    ("630000", "青海省", "Qinghai"),
    ("640000", "宁夏回族自治区", "Ningxia"),
    ("650000", "新疆维吾尔自治区", "Xinjiang"),
    ("710000", "台湾省", "Taiwan"),
    ("810000", "香港特别行政区", "Hong Kong"),
    ("820000", "澳门特别行政区", "Macao"),
];

/// GB/T 2260: the province with the longest names.
pub(super) const CITIES: [(&str, &str, &str); 9] = [
    ("520100", "贵州省贵阳市", "Guiyang"),
    ("520200", "贵州省六盘水市", "Liupanshui"),
    ("520300", "贵州省遵义市", "Zunyi"),
    ("520400", "贵州省安顺市", "Anshun"),
    ("520500", "贵州省毕节市", "Bijie"),
    ("520600", "贵州省铜仁市", "Tongren"),
    ("522300", "贵州省黔西南布依族苗族自治州", "Qianxinan Buyei and Miao Autonomous Prefecture"),
    ("522600", "贵州省黔东南苗族侗族自治州", "Qiandongnan Miao and Dong Autonomous Prefecture"),
    ("522700", "贵州省黔南布依族苗族自治州", "Qiannan Buyei and Miao Autonomous Prefecture"),
];
