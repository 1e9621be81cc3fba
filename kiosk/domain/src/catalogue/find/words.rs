//! Words of everyday life: those that say nothing of the matter, and those that stand for the catalogue's own.

/// What says nothing of the matter, anywhere in a query; the longest first.
const EMPTY: [&str; 47] = [
    "什么时候",
    "是不是",
    "有多少",
    "能不能",
    "算不算",
    "有没有",
    "要不要",
    "怎么样",
    "什么样",
    "在哪里",
    "一份",
    "一张",
    "以后",
    "请问",
    "什么",
    "怎么",
    "怎样",
    "如何",
    "多少",
    "哪里",
    "哪儿",
    "在哪",
    "去哪",
    "哪些",
    "可以",
    "需要",
    "应该",
    "想要",
    "办理",
    "申请",
    "一下",
    "手续",
    "流程",
    "材料",
    "我们",
    "自个",
    "帮我",
    "的",
    "了",
    "吗",
    "呢",
    "啊",
    "吧",
    "我",
    "要",
    "能",
    "想",
];

/// What people say, and what the catalogue says for it; the longest first.
const FOR: [(&str, &str); 98] = [
    ("没找着活", "没工作"),
    ("找不着活", "没工作"),
    ("没有工作", "没工作"),
    ("人没了", "人去世"),
    ("缴社保", "交社保"),
    ("烧烤摊", "饭店"),
    ("老两口", "老人"),
    ("老太太", "老人"),
    ("老爷子", "老人"),
    ("老年人", "老人"),
    ("老人家", "老人"),
    ("小朋友", "孩子"),
    ("炒鱿鱼", "辞退"),
    ("驾驶本", "驾照"),
    ("行驶本", "行驶证"),
    ("小汽车", "汽车"),
    ("提出来", "提取"),
    ("取出来", "提取"),
    ("新来的", "新"),
    ("奶茶店", "饭店"),
    ("火锅店", "饭店"),
    ("包子铺", "饭店"),
    ("烧烤店", "饭店"),
    ("早餐店", "饭店"),
    ("咖啡店", "饭店"),
    ("面包房", "饭店"),
    ("开个", "开"),
    ("办个", "办"),
    ("办张", "办"),
    ("弄个", "办"),
    ("发廊", "理发店"),
    ("宝贝", "孩子"),
    ("小孩", "孩子"),
    ("宝宝", "孩子"),
    ("娃娃", "孩子"),
    ("婴儿", "新生儿"),
    ("儿子", "孩子"),
    ("闺女", "孩子"),
    ("女儿", "孩子"),
    ("儿女", "孩子"),
    ("老头", "老人"),
    ("老伴", "家属"),
    ("流水", "记录"),
    ("提现", "提取"),
    ("弄丢", "丢了"),
    ("媳妇", "家属"),
    ("老公", "家属"),
    ("失火", "着火"),
    ("罚单", "罚款"),
    ("村民", "农民"),
    ("农合", "农村合作"),
    ("爷爷", "老人"),
    ("奶奶", "老人"),
    ("爸爸", "父母"),
    ("妈妈", "父母"),
    ("二孩", "二胎"),
    ("三孩", "三胎"),
    ("网店", "公司"),
    ("员工", "职工"),
    ("工人", "职工"),
    ("过世", "去世"),
    ("死了", "去世"),
    ("走了", "去世"),
    ("没了", "丢了"),
    ("死人", "去世"),
    ("死亡", "去世"),
    ("遗失", "丢了"),
    ("丢失", "丢了"),
    ("掉了", "丢了"),
    ("不见", "丢了"),
    ("挂失", "丢了"),
    ("过期", "到期"),
    ("扯证", "领证"),
    ("开除", "辞退"),
    ("倒闭", "裁员"),
    ("摔伤", "受伤"),
    ("摔了", "受伤"),
    ("辞了", "辞退"),
    ("砸伤", "受伤"),
    ("碰伤", "受伤"),
    ("打工", "工作"),
    ("干活", "上班"),
    ("老家", "农村"),
    ("村里", "农村"),
    ("乡下", "农村"),
    ("饭馆", "饭店"),
    ("餐厅", "饭店"),
    ("餐馆", "饭店"),
    ("饭庄", "饭店"),
    ("房本", "房产证"),
    ("轿车", "汽车"),
    ("旅店", "宾馆"),
    ("澡堂", "浴池"),
    ("驾本", "驾照"),
    ("老外", "外国人"),
    ("修改", "变更"),
    ("更改", "变更"),
    ("娃", "孩子"),
];

/// English words that say nothing.
const EMPTY_EN: [&str; 8] = ["the", "for", "how", "and", "get", "can", "want", "apply"];
/// English words are compared by so many letters: retire, retired, retirement.
const STEM: usize = 6;

/// The beginnings of the English words of a query that tell something; none where it is a single word or no English.
pub(super) fn stems(query: &str) -> Vec<&str> {
    if !query.is_ascii() || !query.contains(' ') {
        return Vec::new();
    }
    let words = query.split(' ').filter(|word| word.len() > 2 && !EMPTY_EN.contains(word));
    words.filter_map(|word| word.get(..STEM.min(word.len()))).collect()
}

/// A query without what says nothing; itself where too little would remain.
pub(super) fn telling(query: &str) -> String {
    let rest = EMPTY.iter().fold(query.to_owned(), |rest, word| rest.replace(word, ""));
    if rest.chars().count() >= 2 { rest } else { query.to_owned() }
}

/// A query in the catalogue's words; `None` where it has none of the others.
pub(super) fn in_ours(query: &str) -> Option<String> {
    let mut ours = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        if let Some((after, our)) = FOR.iter().find_map(|(theirs, our)| Some((rest.strip_prefix(theirs)?, our))) {
            ours.push_str(our);
            rest = after;
        } else {
            ours.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    (ours != query).then_some(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_tells_nothing_goes() {
        for (query, expected) in
            [("医保卡里的钱能取出来吗", "医保卡里钱取出来"), ("我要", "我要"), ("失业金", "失业金")]
        {
            assert_eq!(telling(query), expected, "{query}");
        }
    }

    #[test]
    fn everyday_words_become_the_catalogues() {
        for (query, expected) in [
            ("老太太坐公交", Some("老人坐公交")),
            ("娃上户口", Some("孩子上户口")),
            ("开饭馆", Some("开饭店")),
            ("社保卡", None),
        ] {
            assert_eq!(in_ours(query).as_deref(), expected, "{query}");
        }
    }
}
