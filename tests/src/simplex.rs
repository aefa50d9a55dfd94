//! What can be deduced from published sums of counts: the exact range of a sum of unknowns that are at least zero, under
//! equations. A simplex over fractions, with Bland's rule: small, slow, and sure to end.

use std::cmp::Ordering;

/// An exact fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    /// Zero.
    pub const ZERO: Fraction = Fraction { num: 0, den: 1 };

    /// A whole number.
    #[must_use]
    pub const fn whole(n: i128) -> Fraction {
        Fraction { num: n, den: 1 }
    }

    /// Whether it is a whole number.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.den == 1
    }

    /// Numerator and denominator.
    #[must_use]
    pub const fn parts(self) -> (i128, i128) {
        (self.num, self.den)
    }

    fn new(num: i128, den: i128) -> Fraction {
        let (mut a, mut b) = (num.abs(), den.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = den.signum();
        Fraction {
            num: sign * num / a.max(1),
            den: sign * den / a.max(1),
        }
    }

    /// `self − by × factor`.
    fn less(self, by: Fraction, factor: Fraction) -> Fraction {
        if self.den == 1 && by.den == 1 && factor.den == 1 {
            return Fraction::whole(self.num - by.num * factor.num);
        }
        let (num, den) = (by.num * factor.num, by.den * factor.den);
        Fraction::new(self.num * den - num * self.den, self.den * den)
    }

    fn over(self, by: Fraction) -> Fraction {
        if by.num.abs() == 1 && by.den == 1 {
            return Fraction {
                num: self.num * by.num,
                den: self.den,
            };
        }
        Fraction::new(self.num * by.den, self.den * by.num)
    }

    fn compare(self, other: Fraction) -> Ordering {
        (self.num * other.den).cmp(&(other.num * self.den))
    }
}

/// The values of the unknowns that some equations leave possible.
#[derive(Debug, Clone)]
pub struct Feasible {
    unknowns: usize,
    /// Each row: coefficients, then the value; the columns of `basis` are those of the identity.
    rows: Vec<Vec<Fraction>>,
    basis: Vec<usize>,
}

impl Feasible {
    /// Unknowns of at least zero, and equations: the sum of some of them is a number. `None` when nothing fits.
    #[must_use]
    pub fn new(unknowns: usize, equations: &[(Vec<usize>, i128)]) -> Option<Feasible> {
        // A sum of zero is zero everywhere.
        let mut zero = vec![false; unknowns];
        for (sum, _) in equations.iter().filter(|(_, value)| *value == 0) {
            sum.iter().for_each(|x| zero[*x] = true);
        }
        let mut kept: Vec<(Vec<usize>, i128)> = equations
            .iter()
            .map(|(sum, value)| (sum.iter().copied().filter(|x| !zero[*x]).collect(), *value))
            .collect();
        kept.sort();
        kept.dedup();
        kept.retain(|(sum, value)| !sum.is_empty() || *value != 0);
        if kept.iter().any(|(sum, value)| sum.is_empty() || *value < 0) {
            return None;
        }
        let width = unknowns + kept.len();
        let mut feasible = Feasible {
            unknowns: width,
            basis: (unknowns..width).collect(),
            rows: Vec::new(),
        };
        for (i, (sum, value)) in kept.iter().enumerate() {
            let mut row = vec![Fraction::ZERO; width + 1];
            sum.iter().for_each(|x| row[*x] = Fraction::whole(1));
            row[unknowns + i] = Fraction::whole(1);
            row[width] = Fraction::whole(*value);
            feasible.rows.push(row);
        }
        // The artificial unknowns must all come down to zero.
        let mut cost = vec![Fraction::ZERO; width];
        (unknowns..width).for_each(|x| cost[x] = Fraction::whole(-1));
        if feasible.maximise(&cost)? != Fraction::ZERO {
            return None;
        }
        // Those that stay, at zero, leave for an unknown; without any, the equation says nothing new.
        let mut i = 0;
        while i < feasible.rows.len() {
            if feasible.basis[i] < unknowns {
                i += 1;
            } else if let Some(x) = (0..unknowns).find(|x| feasible.rows[i][*x] != Fraction::ZERO) {
                feasible.pivot(i, x, &mut []);
                i += 1;
            } else {
                feasible.rows.remove(i);
                feasible.basis.remove(i);
            }
        }
        for row in &mut feasible.rows {
            let value = row[width];
            row.truncate(unknowns);
            row.push(value);
        }
        feasible.unknowns = unknowns;
        // What is zero everywhere has no row: a column of its own would leave it free.
        for x in (0..unknowns).filter(|x| zero[*x]) {
            let mut row = vec![Fraction::ZERO; unknowns + 1];
            row[x] = Fraction::whole(1);
            feasible.rows.push(row);
            feasible.basis.push(x);
        }
        Some(feasible)
    }

    /// The least and the greatest value of a sum of unknowns; `None` when it has no greatest one.
    pub fn range(&mut self, sum: &[usize]) -> (Fraction, Option<Fraction>) {
        let cost = |sign: i128| {
            let mut cost = vec![Fraction::ZERO; self.unknowns];
            sum.iter().for_each(|x| cost[*x] = Fraction::whole(sign));
            cost
        };
        let (up, down) = (cost(1), cost(-1));
        let high = self.maximise(&up);
        let low = self.maximise(&down).unwrap_or(Fraction::ZERO);
        (Fraction::ZERO.less(low, Fraction::whole(1)), high)
    }

    /// The greatest value of a cost; `None` when there is none.
    fn maximise(&mut self, cost: &[Fraction]) -> Option<Fraction> {
        let width = self.unknowns;
        let mut reduced = cost.to_vec();
        reduced.push(Fraction::ZERO);
        for (row, x) in self.rows.iter().zip(&self.basis) {
            let factor = reduced[*x];
            if factor != Fraction::ZERO {
                for (a, b) in reduced.iter_mut().zip(row) {
                    *a = a.less(*b, factor);
                }
            }
        }
        while let Some(x) = (0..width).find(|x| reduced[*x].num > 0) {
            let mut out: Option<(Fraction, usize, usize)> = None;
            for (i, row) in self
                .rows
                .iter()
                .enumerate()
                .filter(|(_, row)| row[x].num > 0)
            {
                let ratio = row[width].over(row[x]);
                let better = out.is_none_or(|(least, label, _)| {
                    ratio.compare(least).then(self.basis[i].cmp(&label)).is_lt()
                });
                if better {
                    out = Some((ratio, self.basis[i], i));
                }
            }
            let (_, _, i) = out?;
            self.pivot(i, x, &mut reduced);
        }
        Some(Fraction::ZERO.less(reduced[width], Fraction::whole(1)))
    }

    fn pivot(&mut self, i: usize, x: usize, reduced: &mut [Fraction]) {
        let by = self.rows[i][x];
        let row: Vec<Fraction> = self.rows[i].iter().map(|a| a.over(by)).collect();
        let used: Vec<usize> = (0..row.len())
            .filter(|j| row[*j] != Fraction::ZERO)
            .collect();
        let others = self.rows.iter_mut().enumerate().filter(|(j, _)| *j != i);
        for other in others.map(|(_, r)| r.as_mut_slice()).chain([reduced]) {
            let factor = other.get(x).copied().unwrap_or(Fraction::ZERO);
            if factor != Fraction::ZERO {
                for j in &used {
                    other[*j] = other[*j].less(row[*j], factor);
                }
            }
        }
        self.rows[i] = row;
        self.basis[i] = x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_exact() {
        // Two rows and two columns of known sums: 12 and 8 across, 15 and 5 down.
        let sums = [
            (vec![0, 1], 12),
            (vec![2, 3], 8),
            (vec![0, 2], 15),
            (vec![1, 3], 5),
        ];
        let mut table = Feasible::new(4, &sums).unwrap();
        let whole = |n| Fraction::whole(n);
        assert_eq!(table.range(&[0]), (whole(7), Some(whole(12))));
        assert_eq!(table.range(&[3]), (whole(0), Some(whole(5))));
        assert_eq!(table.range(&[0, 1, 2, 3]), (whole(20), Some(whole(20))));
        let mut known = Feasible::new(5, &[(vec![0, 1], 0), (vec![0, 1, 2], 9)]).unwrap();
        assert_eq!(known.range(&[1, 2]), (whole(9), Some(whole(9))));
        assert_eq!(known.range(&[4]), (whole(0), None));
        assert!(Feasible::new(2, &[(vec![0], 3), (vec![0, 1], 2)]).is_none());
    }
}
