//! Whatever can be asked of a chain's state.

use super::{ConsumerItem, Layout, ProviderItem, SdkItem};
use crate::error::Error;
use crate::limits::Limits;
use crate::proof::{Key, Proven};

/// An item in one of the stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item<'a> {
    /// Of the provider's module.
    Provider(ProviderItem<'a>),
    /// Of the consumer's module.
    Consumer(ConsumerItem),
    /// Of a module of the SDK.
    Sdk(SdkItem),
}

impl Item<'_> {
    /// The name of the store.
    #[must_use]
    pub const fn store(&self) -> &'static [u8] {
        match self {
            Item::Provider(item) => item.store(),
            Item::Consumer(item) => item.store(),
            Item::Sdk(item) => item.store(),
        }
    }

    /// The key.
    ///
    /// # Errors
    /// Those of [`ProviderItem::key`].
    pub fn key(&self, layout: Layout) -> Result<Key, Error> {
        match self {
            Item::Provider(item) => item.key(layout),
            Item::Consumer(item) => item.key(layout),
            Item::Sdk(item) => item.key(),
        }
    }

    /// Whether this is what was proven.
    ///
    /// # Errors
    /// Those of [`Item::key`].
    pub fn is_in(&self, layout: Layout, proven: &Proven<'_>) -> Result<bool, Error> {
        Ok(proven.store() == self.store() && proven.key() == self.key(layout)?.as_bytes())
    }

    /// What was proven of this item, read as what it is. `None`: there is none.
    pub(super) fn read<'p, T>(
        &self,
        layout: Layout,
        proven: &Proven<'p>,
        parse: impl FnOnce(&'p [u8], &Limits) -> Result<T, Error>,
    ) -> Result<Option<T>, Error> {
        if proven.store() != self.store() {
            return Err(Error::OtherStore);
        }
        if proven.key() != self.key(layout)?.as_bytes() {
            return Err(Error::OtherKey);
        }
        proven.value().map(|bytes| parse(bytes, &Limits::DEFAULT)).transpose()
    }
}

impl<'a> From<ProviderItem<'a>> for Item<'a> {
    fn from(item: ProviderItem<'a>) -> Item<'a> {
        Item::Provider(item)
    }
}

impl From<ConsumerItem> for Item<'_> {
    fn from(item: ConsumerItem) -> Self {
        Item::Consumer(item)
    }
}

impl From<SdkItem> for Item<'_> {
    fn from(item: SdkItem) -> Self {
        Item::Sdk(item)
    }
}
