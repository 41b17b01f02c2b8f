//! The fewest lines that do what all of them would: a set cover, found greedily.
//!
//! What is to be covered are the entries that any line stops; each line covers some. The greedy
//! choice is within a factor of the logarithm of the number of entries of the least, and in practice
//! nearly always the least: a test compares it with the exact answer on small cases.

/// For each of `count` lines whether it is kept. `stops` names for every entry the lines that stop it;
/// `weight` is how good a line is where two cover as much: the higher the better.
pub(super) fn cover(count: usize, stops: &[Vec<u32>], weight: &dyn Fn(usize) -> u64) -> Vec<bool> {
    let mut kept = vec![false; count];
    let mut open: Vec<bool> = stops.iter().map(|lines| !lines.is_empty()).collect();
    let mut left = vec![0_u64; count];
    for lines in stops {
        lines.iter().for_each(|line| left[*line as usize] += 1);
    }
    // What only one line stops decides by itself.
    for lines in stops.iter().filter(|lines| lines.len() == 1) {
        kept[lines[0] as usize] = true;
    }
    let close = |kept: &[bool], open: &mut [bool], left: &mut [u64]| {
        for (lines, open) in stops.iter().zip(open).filter(|(_, open)| **open) {
            if lines.iter().any(|line| kept[*line as usize]) {
                *open = false;
                lines.iter().for_each(|line| left[*line as usize] -= 1);
            }
        }
    };
    close(&kept, &mut open, &mut left);
    loop {
        let free = (0..count).filter(|line| !kept[*line] && left[*line] > 0);
        let Some(best) = free.max_by_key(|line| (left[*line], weight(*line), count - line)) else {
            return kept;
        };
        kept[best] = true;
        close(&kept, &mut open, &mut left);
    }
}

#[cfg(test)]
mod tests {
    use super::cover;

    fn covers(kept: u32, stops: &[Vec<u32>]) -> bool {
        stops.iter().all(|lines| lines.iter().any(|line| kept & 1 << line != 0))
    }

    #[test]
    fn the_greedy_cover_is_nearly_the_least_one() {
        let mut seed = 0x1234_5678_u64;
        let mut next = |limit: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % limit
        };
        let (mut cases, mut least_of_all, mut larger) = (0_u32, 0, 0);
        for _ in 0..2000 {
            let lines = 2 + next(9) as u32;
            let stops: Vec<Vec<u32>> = (0..1 + next(14))
                .map(|_| {
                    let mut own: Vec<u32> =
                        (0..1 + next(3)).map(|_| next(u64::from(lines)) as u32).collect();
                    own.sort_unstable();
                    own.dedup();
                    own
                })
                .collect();
            let kept = cover(lines as usize, &stops, &|_| 0);
            let given =
                kept.iter().enumerate().fold(0, |set, (line, kept)| set | u32::from(*kept) << line);
            assert!(covers(given, &stops), "{stops:?}");
            let least =
                (0_u32..1 << lines).filter(|set| covers(*set, &stops)).map(u32::count_ones).min();
            let least = least.expect("all lines together");
            assert!(given.count_ones() <= least + 1, "{given:b} where {least} would do: {stops:?}");
            cases += 1;
            larger += given.count_ones() - least;
            least_of_all += u32::from(given.count_ones() == least);
        }
        assert!(
            least_of_all * 100 > cases * 95,
            "{least_of_all} of {cases}, {larger} lines too many"
        );
    }

    #[test]
    fn of_two_lines_that_do_the_same_the_better_one_stays() {
        let stops = vec![vec![0, 1], vec![0, 1], vec![2]];
        assert_eq!(cover(3, &stops, &|line| line as u64), [false, true, true]);
        assert_eq!(cover(2, &[], &|_| 0), [false, false]);
    }
}
