//! Words of everyday life: those that say nothing of the matter, and those that stand for the catalogue's own.

use std::sync::LazyLock;

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
static FOR: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("everyday.txt").lines().filter(|line| !line.starts_with('#'));
    let mut pairs: Vec<(&str, &str)> = lines.filter_map(|line| line.split_once(' ')).collect();
    pairs.sort_by_key(|(theirs, _)| std::cmp::Reverse(theirs.len()));
    pairs
});

/// What asks how or where something is done, between a thing and what is to be done with it.
const HOW: [&str; 9] = ["怎么", "怎样", "如何", "咋", "在哪里", "去哪里", "在哪", "去哪", "到哪"];

/// 养老金怎么领 is 领养老金; `None` where nothing is asked so.
pub(super) fn turned(query: &str) -> Option<String> {
    let (thing, verb) = HOW.iter().find_map(|how| query.split_once(how))?;
    let verb = verb.trim_start_matches(['儿', '去', '能', '个']).trim_end_matches(['啊', '呢', '的', '呀']);
    let count = |text: &str| text.chars().count();
    (count(thing) >= 2 && (1..=2).contains(&count(verb))).then(|| format!("{verb}{thing}"))
}

/// What may be to be done, a character each; those that say the same stand together.
const DONE: [&str; 6] = ["换改变更", "补", "退", "转迁", "销", "借"];

/// What is to be done by a query: of each the characters that say it.
pub(super) fn done(query: &str) -> impl Iterator<Item = &'static str> {
    DONE.into_iter().filter(|same| query.contains(|c| same.contains(c)))
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
    fn what_is_to_be_done_is_seen() {
        for (query, expected) in
            [("换老板营业执照", vec!["换改变更"]), ("补办转学", vec!["补", "转迁"]), ("社保卡", vec![])]
        {
            assert_eq!(done(query).collect::<Vec<_>>(), expected, "{query}");
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
    fn every_everyday_word_has_another_and_stands_once() {
        let mut known = std::collections::HashSet::new();
        for (theirs, ours) in FOR.iter() {
            assert!(known.insert(theirs) && theirs != ours && !ours.contains(' '), "{theirs} {ours}");
        }
        assert_eq!(known.len(), include_str!("everyday.txt").lines().count() - 1);
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
