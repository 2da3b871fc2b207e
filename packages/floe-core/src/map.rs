//! An ordered map in one sorted vector.
//!
//! The maps of the accounting are loaded in order, small (a hundred validators, some hundred entries) and mostly read.
//! The standard library's tree would cost the hub's Wasm 120 KB, as it is compiled once more for every pair of types
//! (docs/adr/0021).

use std::borrow::Borrow;
use std::ops::Index;

/// Pairs in ascending order of their keys, each key once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SortedMap<K, V> {
    pairs: Vec<(K, V)>,
}

impl<K, V> Default for SortedMap<K, V> {
    fn default() -> Self {
        Self { pairs: Vec::new() }
    }
}

impl<K: Ord, V> SortedMap<K, V> {
    pub const fn new() -> Self {
        Self { pairs: Vec::new() }
    }

    fn search<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.pairs.binary_search_by(|(k, _)| k.borrow().cmp(key))
    }

    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let (_, value) = self.pairs.get(self.search(key).ok()?)?;
        Some(value)
    }

    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let at = self.search(key).ok()?;
        let (_, value) = self.pairs.get_mut(at)?;
        Some(value)
    }

    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.search(key).is_ok()
    }

    pub fn first(&self) -> Option<(&K, &V)> {
        self.pairs.first().map(|(k, v)| (k, v))
    }

    pub fn last(&self) -> Option<(&K, &V)> {
        self.pairs.last().map(|(k, v)| (k, v))
    }

    /// Sets the value of a key and returns the one before. Constant time at the end, linear elsewhere.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.search(&key) {
            Ok(at) => self
                .pairs
                .get_mut(at)
                .map(|(_, old)| std::mem::replace(old, value)),
            Err(at) => {
                self.pairs.insert(at, (key, value));
                None
            }
        }
    }

    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let at = self.search(key).ok()?;
        Some(self.pairs.remove(at).1)
    }

    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut V) -> bool) {
        self.pairs.retain_mut(|(k, v)| keep(k, v));
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> {
        self.into_iter()
    }

    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (&K, &mut V)> {
        self.pairs.iter_mut().map(|(k, v)| (&*k, v))
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> {
        self.pairs.iter().map(|(k, _)| k)
    }

    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> {
        self.pairs.iter().map(|(_, v)| v)
    }

    pub fn values_mut(&mut self) -> impl DoubleEndedIterator<Item = &mut V> {
        self.pairs.iter_mut().map(|(_, v)| v)
    }
}

impl<K: Ord, V: Default> SortedMap<K, V> {
    /// The value of a key, put there by default if it is missing.
    // The index comes from the search, or is where the pair has just been put.
    #[allow(clippy::indexing_slicing)]
    pub fn or_default(&mut self, key: K) -> &mut V {
        let at = match self.search(&key) {
            Ok(at) => at,
            Err(at) => {
                self.pairs.insert(at, (key, V::default()));
                at
            }
        };
        &mut self.pairs[at].1
    }
}

impl<K: Ord + Borrow<Q>, Q: Ord + ?Sized, V> Index<&Q> for SortedMap<K, V> {
    type Output = V;

    // As with the standard maps: for a key that is known to be there.
    #[allow(clippy::expect_used)]
    fn index(&self, key: &Q) -> &V {
        self.get(key).expect("no entry found for key")
    }
}

impl<K, V> IntoIterator for SortedMap<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.pairs.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a SortedMap<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.pairs.iter().map(|(k, v)| (k, v))
    }
}

/// The last value of a key counts. Linear for pairs that come in order.
impl<K: Ord, V> FromIterator<(K, V)> for SortedMap<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut map = Self::new();
        for (key, value) in pairs {
            map.insert(key, value);
        }
        map
    }
}

impl<K: Ord, V, const N: usize> From<[(K, V); N]> for SortedMap<K, V> {
    fn from(pairs: [(K, V); N]) -> Self {
        pairs.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug)]
    enum Change {
        Insert(u8, u16),
        Remove(u8),
        Add(u8),
        KeepAbove(u8),
    }

    fn change() -> impl Strategy<Value = Change> {
        prop_oneof![
            4 => (any::<u8>(), any::<u16>()).prop_map(|(k, v)| Change::Insert(k % 16, v)),
            2 => any::<u8>().prop_map(|k| Change::Remove(k % 16)),
            2 => any::<u8>().prop_map(|k| Change::Add(k % 16)),
            1 => any::<u8>().prop_map(|k| Change::KeepAbove(k % 16)),
        ]
    }

    proptest! {
        #[test]
        fn it_behaves_like_the_standard_ordered_map(changes in prop::collection::vec(change(), 0..60)) {
            let mut ours = SortedMap::<u8, u16>::new();
            let mut std = BTreeMap::<u8, u16>::new();
            for change in changes {
                match change {
                    Change::Insert(k, v) => prop_assert_eq!(ours.insert(k, v), std.insert(k, v)),
                    Change::Remove(k) => prop_assert_eq!(ours.remove(&k), std.remove(&k)),
                    Change::Add(k) => {
                        let (a, b) = (ours.or_default(k), std.entry(k).or_default());
                        *a = a.wrapping_add(7);
                        *b = b.wrapping_add(7);
                    }
                    Change::KeepAbove(least) => {
                        ours.retain(|k, _| *k >= least);
                        std.retain(|k, _| *k >= least);
                    }
                }
                prop_assert!(ours.iter().eq(std.iter()));
                prop_assert!(ours.keys().eq(std.keys()) && ours.values().eq(std.values()));
                prop_assert!(ours.iter_mut().eq(std.iter_mut()) && ours.values_mut().eq(std.values_mut()));
                prop_assert_eq!((ours.first(), ours.last()), (std.first_key_value(), std.last_key_value()));
                prop_assert_eq!((ours.len(), ours.is_empty()), (std.len(), std.is_empty()));
                for k in 0..16 {
                    prop_assert_eq!(ours.get(&k), std.get(&k));
                    prop_assert_eq!(ours.get_mut(&k), std.get_mut(&k));
                    prop_assert_eq!(ours.contains_key(&k), std.contains_key(&k));
                }
            }
            prop_assert!(ours.clone().into_iter().eq(std));
            prop_assert_eq!(ours.clone().into_iter().rev().collect::<SortedMap<_, _>>(), ours);
        }
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        assert_eq!(SortedMap::from([(1, 'a'), (1, 'b')])[&1], 'b');
    }
}
