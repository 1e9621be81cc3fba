//! Words of everyday life: those that say nothing of the matter, and those that stand for the catalogue's own.

/// What says nothing of the matter, anywhere in a query; the longest first.
const EMPTY: [&str; 68] = [
    "什么时候",
    "多长时间",
    "是不是",
    "有多少",
    "能不能",
    "算不算",
    "有没有",
    "要不要",
    "怎么样",
    "什么样",
    "在哪里",
    "要多久",
    "为什么",
    "怎么弄",
    "怎么整",
    "带什么",
    "去哪里",
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
    "多久",
    "为啥",
    "哪个",
    "哪种",
    "一个",
    "咋整",
    "咋弄",
    "咋办",
    "哪去",
    "地方",
    "条件",
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
    "咋",
    "啥",
    "哪",
];

/// What people say, and what the catalogue says for it; the longest first.
const FOR: [(&str, &str); 232] = [
    ("没找着活", "没工作"),
    ("找不着活", "没工作"),
    ("没有工作", "没工作"),
    ("别的城市", "外地"),
    ("其他城市", "外地"),
    ("别的地方", "外地"),
    ("驾驶执照", "驾驶证"),
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
    ("防疫本", "疫苗本"),
    ("摩托车", "汽车"),
    ("拉面馆", "饭店"),
    ("快餐店", "饭店"),
    ("小吃店", "饭店"),
    ("饺子馆", "饭店"),
    ("麻辣烫", "饭店"),
    ("炸鸡店", "饭店"),
    ("甜品店", "饭店"),
    ("冷饮店", "饭店"),
    ("米线店", "饭店"),
    ("海鲜馆", "饭店"),
    ("大排档", "饭店"),
    ("医药费", "医疗费"),
    ("住院费", "医疗费"),
    ("补助金", "补贴"),
    ("营业证", "营业执照"),
    ("重新办", "补"),
    ("查一下", "查"),
    ("看一下", "查"),
    ("打出来", "打印"),
    ("拿出来", "提取"),
    ("转户口", "迁户口"),
    ("户口转", "户口迁"),
    ("户口簿", "户口本"),
    ("户口薄", "户口本"),
    ("幼稚园", "幼儿园"),
    ("养老钱", "养老金"),
    ("三轮车", "电动车"),
    ("二代证", "身份证"),
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
    ("小车", "汽车"),
    ("车子", "车"),
    ("老爸", "父母"),
    ("老妈", "父母"),
    ("母亲", "父母"),
    ("父亲", "父母"),
    ("我爸", "父母"),
    ("我妈", "父母"),
    ("外公", "老人"),
    ("外婆", "老人"),
    ("姥姥", "老人"),
    ("姥爷", "老人"),
    ("岳父", "父母"),
    ("孙子", "孩子"),
    ("孙女", "孩子"),
    ("老婆", "家属"),
    ("丈夫", "家属"),
    ("妻子", "家属"),
    ("爱人", "家属"),
    ("面馆", "饭店"),
    ("酒楼", "饭店"),
    ("美甲", "美容"),
    ("美发", "理发"),
    ("按摩", "足疗"),
    ("厂子", "公司"),
    ("厂里", "公司"),
    ("企业", "公司"),
    ("单位", "公司"),
    ("药费", "医疗费"),
    ("报账", "报销"),
    ("报帐", "报销"),
    ("赔钱", "赔偿"),
    ("发钱", "领钱"),
    ("拿钱", "领钱"),
    ("给钱", "领钱"),
    ("津贴", "补贴"),
    ("补助", "补贴"),
    ("补偿", "补贴"),
    ("缴纳", "交"),
    ("交纳", "交"),
    ("购买", "买"),
    ("购房", "买房"),
    ("购车", "买车"),
    ("出售", "卖"),
    ("更换", "换"),
    ("换发", "换"),
    ("换领", "换"),
    ("补办", "补"),
    ("补领", "补"),
    ("补发", "补"),
    ("重办", "补"),
    ("查看", "查"),
    ("查下", "查"),
    ("看看", "查"),
    ("取钱", "提取"),
    ("取现", "提取"),
    ("支取", "提取"),
    ("外省", "外地"),
    ("异地", "外地"),
    ("省外", "外地"),
    ("北京", "外地"),
    ("上海", "外地"),
    ("青岛", "外地"),
    ("济南", "外地"),
    ("烟台", "外地"),
    ("残废", "残疾"),
    ("盲人", "残疾人"),
    ("聋子", "残疾人"),
    ("孕妇", "怀孕"),
    ("备孕", "怀孕"),
    ("生娃", "生孩子"),
    ("骨折", "受伤"),
    ("压伤", "受伤"),
    ("烫伤", "受伤"),
    ("扭伤", "受伤"),
    ("伤了", "受伤"),
    ("户籍", "户口"),
    ("车本", "行驶证"),
    ("房照", "房产证"),
    ("托班", "幼儿园"),
    ("小班", "幼儿园"),
    ("中班", "幼儿园"),
    ("大班", "幼儿园"),
    ("念书", "上学"),
    ("读书", "上学"),
    ("职员", "职工"),
    ("雇员", "职工"),
    ("撤销", "注销"),
    ("取消", "注销"),
    ("停业", "公司不开了"),
    ("改成", "变更"),
    ("没钱", "困难"),
    ("劳保", "养老金"),
    ("裁掉", "辞退"),
    ("裁了", "辞退"),
    ("下葬", "火化"),
    ("火葬", "火化"),
    ("坐车", "坐公交"),
    ("娃", "孩子"),
    ("缴", "交"),
    ("穷", "困难"),
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

/// What asks how or where something is done, between a thing and what is to be done with it.
const HOW: [&str; 9] = ["怎么", "怎样", "如何", "咋", "在哪里", "去哪里", "在哪", "去哪", "到哪"];

/// 养老金怎么领 is 领养老金; `None` where nothing is asked so.
pub(super) fn turned(query: &str) -> Option<String> {
    let (thing, verb) = HOW.iter().find_map(|how| query.split_once(how))?;
    let verb = verb.trim_start_matches(['儿', '去', '能', '个']).trim_end_matches(['啊', '呢', '的', '呀']);
    let count = |text: &str| text.chars().count();
    (count(thing) >= 2 && (1..=2).contains(&count(verb))).then(|| format!("{verb}{thing}"))
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
    fn what_is_to_be_done_comes_first() {
        for (query, expected) in [
            ("养老金怎么领", Some("领养老金")),
            ("社会保险在哪儿交呢", Some("交社会保险")),
            ("怎么领养老金", None),
            ("身份证丢了怎么才能补上", None),
        ] {
            assert_eq!(turned(query).as_deref(), expected, "{query}");
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
