//! Letters and texts, light in a page: the case of letters as far as French writes them, where the tables of Unicode would
//! weigh ten kilobytes; texts put together, which std compiles at length for each kind of text.

/// Texts one after the other, with another in between.
pub(crate) fn joined<T: AsRef<str>>(texts: &[T], between: &str) -> String {
    let mut all = String::new();
    for (rank, text) in texts.iter().enumerate() {
        if rank > 0 {
            all.push_str(between);
        }
        all.push_str(text.as_ref());
    }
    all
}

/// In lower case: ASCII, the accented letters of Latin-1, `Œ` and `Ÿ`.
pub(crate) fn lower(letter: char) -> char {
    match letter {
        '×' => letter,
        'À'..='Þ' => char::from_u32(u32::from(letter) | 0x20).unwrap_or(letter),
        'Œ' => 'œ',
        'Ÿ' => 'ÿ',
        _ => letter.to_ascii_lowercase(),
    }
}

/// In upper case: the same letters.
pub(crate) fn upper(letter: char) -> char {
    match letter {
        '÷' => letter,
        'à'..='þ' => char::from_u32(u32::from(letter) & !0x20).unwrap_or(letter),
        'œ' => 'Œ',
        'ÿ' => 'Ÿ',
        _ => letter.to_ascii_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_is_that_of_unicode() {
        let letters = ('\0'..='\u{ff}').chain(['œ', 'Œ', 'Ÿ']);
        // Two letters in upper case, and one of another alphabet.
        for letter in letters.filter(|c| !['ß', 'µ'].contains(c)) {
            assert_eq!(
                vec![lower(letter)],
                letter.to_lowercase().collect::<Vec<_>>()
            );
            assert_eq!(
                vec![upper(letter)],
                letter.to_uppercase().collect::<Vec<_>>()
            );
        }
    }
}
