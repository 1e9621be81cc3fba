//! The child's side: sets sheets until nobody wants any more.

use std::io::{self, Read, Write};
use std::path::Path;

use crate::{Press, Sheet};
use a4::A4Error;
use a4::limits::JOB_BYTES;
use a4::wire::{Reply, Request, read, write};

/// Sets sheets of the documents in `folder` that are wanted at `from` and gives them to `to`, until `from` ends. With
/// `check` all templates are tried first.
pub fn serve(folder: &Path, check: bool, from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let loaded = Press::load(folder).and_then(|press| if check { press.check().map(|()| press) } else { Ok(press) });
    let press = match loaded {
        Ok(press) => press,
        Err(error) => return write(to, &Reply::Trouble(error).frame()),
    };
    write(to, &Reply::Ready.frame())?;
    let mut sheet: Option<Sheet> = None;
    // A frame has a little more than the job in it.
    while let Some(frame) = read(from, JOB_BYTES * 2)? {
        let reply =
            Request::of(&frame).ok_or(A4Error::Protocol).and_then(|request| answer(&press, request, &mut sheet));
        drop(frame);
        write(to, &reply.unwrap_or_else(Reply::Trouble).frame())?;
    }
    Ok(())
}

fn answer(press: &Press, request: Request, sheet: &mut Option<Sheet>) -> Result<Reply, A4Error> {
    match request {
        Request::Sheet(job) => {
            *sheet = None;
            let set = press.typeset(&job)?;
            let reply = Reply::Sheet { pages: set.pages() as u32, pdf: set.pdf().to_vec().into() };
            *sheet = Some(set);
            Ok(reply)
        }
        Request::Picture { page, width } => {
            let page = page as usize;
            let sheet = sheet.as_ref().ok_or(A4Error::NoSuchPicture { page, pages: 0, width })?;
            sheet.preview(page, width).map(Reply::Picture)
        }
    }
}
