//! The life of an entry, from the person's yes to the department's answer.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::catalogue::Said;
use domain::form::{Answers, Digest};
use journal::outbox::{Contents, Note, StateName};
use platform::Platform;
use platform::application::{CaseKey, Channel, Outgoing, Rating, Satisfaction, Stage, Submission, Supplement};
use platform::sandbox::{Answer, Call, Trouble, Way};
use tokio::time::Instant;
use uuid::Uuid;

use crate::common::{
    applicant, at, courier, delivered, filled_in, folder, forms, open, page, parts, plain, sandbox, shared,
};

#[tokio::test]
async fn an_application_is_sealed_delivered_decided_at_once_and_then_deleted() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let forms = forms();
    let submission = filled_in(&forms, "medical-proof");
    let (sandbox, platform) = shared(sandbox().with_forms(forms));
    let (id, digest) = (submission.id, submission.digest);
    let outgoing = Outgoing::Application(submission);
    let sealed = outbox.seal(Uuid::now_v7(), &outgoing, Contents::new(), at(0)).await.unwrap();
    assert_eq!((sealed.id, sealed.local, sealed.state.name()), (id, 1, StateName::Pending));

    let row = delivered(&outbox, platform).await.remove(0);
    assert_eq!(row.state.name(), StateName::Accepted, "{row:?}");
    let number = row.state.number().unwrap().clone();
    let Some(Note::Receipt(receipt)) = outbox.note(id).await.unwrap() else { panic!("no receipt") };
    assert_eq!((receipt.submission, &receipt.number, receipt.digest), (id, &number, digest));
    let document = receipt.decision.unwrap().document.unwrap();
    assert_eq!((document.title.zh.as_str(), document.issuer.contains("样例")), ("医疗保险缴费证明", true));

    assert_eq!(sandbox.control().handed_in(), [id]);
    let progress = sandbox.application(&CaseKey::Number(number)).await.unwrap().unwrap();
    assert_eq!((progress.submission, progress.stage()), (id, Some(Stage::Granted)));
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
}

/// As the terminal does with photographs: once, when they are taken, for every application that needs them.
#[tokio::test(start_paused = true)]
async fn a_page_that_was_sealed_ahead_arrives_with_each_application() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let (sandbox, platform) = shared(sandbox());
    let applicant = applicant();
    let (Outgoing::Application(first), _) = plain(1, &applicant, 1, 150_000) else { unreachable!() };
    let (Outgoing::Application(second), _) = plain(2, &applicant, 0, 0) else { unreachable!() };
    let second = Submission { attachments: first.attachments.clone(), ..second };
    let contents = [(first.attachments[0].digest, outbox.prepare(&page(1, 0, 150_000).into()).unwrap())].into();
    let both = [Outgoing::Application(first), Outgoing::Application(second)];
    outbox.seal_together(Uuid::now_v7(), &both, contents, at(0)).await.unwrap();
    let rows = delivered(&outbox, platform).await;
    assert!(rows.iter().all(|row| row.state.name() == StateName::Accepted), "{rows:?}");
    assert_eq!(sandbox.control().handed_in(), both.map(|one| one.id()));
    journal.close().await.unwrap();
}

/// Everything that the sandbox may do to a call, at each call, once and three times in a row.
#[tokio::test(start_paused = true)]
async fn whatever_goes_wrong_at_one_call_it_arrives_once() {
    let troubles = [
        Trouble::TimeOutBefore,
        Trouble::TimeOutAfter,
        Trouble::ReplyLost,
        Trouble::Twice,
        Trouble::Busy(Duration::from_secs(90)),
        Trouble::Fails,
    ];
    let applicant = applicant();
    for call in [Call::Reserve, Call::Upload, Call::Submit, Call::Ask] {
        for trouble in troubles {
            for times in [1, 3] {
                let folder = folder();
                let (journal, outbox) = open(folder.path()).await;
                let (sandbox, platform) = shared(sandbox());
                sandbox.control().trouble(Some(call), trouble, times);
                if call == Call::Ask {
                    // Something to ask for.
                    sandbox.control().trouble(Some(Call::Submit), Trouble::TimeOutAfter, 1);
                }
                let (outgoing, contents) = plain(1, &applicant, 2, 150_000);
                outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
                let rows = delivered(&outbox, platform).await;
                assert_eq!(rows[0].state.name(), StateName::Accepted, "{call:?} {trouble:?} {times}");
                let control = sandbox.control();
                assert_eq!((control.handed_in(), control.case_numbers()), (vec![outgoing.id()], 1));
                assert_eq!(journal.verify().await.unwrap().first_bad, None);
                journal.close().await.unwrap();
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_busy_platform_is_left_alone_as_long_as_it_wants() {
    let folder = folder();
    let (_journal, outbox) = open(folder.path()).await;
    let (sandbox, platform) = shared(sandbox());
    sandbox.control().trouble(Some(Call::Reserve), Trouble::Busy(Duration::from_secs(90)), 3);
    let (outgoing, contents) = plain(1, &applicant(), 0, 0);
    outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    let begun = Instant::now();
    delivered(&outbox, platform).await;
    let took = begun.elapsed().as_secs();
    assert!((270..290).contains(&took), "three times 90 seconds and a little jitter: {took}");
}

#[tokio::test(start_paused = true)]
async fn offline_it_is_kept_and_goes_out_when_the_line_is_back() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let (sandbox, platform) = shared(sandbox());
    sandbox.control().set_offline(true);
    let applicant = applicant();
    for n in 1..=3 {
        let (outgoing, contents) = plain(n, &applicant, 1, 1000);
        let row = outbox.seal(Uuid::now_v7(), &outgoing, contents.clone(), at(0)).await.unwrap();
        assert_eq!(row.local, n as u32, "a number for the receipt");
        let again = outbox.seal(Uuid::now_v7(), &outgoing, contents, at(5)).await.unwrap();
        assert_eq!(again, row, "pressed twice, sealed once");
    }
    let control = sandbox.control();
    let line = async {
        tokio::time::sleep(Duration::from_secs(24 * 3600)).await;
        assert_eq!(outbox.open_entries().await.unwrap().len(), 3, "all are there to be seen");
        control.set_offline(false);
        std::future::pending::<()>().await;
    };
    let rows = tokio::select! {
        rows = delivered(&outbox, platform) => rows,
        () = line => unreachable!(),
    };
    assert!(rows.iter().all(|row| row.state.name() == StateName::Accepted), "{rows:?}");
    assert_eq!(control.handed_in().len(), 3);
    journal.close().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_ends_with_its_reason_and_nothing_is_kept() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let forms = forms();
    let mut submission = filled_in(&forms, "unemployed-lost-job");
    submission.digest = Digest::of(b"not what was signed");
    let (sandbox, platform) = shared(sandbox().with_forms(forms));
    let id = submission.id;
    let outgoing = Outgoing::Application(submission);
    outbox.seal(Uuid::now_v7(), &outgoing, Contents::new(), at(0)).await.unwrap();
    let row = delivered(&outbox, platform).await.remove(0);
    assert_eq!((row.state.name(), row.state.number().is_some()), (StateName::Rejected, true));
    let Some(Note::Refused(words)) = outbox.note(id).await.unwrap() else { panic!("no reason") };
    assert!(words.zh.contains("不一致"), "{words:?}");
    assert!(sandbox.control().handed_in().is_empty());
    journal.close().await.unwrap();
    assert_eq!(parts(folder.path()).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_supplement_and_a_rating_take_the_same_way_once() {
    for trouble in [Trouble::TimeOutBefore, Trouble::TimeOutAfter, Trouble::ReplyLost, Trouble::Twice, Trouble::Fails] {
        let folder = folder();
        let (journal, outbox) = open(folder.path()).await;
        let (sandbox, platform) = shared(sandbox());
        let control = sandbox.control();
        let words = Said { zh: "看不清。".to_owned(), en: "Not clear.".to_owned() };
        let answer = Answer::Supplement(vec![("photo".to_owned(), words)]);
        let now = Duration::ZERO;
        control.department(None, Way { review_after: now, answer_after: now, answer, answer_in_days: None });
        let (application, contents) = plain(1, &applicant(), 0, 0);
        outbox.seal(Uuid::now_v7(), &application, contents, at(0)).await.unwrap();
        let number = delivered(&outbox, platform.clone()).await.remove(0).state.number().unwrap().clone();

        let (Outgoing::Application(like), contents) = plain(2, &applicant(), 1, 100_000) else { unreachable!() };
        let supplement = Supplement {
            id: Uuid::now_v7(),
            number: number.clone(),
            answers: Answers::default(),
            attachments: like.attachments,
        };
        let rating = Rating {
            id: Uuid::now_v7(),
            number: number.clone(),
            satisfaction: Satisfaction::VerySatisfied,
            reasons: Vec::new(),
            text: Some("很快".into()),
            channel: Channel::HallTerminal,
            given_at: at(0),
        };
        control.trouble(Some(Call::Supplement), trouble, 2);
        control.trouble(Some(Call::Rate), trouble, 2);
        for outgoing in [Outgoing::Supplement(supplement.clone()), Outgoing::Rating(rating.clone())] {
            outbox.seal(Uuid::now_v7(), &outgoing, contents.clone(), at(0)).await.unwrap();
        }
        let rows = delivered(&outbox, platform).await;
        assert!(rows.iter().all(|row| row.state.name() == StateName::Accepted), "{trouble:?}: {rows:?}");
        let progress = sandbox.application(&CaseKey::Number(number)).await.unwrap().unwrap();
        assert_eq!((progress.supplements, progress.rated), (vec![supplement.id], Some(rating.id)), "{trouble:?}");
        assert_eq!(journal.verify().await.unwrap().first_bad, None);
        journal.close().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_clock_that_jumps_changes_no_wait_and_loses_nothing() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let (sandbox, platform) = shared(sandbox());
    sandbox.control().trouble(Some(Call::Submit), Trouble::TimeOutAfter, 1);
    sandbox.control().trouble(Some(Call::Ask), Trouble::Busy(Duration::from_secs(60)), 2);
    let (outgoing, contents) = plain(1, &applicant(), 1, 1000);
    outbox.seal(Uuid::now_v7(), &outgoing, contents, at(0)).await.unwrap();
    // Years forwards and back with each look at it.
    let looks = AtomicI64::new(0);
    let year = 365 * 24 * 3600;
    let jumps = move || at(if looks.fetch_add(1, Ordering::Relaxed) % 2 == 0 { 30 * year } else { -20 * year });
    let begun = Instant::now();
    let mut changes = outbox.changes();
    tokio::select! {
        () = courier(&outbox, platform, 5).with_clock(jumps).deliver() => unreachable!(),
        () = async { while !outbox.open_entries().await.unwrap().is_empty() { changes.changed().await.unwrap(); } } => {}
    }
    assert!((120..140).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert_eq!(sandbox.control().handed_in(), [outgoing.id()]);
    assert_eq!(journal.verify().await.unwrap().first_bad, None);
    journal.close().await.unwrap();
}

#[tokio::test]
async fn what_people_have_to_look_at_is_not_decided_at_once() {
    let folder = folder();
    let (journal, outbox) = open(folder.path()).await;
    let forms = forms();
    let submissions = ["medical-proof", "hardship-recognition"].map(|form| filled_in(&forms, form));
    let (_, platform) = shared(sandbox().with_forms(forms));
    let mut receipts = Vec::new();
    for submission in submissions {
        let id = submission.id;
        let outgoing = Outgoing::Application(submission);
        outbox.seal(Uuid::now_v7(), &outgoing, Contents::new(), at(0)).await.unwrap();
        delivered(&outbox, platform.clone()).await;
        let Some(Note::Receipt(receipt)) = outbox.note(id).await.unwrap() else { panic!("no receipt") };
        receipts.push(receipt);
    }
    assert!(receipts[0].decision.is_some() && receipts[0].answer_by.is_none());
    assert!(receipts[1].decision.is_none() && receipts[1].answer_by.is_some());
    journal.close().await.unwrap();
}
