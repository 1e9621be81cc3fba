//! A sheet that is set: the PDF for the printer and pictures of the same pages for the screen.

use typst_layout::PagedDocument;
use typst_render::RenderOptions;
use zeroize::Zeroizing;

use a4::A4Error;
use a4::Picture;
use a4::limits::PREVIEW_WIDTH;

/// A certificate on A4. Personal: the PDF is overwritten when dropped.
pub struct Sheet {
    document: PagedDocument,
    pdf: Zeroizing<Vec<u8>>,
}

impl Sheet {
    pub(crate) fn new(document: PagedDocument, pdf: Zeroizing<Vec<u8>>) -> Self {
        Self { document, pdf }
    }

    /// The PDF/A-2b for the printer.
    pub fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// How many pages.
    pub fn pages(&self) -> usize {
        self.document.pages().len()
    }

    /// A page, from 0, as a picture `width` pixels across: drawn of the very pages that the PDF was written of.
    pub fn preview(&self, page: usize, width: u32) -> Result<Picture, A4Error> {
        let wrong = A4Error::NoSuchPicture { page, pages: self.pages(), width };
        let Some(drawn) = self.document.pages().get(page).filter(|_| PREVIEW_WIDTH.contains(&width)) else {
            return Err(wrong);
        };
        let scale = f64::from(width) / drawn.frame.width().to_pt();
        let options = RenderOptions { pixel_per_pt: scale.into(), render_bleed: false };
        let map = typst_render::render(drawn, &options);
        let (width, height) = (map.width(), map.height());
        let rgba = Zeroizing::new(map.take());
        // The page is white from edge to edge: no pixel is transparent.
        let mut rgb = Zeroizing::new(Vec::with_capacity(rgba.len() / 4 * 3));
        for pixel in rgba.as_chunks::<4>().0 {
            rgb.extend_from_slice(&pixel[..3]);
        }
        comemo::evict(0);
        Ok(Picture { width, height, rgb })
    }
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("pages", &self.pages()).finish_non_exhaustive()
    }
}
