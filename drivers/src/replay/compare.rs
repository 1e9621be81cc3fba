//! Compares what the driver sends with what it sent then.

use super::Compare;
use super::dialect::Start;
use super::player::{End, Replayer};
use super::steps::Step;

impl Replayer {
    /// Uses up some of what has come; `false`: more is needed to tell. What the driver sends overrules the clock: if it is
    /// what it sent then, whatever was said before that is said now.
    pub(super) async fn compare(&mut self) -> Result<bool, End> {
        let waiting = |step: &Step| matches!(step, Step::Say(_) | Step::Asked(_));
        let mut next = self.cursor;
        while self.steps.get(next).is_some_and(|timed| waiting(&timed.step)) {
            next += 1;
        }
        match self.steps.get(next).map(|timed| timed.step.clone()) {
            Some(Step::Host(run)) => {
                let from = if next == self.cursor { self.offset } else { 0 };
                self.compare_run(next, run.get(from..).unwrap_or_default()).await
            }
            Some(Step::Poll(poll)) => self.compare_poll(next, &poll).await,
            Some(Step::Ended) => match self.dialect.start(&self.live) {
                Start::Poll(count) if self.options.compare == Compare::Commands => {
                    self.repeat(count).await;
                    Ok(true)
                }
                Start::Perhaps => Ok(false),
                // It was lost with the line.
                _ => {
                    self.catch_up(next + 1).await;
                    Ok(true)
                }
            },
            Some(Step::Closed | Step::Open(_)) => self.otherwise().await,
            Some(Step::Say(_) | Step::Asked(_)) | None => {
                self.answer_on().await;
                Ok(false)
            }
        }
    }

    async fn compare_run(&mut self, next: usize, run: &[u8]) -> Result<bool, End> {
        let common = common(run, &self.live);
        let all = common == run.len() || common == self.live.len();
        // A question in between, that begins like what was recorded.
        if !all && self.options.compare == Compare::Commands {
            match self.dialect.start(&self.live) {
                Start::Poll(count) => {
                    self.repeat(count).await;
                    return Ok(true);
                }
                Start::Perhaps => return Ok(false),
                Start::Plain => {}
            }
        }
        if common == 0 {
            return Err(self.diverge("the driver sends something else", self.live.clone()));
        }
        self.catch_up(next).await;
        self.dialect.plain();
        self.used(common);
        self.offset += common;
        if common == run.len() {
            self.advance();
        }
        Ok(true)
    }

    async fn compare_poll(&mut self, next: usize, poll: &[u8]) -> Result<bool, End> {
        if self.live.starts_with(poll) {
            self.catch_up(next).await;
            self.dialect.asked(poll);
            self.used(poll.len());
            self.advance();
            return Ok(true);
        }
        if poll.starts_with(&self.live) {
            return Ok(false);
        }
        if self.options.compare == Compare::Commands {
            let start = self.dialect.start(&self.live);
            match start {
                Start::Perhaps => return Ok(false),
                Start::Poll(count) if self.known(count) => {
                    self.repeat(count).await;
                    return Ok(true);
                }
                _ => {}
            }
            if let Some(target) = self.same_later(next) {
                self.skip_to(target).await;
                return Ok(true);
            }
            if let Start::Poll(count) = start {
                self.repeat(count).await;
                return Ok(true);
            }
        }
        self.catch_up(next).await;
        Err(self.diverge("the driver sends something else", self.live.clone()))
    }

    /// Nothing more of the driver was recorded on this line.
    async fn otherwise(&mut self) -> Result<bool, End> {
        match self.dialect.start(&self.live) {
            Start::Poll(count) if self.options.compare == Compare::Commands => {
                self.repeat(count).await;
                Ok(true)
            }
            Start::Perhaps => Ok(false),
            _ => Err(self.diverge("the driver sends more than was recorded", self.live.clone())),
        }
    }

    /// After the end of the recording: questions are answered, everything else is left alone.
    pub(super) async fn answer_on(&mut self) {
        while let Start::Poll(count) = self.dialect.start(&self.live) {
            self.repeat(count).await;
        }
        if self.dialect.start(&self.live) == Start::Plain {
            self.live.clear();
        }
    }

    /// Makes what is to be made before step `next`.
    async fn catch_up(&mut self, next: usize) {
        while self.cursor < next {
            self.perform().await;
        }
    }

    fn used(&mut self, count: usize) {
        self.live.drain(..count);
        self.report.matched += count as u64;
    }

    fn known(&self, count: usize) -> bool {
        self.live.get(..count).is_some_and(|poll| self.dialect.answer(poll).is_some())
    }

    /// Answers a question as the last time.
    async fn repeat(&mut self, count: usize) {
        let poll: Vec<u8> = self.live.drain(..count).collect();
        self.report.repeated += 1;
        if let Some(answer) = self.dialect.answer(&poll).map(<[u8]>::to_vec) {
            self.write(&answer).await;
        }
    }

    /// Where, after nothing but questions and their answers, the driver sent what it sends now.
    fn same_later(&self, next: usize) -> Option<usize> {
        for (place, timed) in self.steps.iter().enumerate().skip(next) {
            match &timed.step {
                Step::Poll(poll) if self.live.starts_with(poll) => return Some(place),
                Step::Poll(_) | Step::Say(_) => {}
                Step::Host(run) => {
                    let common = common(run, &self.live);
                    return (common == run.len() || common == self.live.len()).then_some(place);
                }
                _ => return None,
            }
        }
        None
    }

    /// Leaves out questions that the driver does not ask now, but not what the device said of itself.
    async fn skip_to(&mut self, target: usize) {
        while self.cursor < target {
            match self.steps.get(self.cursor).map(|timed| timed.step.clone()) {
                Some(Step::Poll(poll)) => {
                    self.dialect.asked(&poll);
                    self.report.skipped += 1;
                }
                Some(Step::Say(bytes)) => {
                    let unasked = self.dialect.said(&bytes);
                    self.write(&unasked).await;
                }
                _ => {}
            }
            self.advance();
        }
    }
}

fn common(a: &[u8], b: &[u8]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}
