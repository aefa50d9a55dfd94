//! The known word that a misspelt word most likely stands for, to ask « vouliez-vous dire … ? ».

use crate::letters::lower;

/// The candidate nearest to `word`, when one is near enough to be worth suggesting.
///
/// Accents, case and the two apostrophes count for nothing, so `regle` finds `Règle`. At most a third of the
/// letters may differ. Between equally near candidates the first one wins.
pub(crate) fn nearest<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let word = folded(word);
    let most = word.len().div_ceil(3);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let limit = best.map_or(most, |(distance, _)| distance.saturating_sub(1));
        let letters = folded(candidate);
        if letters.len().abs_diff(word.len()) > limit {
            continue;
        }
        let distance = edit_distance(&word, &letters);
        if distance <= limit && distance < word.len() {
            best = Some((distance, candidate));
            if distance == 0 {
                break;
            }
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Lower case, without accents, apostrophes straight, runs of blanks as one space.
fn folded(text: &str) -> Vec<char> {
    let mut letters = Vec::new();
    for c in text.chars().map(lower) {
        match c {
            'à' | 'â' | 'ä' => letters.push('a'),
            'é' | 'è' | 'ê' | 'ë' => letters.push('e'),
            'î' | 'ï' => letters.push('i'),
            'ô' | 'ö' => letters.push('o'),
            'ù' | 'û' | 'ü' => letters.push('u'),
            'ç' => letters.push('c'),
            'œ' => letters.extend(['o', 'e']),
            'æ' => letters.extend(['a', 'e']),
            '’' => letters.push('\''),
            c if c.is_whitespace() => {
                if letters.last() != Some(&' ') {
                    letters.push(' ');
                }
            }
            c => letters.push(c),
        }
    }
    letters
}

/// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut two_above: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut left_letter = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(above.len());
        let mut left = i.saturating_add(1);
        row.push(left);
        let mut upper_letter = None;
        for (j, &y) in b.iter().enumerate() {
            let corner = above.get(j).copied().unwrap_or(usize::MAX);
            let up = above
                .get(j.saturating_add(1))
                .copied()
                .unwrap_or(usize::MAX);
            let mut cost = corner.saturating_add(usize::from(x != y));
            cost = cost.min(up.saturating_add(1)).min(left.saturating_add(1));
            if left_letter == Some(y) && upper_letter == Some(x) {
                let swapped = j.checked_sub(1).and_then(|k| two_above.get(k).copied());
                cost = cost.min(swapped.unwrap_or(usize::MAX).saturating_add(1));
            }
            row.push(cost);
            left = cost;
            upper_letter = Some(y);
        }
        two_above = std::mem::replace(&mut above, row);
        left_letter = Some(x);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_distance_counts_edits_and_swaps() {
        let distance = |a, b| edit_distance(&folded(a), &folded(b));
        assert_eq!(distance("", ""), 0);
        assert_eq!(distance("règle", "regle"), 0);
        assert_eq!(distance("barème", "bareme"), 0);
        assert_eq!(distance("barme", "barème"), 1);
        assert_eq!(distance("brème", "barème"), 1);
        assert_eq!(distance("abrème", "barème"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn the_nearest_is_near() {
        let names = [
            "montant de base",
            "montant forfaitaire",
            "RSA",
            "coefficient",
        ];
        assert_eq!(
            nearest("montant forfetaire", names),
            Some("montant forfaitaire")
        );
        assert_eq!(nearest("coeficient", names), Some("coefficient"));
        assert_eq!(nearest("loyer", names), None);
        assert_eq!(nearest("rsa", names), Some("RSA"));
        assert_eq!(nearest("", names), None);
        assert_eq!(nearest("x", ["y"]), None);
    }
}
