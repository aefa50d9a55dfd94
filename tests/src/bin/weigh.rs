//! tmp
use std::io::Write;
use droit_engine::program::{Body, Program, ExprKind};
use droit_engine::source::{SourceId, Span};
fn gz(p: &Program) -> (usize, usize) {
    let b = p.to_bytes().unwrap();
    let mut e = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    e.write_all(&b).unwrap();
    (b.len(), e.finish().unwrap().len())
}
fn main() {
    let full = Program::from_bytes(&std::fs::read("wasm/pkg/corpus/droit.bin").unwrap()).unwrap();
    println!("full {:?}", gz(&full));
    let mut p = full.clone();
    let nosp = |p: &mut Program| for r in &mut p.rules { r.span = Span { source: SourceId(0), start: 0, end: 0 }; };
    nosp(&mut p);
    println!("no rule span {:?}", gz(&p));
    let texts = |p: &mut Program| for r in &mut p.rules {
        for v in r.versions.iter_mut().chain(r.exceptions.iter_mut().flat_map(|e| { e.text.clear(); e.versions.iter_mut() })) {
            v.text.clear();
            if let Body::Lines { lines, .. } = &mut v.body { for l in lines { l.text.clear(); } }
        }
    };
    texts(&mut p);
    println!("+ no texts {:?}", gz(&p));
    p.tables.clear();
    println!("+ no tables {:?}", gz(&p));
    let q = p.clone();
    for i in &mut p.inputs { i.question = None; i.help = None; i.default = None; i.presumed = None; }
    println!("+ no questions {:?}", gz(&p));
    for b in &mut p.benefits { b.procedure.clear(); }
    println!("+ no procedure {:?}", gz(&p));
    p.scales.clear();
    println!("+ no scales {:?}", gz(&p));
    p.inputs.clear();
    println!("+ no inputs {:?}", gz(&p));
    let mut r = p.clone();
    for r in &mut r.rules { r.citation = Default::default(); for v in r.versions.iter_mut().chain(r.exceptions.iter_mut().flat_map(|e| { e.citation=Default::default(); e.versions.iter_mut() })) { v.citation = Default::default(); if let Body::Lines { lines, .. } = &mut v.body { for l in lines { l.citation = Default::default(); } } } }
    println!("+ no rule citations {:?}", gz(&r));
    for r in &mut r.rules { r.name.clear(); }
    println!("+ no names {:?}", gz(&r));
    for r in &mut r.rules { r.versions.clear(); r.exceptions.clear(); }
    println!("+ no bodies {:?}", gz(&r));
    let _ = (q, std::mem::size_of::<ExprKind>());
}
