//! Lists that Lambda gives page by page: each page names the marker of the next.

use std::collections::HashSet;

use serde::de::DeserializeOwned;

use crate::invoke::request::percent_encoded;
use crate::rest_call::{CallError, RestApi};

/// One page of a list.
pub trait Page: DeserializeOwned {
    /// What is listed.
    type Item;

    /// Its items, and the marker of the next page.
    fn open(self) -> (Vec<Self::Item>, Option<String>);
}

/// All pages of the list at `path`, one after another. `on_page` sees the items of each as it comes.
///
/// # Errors
/// Why a page did not come: what came before it is not the list, so it is let go.
pub async fn all<P: Page>(
    api: RestApi<'_>,
    path: &str,
    mut on_page: impl FnMut(&[P::Item]),
) -> Result<Vec<P::Item>, CallError> {
    let mut all = Vec::new();
    let mut markers = HashSet::new();
    let mut address = path.to_owned();
    loop {
        let (items, next) = api.get::<P>(&address).await?.open();
        on_page(&items);
        all.extend(items);
        let Some(marker) = next.filter(|marker| !marker.is_empty()) else { return Ok(all) };
        address = format!("{path}?Marker={}", percent_encoded(&marker));
        // An endpoint that names a page twice would never come to an end.
        if !markers.insert(marker) {
            return Err(CallError::Unreadable("its pages lead in a circle".into()));
        }
    }
}
