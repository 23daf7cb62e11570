//! What collections without positions hold, in the order in which they give it: derivatives count through a vector.

use alloc::vec::Vec;

/// The items of a set, a list or a heap.
pub fn items<'c, C: ?Sized, T: Clone + 'c>(of: &'c C) -> Vec<T>
where
    &'c C: IntoIterator<Item = &'c T>,
{
    of.into_iter().cloned().collect()
}

/// The keys of a map.
pub fn keys<'c, C: ?Sized, K: Clone + 'c, V: 'c>(of: &'c C) -> Vec<K>
where
    &'c C: IntoIterator<Item = (&'c K, &'c V)>,
{
    of.into_iter().map(|(key, _)| key.clone()).collect()
}

/// The values of a map, in the order of its keys.
pub fn values<'c, C: ?Sized, K: 'c, V: Clone + 'c>(of: &'c C) -> Vec<V>
where
    &'c C: IntoIterator<Item = (&'c K, &'c V)>,
{
    of.into_iter().map(|(_, value)| value.clone()).collect()
}
