//! Every diagnostic has a page in `docs/diagnostics`, with examples that hold.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use droit_tests::{pages, root};

const FOLDER: &str = "docs/diagnostics";

/// Codes that no short text can produce, and why. Their pages have no example.
const NOT_SHOWN: [(&str, &str); 4] = [
    ("D0100", "a defect of the engine"),
    ("D0111", "takes a declaration of thousands of lines"),
    ("D0208", "the grammar knows the same units as the check"),
    ("S030", "takes thousands of lines"),
];

/// The pages by code.
fn read_pages() -> BTreeMap<String, String> {
    let files = fs::read_dir(root().join(FOLDER))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let codes = files.map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path));
    codes
        .filter(|(code, _)| code != "README")
        .map(|(code, path)| (code, fs::read_to_string(path).unwrap()))
        .collect()
}

#[test]
fn every_page_holds() {
    let mut wrong = String::new();
    for code in read_pages().keys() {
        wrong += &pages::check(&format!("{FOLDER}/{code}.md"))
            .err()
            .unwrap_or_default();
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_page_shows_the_mistake_and_its_correction() {
    for (code, text) in read_pages() {
        let blocks = pages::blocks(&text);
        if NOT_SHOWN.iter().any(|(c, _)| *c == code) {
            assert!(
                blocks.is_empty(),
                "{code} can be shown after all: remove it from NOT_SHOWN"
            );
            continue;
        }
        let markers: Vec<_> = blocks.iter().flat_map(pages::markers).collect();
        assert!(
            markers.iter().any(|m| m.code == code),
            "{code}.md does not show {code}"
        );
        let right = blocks.iter().any(|b| pages::markers(b).is_empty());
        assert!(right, "{code}.md does not show how to write it");
    }
}

#[test]
fn every_code_of_the_engine_has_its_page() {
    let mut codes = BTreeSet::new();
    collect(&root().join("engine/src"), &mut codes);
    let pages: BTreeSet<String> = read_pages().into_keys().collect();
    let without_page: Vec<_> = codes.difference(&pages).collect();
    let without_code: Vec<_> = pages.difference(&codes).collect();
    assert!(
        without_page.is_empty(),
        "write {FOLDER}/CODE.md for {without_page:?}"
    );
    assert!(
        without_code.is_empty(),
        "the engine does not know {without_code:?}: remove these pages"
    );
}

/// The codes written between quotation marks in the sources.
fn collect(folder: &Path, codes: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, codes);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            codes.extend(
                text.split('"')
                    .filter(|word| is_code(word))
                    .map(str::to_owned),
            );
        }
    }
}

/// `D0203`, `S010`
fn is_code(word: &str) -> bool {
    let digits =
        |rest: &str, count| rest.len() == count && rest.bytes().all(|b| b.is_ascii_digit());
    word.strip_prefix('D').is_some_and(|rest| digits(rest, 4))
        || word.strip_prefix('S').is_some_and(|rest| digits(rest, 3))
}

#[test]
fn the_index_lists_every_page_with_its_title() {
    let index = fs::read_to_string(root().join(FOLDER).join("README.md")).unwrap();
    let listed: Vec<&str> = index
        .lines()
        .filter(|line| line.starts_with("| ["))
        .collect();
    let rows = read_pages().into_iter().map(|(code, text)| {
        let title = text
            .lines()
            .next()
            .unwrap_or_default()
            .strip_prefix(&format!("# {code} — "))
            .map(str::to_owned);
        let title =
            title.unwrap_or_else(|| panic!("{code}.md must start with « # {code} — title »"));
        format!("| [{code}]({code}.md) | {title} |")
    });
    assert_eq!(listed, rows.collect::<Vec<_>>(), "{FOLDER}/README.md");
}
