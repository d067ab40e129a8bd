//! Whether bytes look random.
//!
//! Every statistic has a distribution that is known exactly for random bytes, and a bound for its tails: what is refused is
//! refused by chance in less than one of 10⁹ looks, however many bytes there are.

use std::collections::HashSet;

/// By chance, at most so often is anything refused.
const FALSE_ALARM: f64 = 1e-9;

/// How far apart bits are compared.
const LAGS: [usize; 12] = [1, 2, 4, 8, 16, 32, 64, 128, 192, 256, 512, 1024];

/// How many kinds of statistics share [`FALSE_ALARM`]: eight bits of a byte, the lags, the values of bytes.
const SHARES: f64 = 8.0 + 12.0 + 1.0;

/// The fewest bytes of which something can be said.
pub(super) const FEWEST: usize = 1024;

/// Looks at bytes: how often each of the eight bits is set, how often bits some way apart are equal, how often each
/// value comes, and whether eight bytes ever come again.
///
/// - A bit is set, and two bits at a distance are equal, as often as a coin shows heads: independent tosses, since the
///   differences of independent fair bits are independent and fair. Hoeffding's inequality bounds how far the number is
///   from half.
/// - A value comes as often as a die of 256 sides shows it: the Chernoff bound, for each of the 256.
/// - Two runs of eight bytes are equal with a probability of 2⁻⁶⁴, also where they overlap, so any two of n with at most
///   n²/2⁶⁵: less than 10⁻¹² for 4 KiB.
///
/// # Errors
/// What random bytes hardly ever are.
pub(super) fn look(bytes: &[u8]) -> Result<(), String> {
    let count = bytes.len();
    if count < FEWEST {
        return Err(format!("{count} bytes are too few to look random"));
    }
    for bit in 0..8 {
        let set = bytes.iter().filter(|byte| *byte >> bit & 1 == 1).count();
        if is_far_from_half(set, count) {
            return Err(format!("bit {bit} is set in {set} of {count} bytes"));
        }
    }
    let bits: Vec<u8> = bytes
        .iter()
        .flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1))
        .collect();
    for lag in LAGS {
        let pairs = bits.len() - lag;
        let equal = bits.iter().zip(&bits[lag..]).filter(|(a, b)| a == b);
        let equal = equal.count();
        if is_far_from_half(equal, pairs) {
            return Err(format!(
                "of {pairs} pairs of bits {lag} apart {equal} are equal"
            ));
        }
    }
    let mut times = [0_usize; 256];
    for byte in bytes {
        times[usize::from(*byte)] += 1;
    }
    for (value, times) in times.into_iter().enumerate() {
        if is_too_often(times, count) {
            return Err(format!(
                "the byte {value:02x} comes {times} times among {count}"
            ));
        }
    }
    let mut seen = HashSet::new();
    if bytes.windows(8).all(|eight| seen.insert(eight)) {
        return Ok(());
    }
    Err("the same eight bytes come twice".to_owned())
}

#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^53 bytes")]
fn real(number: usize) -> f64 {
    number as f64
}

/// Of `all` tosses of a coin `heads` are hardly ever heads: 2 exp(−2 d² / n) for a distance d from half.
fn is_far_from_half(heads: usize, all: usize) -> bool {
    let distance = (real(heads) - real(all) / 2.0).abs();
    2.0 * (-2.0 * distance * distance / real(all)).exp() < FALSE_ALARM / SHARES
}

/// Of `all` throws of a die of 256 sides hardly ever so many show one side: exp(−n D(a‖p)) for a share a above p = 1/256.
fn is_too_often(times: usize, all: usize) -> bool {
    const P: f64 = 1.0 / 256.0;
    let share = real(times) / real(all);
    if share <= P {
        return false;
    }
    let rest = if share < 1.0 {
        (1.0 - share) * ((1.0 - share) / (1.0 - P)).ln()
    } else {
        0.0
    };
    let divergence = share * (share / P).ln() + rest;
    (-real(all) * divergence).exp() * 256.0 < FALSE_ALARM / SHARES
}
