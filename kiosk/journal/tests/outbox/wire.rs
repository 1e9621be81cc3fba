//! The platform at the other end of a socket: it goes on when the terminal is killed. What has left the terminal takes
//! effect there, whoever still waits for the answer.
//!
//! A message is a call as a line of JSON, followed by the bytes of its part if it has one; the answer is a line of JSON.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::catalogue::Version;
use domain::form::Digest;
use domain::{
    CaseNumber, Certificate, CreditCode, DocumentRequest, Identity, LifeFile, PersonalCode, Record, Sensitive,
};
use platform::application::{Applicant, CaseKey, Part, Progress, Rating, Receipt, Submission, Supplement};
use platform::{
    ApplicationError, CaseState, Consent, Holder, IssuedPaper, Operated, Platform, PlatformError, Principal, Session,
    SharedPlatform,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Mutex;
use tokio::time::sleep;
use uuid::Uuid;

use crate::common::{Random, sandbox};

/// A call on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Call {
    Reserve { submission: Uuid, form: String },
    Uploaded { number: CaseNumber, attachment: Digest },
    Upload { number: CaseNumber, attachment: Digest, length: u64, offset: u64, bytes: usize },
    Submit { number: CaseNumber, submission: Box<Submission> },
    Application { number: CaseNumber },
}

/// What a terminal asks of a case that it handed in.
#[derive(Debug, Serialize, Deserialize)]
struct There {
    submission: Uuid,
    number: CaseNumber,
    form: String,
    receipt: Option<Receipt>,
}

/// The next message, if it has arrived whole.
pub(crate) async fn received(stream: &mut (impl AsyncBufRead + Unpin)) -> Option<(Call, Vec<u8>)> {
    let mut line = String::new();
    stream.read_line(&mut line).await.ok().filter(|_| line.ends_with('\n'))?;
    let call = serde_json::from_str(&line).unwrap();
    let mut bytes = vec![0; if let Call::Upload { bytes, .. } = &call { *bytes } else { 0 }];
    stream.read_exact(&mut bytes).await.ok()?;
    Some((call, bytes))
}

/// Has a message take effect; gives the answer.
pub(crate) async fn answered(platform: &SharedPlatform, (call, bytes): (Call, Vec<u8>)) -> String {
    fn line<T: Serialize>(answer: Result<T, ApplicationError>) -> String {
        serde_json::to_string(&answer.map_err(|error| format!("{error:?}"))).unwrap() + "\n"
    }
    match call {
        Call::Reserve { submission, form } => line(platform.reserve(submission, &form).await),
        Call::Uploaded { number, attachment } => line(platform.uploaded(&number, &attachment).await),
        Call::Upload { number, attachment, length, offset, .. } => {
            line(platform.upload(&number, &Part { attachment, length, offset, bytes: Sensitive::new(bytes) }).await)
        }
        Call::Submit { number, submission } => line(platform.submit(&number, &submission).await),
        Call::Application { number } => {
            let progress = platform.application(&CaseKey::Number(number)).await;
            line(progress.map(|it| {
                it.map(|Progress { submission, number, form, receipt, .. }| There { submission, number, form, receipt })
            }))
        }
    }
}

/// The platform's end: one terminal after the other, so that what a killed one has sent takes effect before the next one
/// asks. It takes up to two milliseconds before and after each effect, so that kills meet those moments.
pub(crate) async fn serve(listener: UnixListener, platform: SharedPlatform, mut random: Random) {
    loop {
        let mut stream = BufReader::new(listener.accept().await.unwrap().0);
        while let Some(message) = received(&mut stream).await {
            sleep(Duration::from_millis(random.to(2))).await;
            let answer = answered(&platform, message).await;
            sleep(Duration::from_millis(random.to(2))).await;
            // Nobody may be there any more.
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    }
}

/// The terminal's end.
pub(crate) struct Wire {
    /// For the questions of a visit, which nobody asks here.
    inner: SharedPlatform,
    stream: Mutex<BufReader<UnixStream>>,
}

impl Wire {
    pub(crate) async fn shared(socket: &Path) -> SharedPlatform {
        let stream = BufReader::new(UnixStream::connect(socket).await.unwrap());
        Arc::new(Self { inner: Arc::new(sandbox()), stream: Mutex::new(stream) })
    }

    async fn ask<T: DeserializeOwned>(&self, call: &Call, bytes: &[u8]) -> Result<T, ApplicationError> {
        let head = serde_json::to_string(call).unwrap() + "\n";
        let mut stream = self.stream.lock().await;
        let mut answer = String::new();
        let asked = async {
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(bytes).await?;
            stream.read_line(&mut answer).await
        };
        asked.await.ok().filter(|_| answer.ends_with('\n')).ok_or(ApplicationError::Offline)?;
        let answer: Result<T, String> = serde_json::from_str(&answer).unwrap();
        answer.map_err(|reference| ApplicationError::Failed { reference })
    }
}

platform! { Wire {
    async fn reserve(&self, submission: Uuid, form: &str) -> Result<CaseNumber, ApplicationError> {
        self.ask(&Call::Reserve { submission, form: form.to_owned() }, &[]).await
    }

    async fn uploaded(&self, number: &CaseNumber, attachment: &Digest) -> Result<u64, ApplicationError> {
        self.ask(&Call::Uploaded { number: number.clone(), attachment: *attachment }, &[]).await
    }

    async fn upload(&self, number: &CaseNumber, part: &Part) -> Result<u64, ApplicationError> {
        let (attachment, bytes) = (part.attachment, part.bytes.reveal());
        let (length, offset) = (part.length, part.offset);
        let call = Call::Upload { number: number.clone(), attachment, length, offset, bytes: bytes.len() };
        self.ask(&call, bytes).await
    }

    async fn submit(&self, number: &CaseNumber, submission: &Submission) -> Result<Receipt, ApplicationError> {
        let call = Call::Submit { number: number.clone(), submission: Box::new(submission.clone()) };
        self.ask(&call, &[]).await
    }

    async fn application(&self, key: &CaseKey) -> Result<Option<Progress>, ApplicationError> {
        let CaseKey::Number(number) = key else { panic!("{key:?}") };
        let there: Option<There> = self.ask(&Call::Application { number: number.clone() }, &[]).await?;
        Ok(there.map(|There { submission, number, form, receipt }| Progress {
            submission,
            number,
            form,
            version: Version::default(),
            company: None,
            receipt,
            steps: Vec::new(),
            wanted: Vec::new(),
            supplements: Vec::new(),
            decision: None,
            can_withdraw: false,
            rated: None,
        }))
    }

    async fn supplement(&self, _: &Supplement) -> Result<(), ApplicationError> {
        panic!("applications alone go over this line")
    }

    async fn rate(&self, _: &Rating) -> Result<(), ApplicationError> {
        panic!("applications alone go over this line")
    }
}}
