//! Handwriting with the real zinnia and its model.

mod common;

use common::Rig;
use typing::typist::Part;
use typing::{Event, Ink};

fn guesses(rig: &Rig, strokes: &[&[(f32, f32)]]) -> String {
    let asked = rig.typist.draw(Ink::new(strokes.iter().map(|stroke| stroke.to_vec()).collect()));
    rig.wait(|event| match event {
        Event::Guesses { ticket, guesses } if ticket == asked => {
            Some(guesses.iter().map(domain::Sensitive::reveal).collect())
        }
        _ => None,
    })
}

const CROSS: &[&[(f32, f32)]] = &[&[(0.1, 0.5), (0.9, 0.5)], &[(0.5, 0.1), (0.5, 0.9)]];
const WOOD: &[&[(f32, f32)]] = &[
    &[(0.1, 0.35), (0.9, 0.35)],
    &[(0.5, 0.05), (0.5, 0.95)],
    &[(0.48, 0.36), (0.35, 0.6), (0.1, 0.8)],
    &[(0.52, 0.36), (0.65, 0.6), (0.9, 0.8)],
];

#[test]
fn ten_characters_come_best_first() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    for (drawn, character) in [(CROSS, '十'), (WOOD, '木'), (&CROSS[..1], '一')] {
        let guesses = guesses(&rig, drawn);
        assert_eq!((guesses.chars().next(), guesses.chars().count()), (Some(character), 10), "{guesses}");
    }
    assert_eq!(guesses(&rig, &[]), "");
    assert_eq!(guesses(&rig, CROSS).chars().next(), Some('十'));
}

#[test]
fn scribbling_without_end_is_answered_and_does_no_harm() {
    let rig = Rig::new();
    rig.typist.begin_visit();
    let stroke: Vec<(f32, f32)> =
        (0..5_000).map(|step| ((step * 7 % 100) as f32, (step * 13 % 90) as f32 / 90.0)).collect();
    let scribble = vec![stroke.as_slice(); 100];
    assert_eq!(guesses(&rig, &scribble).chars().count(), 10);
    assert_eq!(guesses(&rig, CROSS).chars().next(), Some('十'));
}

#[test]
fn out_of_a_visit_nothing_is_guessed() {
    let rig = Rig::new();
    assert_eq!(guesses(&rig, CROSS), "");
    rig.typist.begin_visit();
    assert_eq!(guesses(&rig, CROSS).chars().next(), Some('十'));
    rig.typist.end_visit();
    rig.forgotten(Part::Hand);
    assert_eq!(guesses(&rig, CROSS), "");
}
