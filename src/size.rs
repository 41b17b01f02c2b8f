//! Sizes: a count of bytes and how a person reads it. The only user of `humansize`.
//!
//! A unit is always written, and MB (10^6) is never mixed with MiB (2^20).

use humansize::{BINARY, DECIMAL, FormatSizeOptions, format_size};
use std::fmt;
use std::str::FromStr;

/// Which family of units a report uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// kB, MB, GB: powers of 1,000. What the engines themselves print.
    #[default]
    Decimal,
    /// KiB, MiB, GiB: powers of 1,024.
    Binary,
}

/// A number of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bytes(pub u64);

impl Bytes {
    /// For printing: `48.2 MB`, or `46.0 MiB` with [`Units::Binary`].
    pub fn shown(self, units: Units) -> Shown {
        Shown { bytes: self.0, units }
    }
}

/// A size as a person reads it; see [`Bytes::shown`].
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    bytes: u64,
    units: Units,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (family, step) = match self.units {
            Units::Decimal => (DECIMAL, 1000),
            Units::Binary => (BINARY, 1024),
        };
        // Whole bytes have no fraction; everything else has one digit, so that columns align.
        let places = usize::from(self.bytes >= step);
        let options: FormatSizeOptions = family.decimal_places(places).decimal_zeroes(places);
        f.pad(&format_size(self.bytes, options))
    }
}

/// A size that was typed: `10MB`, `50 MiB`, `1.5G`, `4096`.
///
/// `K`, `M`, `G`, `T` alone mean powers of 1,000; with `i` powers of 1,024.
impl FromStr for Bytes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("`{text}` is not a size: write a number and a unit, as in 10MB or 50MiB");
        let trimmed = text.trim();
        let digits =
            trimmed.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(trimmed.len());
        let (number, unit) = trimmed.split_at(digits);
        let number: f64 = number.parse().map_err(|_| wrong())?;
        let factor: u64 = match unit.trim().to_ascii_lowercase().as_str() {
            "" | "b" => 1,
            "k" | "kb" => 1000,
            "m" | "mb" => 1000_u64.pow(2),
            "g" | "gb" => 1000_u64.pow(3),
            "t" | "tb" => 1000_u64.pow(4),
            "ki" | "kib" => 1 << 10,
            "mi" | "mib" => 1 << 20,
            "gi" | "gib" => 1 << 30,
            "ti" | "tib" => 1 << 40,
            _ => return Err(wrong()),
        };
        // A float holds every size below 2^53 exactly, and saturates instead of wrapping.
        Ok(Self((number * factor as f64) as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Units};

    #[test]
    fn the_unit_is_always_written() {
        for (bytes, decimal, binary) in [
            (0, "0 B", "0 B"),
            (999, "999 B", "999 B"),
            (1000, "1.0 kB", "1000 B"),
            (1024, "1.0 kB", "1.0 KiB"),
            (48_200_000, "48.2 MB", "46.0 MiB"),
            (2_000_000_000, "2.0 GB", "1.9 GiB"),
        ] {
            assert_eq!(Bytes(bytes).shown(Units::Decimal).to_string(), decimal);
            assert_eq!(Bytes(bytes).shown(Units::Binary).to_string(), binary);
        }
    }

    #[test]
    fn typed_sizes_are_understood() {
        for (text, bytes) in
            [("10MB", 10_000_000), ("50 MiB", 52_428_800), ("1.5k", 1500), ("7", 7)]
        {
            assert_eq!(text.parse(), Ok(Bytes(bytes)));
        }
        assert_eq!(
            "ten".parse::<Bytes>(),
            Err("`ten` is not a size: write a number and a unit, as in 10MB or 50MiB".to_owned())
        );
    }
}
