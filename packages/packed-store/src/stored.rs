//! Storage items and maps in the packed form of [`mod@crate::packed`], under cw-storage-plus's keys.

use std::marker::PhantomData;

use crate::packed::{pack, unpack, Packed};
use cosmwasm_std::{Empty, Order, StdError, StdResult, Storage};
use cw_storage_plus::{range_with_prefix, Bound, KeyDeserialize, Path, Prefix, PrimaryKey};

/// One value under one key.
pub struct Item<T> {
    key: &'static str,
    value: PhantomData<T>,
}

impl<T: Packed> Item<T> {
    pub const fn new(key: &'static str) -> Self {
        Self {
            key,
            value: PhantomData,
        }
    }

    /// # Errors
    /// When it was never saved.
    pub fn load(&self, storage: &dyn Storage) -> StdResult<T> {
        let bytes = storage
            .get(self.key.as_bytes())
            .ok_or_else(|| StdError::not_found(self.key))?;
        unpack(self.key, &bytes)
    }

    pub fn save(&self, storage: &mut dyn Storage, value: &T) -> StdResult<()> {
        storage.set(self.key.as_bytes(), &pack(value));
        Ok(())
    }

    pub fn update<E: From<StdError>>(
        &self,
        storage: &mut dyn Storage,
        change: impl FnOnce(T) -> Result<T, E>,
    ) -> Result<(), E> {
        let value = change(self.load(storage)?)?;
        Ok(self.save(storage, &value)?)
    }
}

/// A value for each key.
pub struct Map<K, T> {
    namespace: &'static str,
    types: PhantomData<(K, T)>,
}

impl<'a, K: PrimaryKey<'a>, T: Packed> Map<K, T> {
    pub const fn new(namespace: &'static str) -> Self {
        Self {
            namespace,
            types: PhantomData,
        }
    }

    fn path(&self, key: &K) -> Path<Empty> {
        let parts = key.key();
        let parts: Vec<&[u8]> = parts.iter().map(AsRef::as_ref).collect();
        Path::new(self.namespace.as_bytes(), &parts)
    }

    /// # Errors
    /// When nothing is there.
    pub fn load(&self, storage: &dyn Storage, key: K) -> StdResult<T> {
        self.may_load(storage, key)?
            .ok_or_else(|| StdError::not_found(self.namespace))
    }

    pub fn may_load(&self, storage: &dyn Storage, key: K) -> StdResult<Option<T>> {
        storage
            .get(&self.path(&key))
            .map(|bytes| unpack(self.namespace, &bytes))
            .transpose()
    }

    pub fn save(&self, storage: &mut dyn Storage, key: K, value: &T) -> StdResult<()> {
        storage.set(&self.path(&key), &pack(value));
        Ok(())
    }

    pub fn remove(&self, storage: &mut dyn Storage, key: K) {
        storage.remove(&self.path(&key));
    }

    /// Keys and values between bounds; none = from the first, to the last.
    pub fn range<'s>(
        &self,
        storage: &'s dyn Storage,
        min: Option<Bound<'a, K>>,
        max: Option<Bound<'a, K>>,
        order: Order,
    ) -> impl Iterator<Item = StdResult<(K::Output, T)>> + 's
    where
        K: KeyDeserialize,
    {
        let namespace = self.namespace;
        let prefix: Prefix<Vec<u8>, Empty> = Prefix::new(namespace.as_bytes(), &[]);
        let min = min.map(|bound| bound.to_raw_bound());
        let max = max.map(|bound| bound.to_raw_bound());
        range_with_prefix(storage, &prefix, min, max, order)
            .map(move |(key, value)| Ok((K::from_vec(key)?, unpack(namespace, &value)?)))
    }
}

#[cfg(test)]
mod tests {
    use cosmwasm_std::testing::MockStorage;

    use super::*;

    const ITEM: Item<Option<String>> = Item::new("item");
    const MAP: Map<(u64, &str), u8> = Map::new("map");

    #[test]
    fn an_item_is_read_as_it_was_saved_and_missed_by_name() {
        let mut storage = MockStorage::new();
        assert!(matches!(ITEM.load(&storage), Err(StdError::NotFound { kind, .. }) if kind == "item"));
        ITEM.save(&mut storage, &Some("x".into())).unwrap();
        assert_eq!(ITEM.load(&storage), Ok(Some("x".into())));
        storage.set(b"item", b"\xff");
        assert!(ITEM.load(&storage).is_err());
    }

    #[test]
    fn a_map_lies_under_the_keys_of_cw_storage_plus() {
        let mut storage = MockStorage::new();
        MAP.save(&mut storage, (1, "a"), &9).unwrap();
        let key = cw_storage_plus::Map::<(u64, &str), Empty>::new("map").key((1, "a"));
        assert_eq!(storage.get(&key), Some(vec![9]));
    }

    #[test]
    fn a_range_is_ordered_starts_where_told_and_stays_in_its_map() {
        let mut storage = MockStorage::new();
        cw_storage_plus::Map::<u64, u8>::new("map2")
            .save(&mut storage, 1, &1)
            .unwrap();
        for (n, v) in [(2, "b"), (1, "b"), (1, "a")] {
            MAP.save(&mut storage, (n, v), &u8::try_from(n).unwrap()).unwrap();
        }
        let keys = |min, max, order| {
            MAP.range(&storage, min, max, order)
                .map(|item| item.unwrap().0)
                .collect::<Vec<_>>()
        };
        let all = [(1, "a"), (1, "b"), (2, "b")].map(|(n, v)| (n, v.to_owned()));
        assert_eq!(keys(None, None, Order::Ascending), all);
        assert_eq!(
            keys(Some(Bound::exclusive((1, "a"))), None, Order::Ascending),
            all[1..]
        );
        assert_eq!(
            keys(None, Some(Bound::exclusive((1, "b"))), Order::Ascending),
            all[..1]
        );
        assert_eq!(keys(None, None, Order::Descending)[0], all[2]);
        MAP.remove(&mut storage, (1, "a"));
        assert_eq!(MAP.may_load(&storage, (1, "a")), Ok(None));
        assert_eq!(MAP.may_load(&storage, (2, "b")), Ok(Some(2)));
    }
}
