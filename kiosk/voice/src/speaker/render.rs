//! The thread that renders, one take after another, while another is heard.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender};

use super::thread::Message;
use super::{Input, Take, Wording};
use crate::engine::{Cut, Engine, EngineError, Request};
use crate::{Rate, Utterance};

/// One take to render.
pub(super) struct Order {
    pub(super) take: Take,
    pub(super) utterance: Utterance,
    pub(super) rate: Rate,
    pub(super) cut: Cut,
}

/// Renders until nobody can order any more.
pub(super) fn run(mut engine: Box<dyn Engine>, wording: &Wording, orders: &Receiver<Order>, inbox: &Sender<Message>) {
    for order in orders {
        if order.cut.is_cut() {
            continue;
        }
        let take = order.take;
        // A fault in wording or engine must not leave the speaker waiting for ever.
        let result = catch_unwind(AssertUnwindSafe(|| render(engine.as_mut(), wording, &order, inbox)))
            .unwrap_or_else(|_| Err(EngineError::Broken("it panicked".into())));
        let input = match result {
            Ok(()) => Input::Rendered(take),
            Err(error) => Input::Failed(take, error.to_string()),
        };
        if inbox.send(Message::Input(input)).is_err() {
            return;
        }
    }
}

fn render(
    engine: &mut dyn Engine,
    wording: &Wording,
    order: &Order,
    inbox: &Sender<Message>,
) -> Result<(), EngineError> {
    let segments = wording(&order.utterance.text, order.utterance.language);
    let request = Request { utterance: &order.utterance, segments: &segments, rate: order.rate };
    engine.render(request, &order.cut, &mut |samples| {
        let sent = inbox.send(Message::Samples(order.take, samples.to_vec()));
        if sent.is_err() || order.cut.is_cut() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}
