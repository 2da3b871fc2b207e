//! Samples. The generator is the demo's; logarithms and powers come from `libm`, whose results are the same on every
//! machine, so that a seed gives the same run everywhere.

use std::f64::consts::TAU;

use super::scenario::Size;
use floe_random::Random;

/// Above this mean a count is drawn from the normal distribution next to Poisson's.
const LARGE: f64 = 30.0;
/// Values of a fraction with 53 bits.
const FRACTIONS: u64 = 1 << 53;

/// Evenly from above 0 to 1.
pub fn fraction(rng: &mut Random) -> f64 {
    float(rng.below(FRACTIONS) + 1) / float(FRACTIONS)
}

fn normal(rng: &mut Random) -> f64 {
    let radius = libm::sqrt(-2.0 * libm::log(fraction(rng)));
    radius * libm::cos(TAU * fraction(rng))
}

/// How often something happens whose mean is given.
pub fn poisson(rng: &mut Random, mean: f64) -> u64 {
    if mean <= 0.0 {
        return 0;
    }
    if mean > LARGE {
        return whole(mean + libm::sqrt(mean) * normal(rng) + 0.5);
    }
    let limit = libm::exp(-mean);
    let mut count = 0;
    let mut product = fraction(rng);
    while product > limit {
        count += 1;
        product *= fraction(rng);
    }
    count
}

/// A size with another mean than the scenario's, in the unit of the mean.
pub fn sized(rng: &mut Random, size: Size, mean: f64) -> f64 {
    match size {
        Size::Lognormal { sigma, .. } => {
            let mu = libm::log(mean) - sigma * sigma / 2.0;
            libm::exp(mu + sigma * normal(rng))
        }
        Size::Pareto { alpha, .. } => {
            let least = mean * (alpha - 1.0) / alpha;
            least * libm::exp(-libm::log(fraction(rng)) / alpha)
        }
    }
}

/// Whole units of a positive number, rounded down; zero below, saturating above.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub fn whole(value: f64) -> u64 {
    value as u64
}

/// The nearest float; exact below 2^53.
#[allow(clippy::cast_precision_loss)]
pub fn float(value: u64) -> f64 {
    value as f64
}

/// The nearest float.
#[allow(clippy::cast_precision_loss)]
pub fn wide_float(value: u128) -> f64 {
    value as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_of(count: u64, mut draw: impl FnMut() -> f64) -> f64 {
        (0..count).map(|_| draw()).sum::<f64>() / float(count)
    }

    #[test]
    fn samples_have_the_means_that_they_should() {
        let mut rng = Random::new(1);
        for mean in [0.01, 0.7, 5.0, 29.0, 31.0, 400.0] {
            let got = mean_of(200_000, || float(poisson(&mut rng, mean)));
            assert!((got / mean - 1.0).abs() < 0.05, "poisson {mean}: {got}");
        }
        for size in [
            Size::Lognormal {
                mean: 0.0,
                sigma: 1.2,
            },
            Size::Pareto {
                mean: 0.0,
                alpha: 2.5,
            },
        ] {
            let got = mean_of(400_000, || sized(&mut rng, size, 300.0));
            assert!((got / 300.0 - 1.0).abs() < 0.02, "{size:?}: {got}");
        }
        assert_eq!(poisson(&mut rng, 0.0), 0);
    }
}
