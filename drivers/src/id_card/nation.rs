//! The 56 nations of China by their number. Source: GB/T 3304-1991, numeric codes.

/// A nation by its number on the card. An unknown number is kept, not refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nation(u8);

const NAMES: [(u8, &str); 58] = [
    (1, "汉"),
    (2, "蒙古"),
    (3, "回"),
    (4, "藏"),
    (5, "维吾尔"),
    (6, "苗"),
    (7, "彝"),
    (8, "壮"),
    (9, "布依"),
    (10, "朝鲜"),
    (11, "满"),
    (12, "侗"),
    (13, "瑶"),
    (14, "白"),
    (15, "土家"),
    (16, "哈尼"),
    (17, "哈萨克"),
    (18, "傣"),
    (19, "黎"),
    (20, "傈僳"),
    (21, "佤"),
    (22, "畲"),
    (23, "高山"),
    (24, "拉祜"),
    (25, "水"),
    (26, "东乡"),
    (27, "纳西"),
    (28, "景颇"),
    (29, "柯尔克孜"),
    (30, "土"),
    (31, "达斡尔"),
    (32, "仫佬"),
    (33, "羌"),
    (34, "布朗"),
    (35, "撒拉"),
    (36, "毛南"),
    (37, "仡佬"),
    (38, "锡伯"),
    (39, "阿昌"),
    (40, "普米"),
    (41, "塔吉克"),
    (42, "怒"),
    (43, "乌孜别克"),
    (44, "俄罗斯"),
    (45, "鄂温克"),
    (46, "德昂"),
    (47, "保安"),
    (48, "裕固"),
    (49, "京"),
    (50, "塔塔尔"),
    (51, "独龙"),
    (52, "鄂伦春"),
    (53, "赫哲"),
    (54, "门巴"),
    (55, "珞巴"),
    (56, "基诺"),
    (97, "其他"),
    (98, "外国血统中国籍人士"),
];

impl Nation {
    /// From the two digits on the card; anything else is number 0, which has no name.
    pub fn from_digits(digits: &str) -> Self {
        Self(digits.parse().unwrap_or(0))
    }

    /// The number.
    pub fn code(self) -> u8 {
        self.0
    }

    /// The name without 族; `None` for an unknown number.
    pub fn name(self) -> Option<&'static str> {
        NAMES.iter().find(|row| row.0 == self.0).map(|row| row.1)
    }
}

/// A nation is a person's: not shown.
impl std::fmt::Debug for Nation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Nation(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names() {
        for (digits, code, name) in [
            ("01", 1, Some("汉")),
            ("05", 5, Some("维吾尔")),
            ("46", 46, Some("德昂")),
            ("56", 56, Some("基诺")),
            ("57", 57, None),
            ("98", 98, Some("外国血统中国籍人士")),
            ("", 0, None),
            ("x", 0, None),
        ] {
            let nation = Nation::from_digits(digits);
            assert_eq!((nation.code(), nation.name()), (code, name), "{digits}");
        }
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
