//! What the graph folds and shares.

use crate::calendar::Month;
use crate::exact::{Exact, Rounding};
use crate::law::graph::{Graph, Refusal};
use crate::law::{Kind, NodeId, Op, Possible, Shape, Time};
use crate::program::{Comparison, InputId};

fn graph() -> Graph {
    Graph::new(10, 0b111, 0b001, 0b011)
}

fn number(graph: &mut Graph, id: u32, lo: i128, hi: i128, den: i128) -> NodeId {
    let time = Time::Month(Month::new(2026, 9).unwrap());
    let op = Op::Input {
        input: InputId(id),
        time,
    };
    graph.leaf(
        op,
        Kind::Number { den },
        Shape::Household,
        Possible::number(lo, hi),
        0,
    )
}

fn choice(graph: &mut Graph, id: u32, bits: u128) -> NodeId {
    let time = Time::Month(Month::new(2026, 9).unwrap());
    graph.leaf(
        Op::Input {
            input: InputId(id),
            time,
        },
        Kind::Choice,
        Shape::Household,
        Possible::set(bits),
        0,
    )
}

fn exact(num: i128, den: i128) -> Exact {
    Exact::new(num, den).unwrap()
}

#[test]
fn what_cancels_out_disappears() {
    let mut g = graph();
    let (x, y) = (
        number(&mut g, 0, 0, 1_000, 100),
        number(&mut g, 1, 0, 1_000, 100),
    );
    let sum = g
        .linear(&[(x, Exact::ONE), (y, Exact::ONE)], Exact::ZERO)
        .unwrap();
    assert_eq!(g.minus(sum, y).unwrap(), x);
    let zero = g.minus(sum, sum).unwrap();
    assert_eq!(g.number(zero), Some(Exact::ZERO));
    // (x + y) < (y + 5) is x < 5.
    let five = g.exact(Exact::whole(5));
    let other = g
        .linear(&[(y, Exact::ONE), (five, Exact::ONE)], Exact::ZERO)
        .unwrap();
    let less = g.less(sum, other).unwrap();
    let Some(Op::Less(difference, _)) = g.op(less) else {
        panic!()
    };
    assert_eq!(g.range(*difference).ends(), (-500, 500));
}

#[test]
fn denominators_are_settled() {
    let mut g = graph();
    let x = number(&mut g, 0, 0, 1_000, 100);
    let third = g.scaled(x, exact(1, 3)).unwrap();
    assert_eq!(g.den(third), 300);
    assert_eq!(g.scaled(third, exact(3, 1)).unwrap(), x);
    let cents = g.rounded(third, 100, Rounding::Nearest).unwrap();
    assert_eq!((g.den(cents), g.range(cents).ends()), (100, (0, 333)));
    assert_eq!(g.rounded(cents, 100, Rounding::Down).unwrap(), cents);
}

#[test]
fn extrema_drop_what_never_counts() {
    let mut g = graph();
    let x = number(&mut g, 0, 0, 1_000, 1);
    let zero = g.exact(Exact::ZERO);
    assert_eq!(g.extremum(true, &[x, zero]).unwrap(), x);
    let cap = g.exact(Exact::whole(2_000));
    assert_eq!(g.extremum(false, &[x, cap]).unwrap(), x);
    let low = g.exact(Exact::whole(-5));
    assert_eq!(g.extremum(false, &[x, low]).unwrap(), low);
}

#[test]
fn conditions_simplify() {
    let mut g = graph();
    let x = number(&mut g, 0, 0, 1_000, 1);
    let ten = g.exact(Exact::whole(10));
    let small = g.compare(x, Comparison::Less, ten).unwrap();
    let large = g.compare(x, Comparison::AtLeast, ten).unwrap();
    assert_eq!(g.not(small).unwrap(), large);
    let both = g.and(&[small, large]).unwrap();
    assert!(g.range(both).fails());
    let either = g.or(&[small, large]).unwrap();
    assert!(g.range(either).holds());
    let negative = g.exact(Exact::whole(-1));
    let never = g.less(x, negative).unwrap();
    assert!(g.range(never).fails());
    // Roles: some person is the claimant for sure, at most one is the partner.
    let (claimant, partner) = (g.role(1), g.role(2));
    let any = g.make(Op::AnyPerson(claimant), Kind::YesNo).unwrap();
    assert!(g.range(any).holds());
    let count = g
        .make(Op::CountPersons(partner), Kind::Number { den: 1 })
        .unwrap();
    assert_eq!(g.range(count).ends(), (0, 1));
    let all = g.or(&[claimant, partner]).unwrap();
    assert_eq!(g.op(all), Some(&Op::Role(3)));
}

#[test]
fn constants_of_the_territory_fold_and_divide() {
    let mut g = graph();
    let territory = choice(&mut g, 0, 0b111);
    let (a, b) = (g.exact(Exact::whole(3)), g.exact(Exact::whole(7)));
    let rate = g.choose(territory, vec![(0b011, a), (0b100, b)]).unwrap();
    let twelve = g.scaled(rate, exact(12, 1)).unwrap();
    assert!(matches!(g.op(twelve), Some(Op::SelectChoice { .. })));
    let x = number(&mut g, 1, 0, 1_000, 1);
    let share = g.over(x, twelve).unwrap();
    // 1/36 and 1/84 over one denominator.
    assert_eq!(g.den(share), 252);
    let ratio = g.over(rate, twelve).unwrap();
    assert_eq!(g.number(ratio), Some(exact(1, 12)));
}

#[test]
fn refusals() {
    let mut g = graph();
    let (x, y) = (
        number(&mut g, 0, 0, i128::MAX / 2, 1),
        number(&mut g, 1, 0, 10, 1),
    );
    assert_eq!(g.times(x, x), Err(Refusal::TooLarge));
    assert_eq!(g.over(x, y), Err(Refusal::Divisor));
    assert_eq!(
        g.rounded_quotient(x, y, 1, Rounding::Down),
        Err(Refusal::Divisor)
    );
    let yes = g.known(true);
    assert!(matches!(g.select(yes, x, y), Ok(id) if id == x));
    assert!(matches!(g.pair(x, yes), Err(Refusal::Internal(_))));
}
