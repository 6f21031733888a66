//! What an invocation cost, estimated from what its log reports and a price list: the one that comes with the program
//! (`cost/prices.toml`), and the user's own prices in `prices.toml`, which go before it. Nothing is asked of AWS.

mod amount;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use serde::Deserialize;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::atomic_file;
use crate::failure::Failure;
use crate::invoke::region::Region;
use crate::wire::{CostEstimate, CostQuery, Price, Prices};
use amount::Amount;

const LISTED: &str = include_str!("cost/prices.toml");

/// Names of architectures, as Lambda has them.
const X86_64: &str = "x86_64";
const ARM64: &str = "arm64";

/// The price list that comes with the program.
#[derive(Deserialize)]
struct Listed {
    as_of: String,
    regions: BTreeMap<String, (String, String, String)>,
}

/// The user's own prices, as their file has them.
#[derive(Default, Deserialize)]
struct Own {
    #[serde(default)]
    regions: BTreeMap<String, OwnPrice>,
}

#[derive(Deserialize)]
struct OwnPrice {
    currency: String,
    x86_64: String,
    arm64: String,
    million_requests: String,
}

/// Prices by region. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PriceList {
    path: PathBuf,
    /// One change at a time: a change reads the file and writes it.
    changing: Arc<Mutex<()>>,
}

impl PriceList {
    /// With the user's own prices in the file at `path`, which need not exist.
    pub fn new(path: PathBuf) -> Self {
        Self { path, changing: Arc::default() }
    }

    /// All prices, the user's own in place of those of the list.
    ///
    /// # Errors
    /// When the user's file cannot be read or understood. It is left as it is.
    pub fn read(&self) -> Result<Prices, Failure> {
        let (as_of, mut prices) = listed();
        for (region, own) in self.own()?.regions {
            let OwnPrice { currency, x86_64, arm64, million_requests } = own;
            let price = Price { region: region.clone(), currency, x86_64, arm64, million_requests, own: true };
            check(&price).map_err(|message| self.unreadable(&format!("{region}: {message}")))?;
            prices.insert(region, price);
        }
        Ok(Prices { prices: prices.into_values().collect(), as_of, file: self.path.display().to_string() })
    }

    /// Keeps a price of the user's own.
    ///
    /// # Errors
    /// What of it cannot be used, or why the file cannot be changed. Nothing is changed then.
    pub fn save(&self, price: &Price) -> Result<(), Failure> {
        check(price).map_err(|message| Failure::other(message, "Nothing was changed."))?;
        self.change(|regions| {
            let table = regions.entry(price.region.trim()).or_insert(Item::Table(Table::new()));
            let Some(table) = table.as_table_like_mut() else { return };
            let Price { currency, x86_64, arm64, million_requests, .. } = price;
            for (key, text) in
                [("currency", currency), ("x86_64", x86_64), ("arm64", arm64), ("million_requests", million_requests)]
            {
                table.insert(key, value(text.trim()));
            }
        })
    }

    /// Drops the user's own price for a region.
    ///
    /// # Errors
    /// Why the file cannot be changed.
    pub fn forget(&self, region: &str) -> Result<(), Failure> {
        self.change(|regions| drop(regions.remove(region)))
    }

    /// What an invocation cost; `None` when there is no price for its region.
    ///
    /// # Errors
    /// When the user's file cannot be read.
    pub fn estimate(&self, query: &CostQuery) -> Result<Option<CostEstimate>, Failure> {
        let prices = self.read()?.prices;
        Ok(prices.into_iter().find(|price| price.region == query.region).and_then(|price| estimate(query, price)))
    }

    fn change(&self, change: impl FnOnce(&mut Table)) -> Result<(), Failure> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        // What cannot be understood is not written over.
        self.own()?;
        let mut document: DocumentMut = self.text()?.parse().map_err(|error: toml_edit::TomlError| {
            self.unreadable(error.to_string().lines().next().unwrap_or_default())
        })?;
        let regions = document.entry("regions").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        let Some(regions) = regions.as_table_mut() else {
            return Err(self.unreadable("`regions` is no table"));
        };
        change(regions);
        atomic_file::write(&self.path, &document.to_string()).map_err(|error| self.io("written", &error))
    }

    fn own(&self) -> Result<Own, Failure> {
        toml_edit::de::from_str(&self.text()?)
            .map_err(|error| self.unreadable(error.to_string().lines().next().unwrap_or_default()))
    }

    fn text(&self) -> Result<String, Failure> {
        match std::fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            read => read.map_err(|error| self.io("read", &error)),
        }
    }

    fn io(&self, doing: &str, error: &io::Error) -> Failure {
        Failure::other(
            format!("{} could not be {doing}: {error}.", path(&self.path)),
            "Check the file's and the folder's permissions and the free space.",
        )
    }

    fn unreadable(&self, why: &str) -> Failure {
        Failure::other(
            format!("{} cannot be understood: {}.", path(&self.path), why.trim_end_matches('.')),
            "Mend the file in an editor, or move it away: the list prices stand then.",
        )
    }
}

fn path(path: &Path) -> std::path::Display<'_> {
    path.display()
}

/// The list that comes with the program. A test reads it.
fn listed() -> (String, BTreeMap<String, Price>) {
    let listed = toml_edit::de::from_str::<Listed>(LISTED);
    let Listed { as_of, regions } =
        listed.unwrap_or_else(|_| Listed { as_of: String::new(), regions: BTreeMap::new() });
    let price = |(region, (x86_64, arm64, million_requests)): (String, (String, String, String))| {
        let currency = "USD".to_owned();
        (region.clone(), Price { region, currency, x86_64, arm64, million_requests, own: false })
    };
    (as_of, regions.into_iter().map(price).collect())
}

/// What of a price cannot be used, as a sentence.
fn check(price: &Price) -> Result<(), String> {
    Region::parse(price.region.trim())?;
    let currency = price.currency.trim();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err("A currency has three capital letters, such as USD.".into());
    }
    for (what, text) in [
        ("A GB-second on x86_64", &price.x86_64),
        ("A GB-second on arm64", &price.arm64),
        ("A million requests", &price.million_requests),
    ] {
        if Amount::parse(text.trim()).is_none() {
            return Err(format!("{what} costs an amount such as 0.0000166667, and not “{}”.", text.trim()));
        }
    }
    Ok(())
}

fn estimate(query: &CostQuery, price: Price) -> Option<CostEstimate> {
    let architecture = query.architecture.as_deref().unwrap_or(X86_64);
    let per_gb_second = Amount::parse(match architecture {
        X86_64 => &price.x86_64,
        ARM64 => &price.arm64,
        _ => return None,
    })?;
    // Lambda bills whole milliseconds.
    let billed = query.billed.0.is_finite().then(|| query.billed.0.max(0.0).ceil())?;
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a finite number of milliseconds, not below zero; beyond 64 bits it saturates"
    )]
    let billed = billed as u64;
    let megabyte_millis = u128::from(query.memory_mb) * u128::from(billed);
    let gb_seconds = Amount::of_thousandths(megabyte_millis)?.over(1024);
    let duration = per_gb_second.times(megabyte_millis)?.over(1024 * 1000);
    let request = Amount::parse(&price.million_requests)?.over(1_000_000);
    Some(CostEstimate {
        amount: duration.plus(request)?.to_string(),
        duration_amount: duration.to_string(),
        request_amount: request.to_string(),
        gb_seconds: gb_seconds.to_string(),
        architecture: architecture.to_owned(),
        assumed: query.architecture.is_none(),
        price,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Millis;

    fn query(region: &str, architecture: Option<&str>, memory_mb: u32, billed: f64) -> CostQuery {
        CostQuery {
            region: region.into(),
            architecture: architecture.map(str::to_owned),
            memory_mb,
            billed: Millis(billed),
        }
    }

    fn list() -> (tempfile::TempDir, PriceList) {
        let folder = tempfile::tempdir().unwrap();
        let list = PriceList::new(folder.path().join("prices.toml"));
        (folder, list)
    }

    #[test]
    fn the_list_that_comes_with_the_program_can_be_used() {
        let (as_of, prices) = listed();
        assert!(!as_of.is_empty() && prices.len() >= 25, "{}", prices.len());
        for (region, price) in prices {
            assert_eq!(check(&price), Ok(()), "{region}");
        }
    }

    #[test]
    fn an_estimate_is_memory_times_billed_duration_and_the_request() {
        let (_folder, list) = list();
        // AWS's own example: 1 GB for a second.
        let told = list.estimate(&query("us-east-1", Some("x86_64"), 1024, 1000.0)).unwrap().expect("a price");
        assert_eq!((told.gb_seconds.as_str(), told.duration_amount.as_str()), ("1", "0.0000166667"));
        assert_eq!((told.request_amount.as_str(), told.amount.as_str()), ("0.0000002", "0.0000168667"));
        assert!(!told.assumed && !told.price.own);
        let told = list.estimate(&query("eu-west-1", None, 128, 80.0)).unwrap().expect("a price");
        assert_eq!((told.gb_seconds.as_str(), told.assumed, told.architecture.as_str()), ("0.01", true, "x86_64"));
        assert_eq!(told.duration_amount, "0.000000166667");
        let told = list.estimate(&query("me-south-1", Some("arm64"), 10_240, 900_000.0)).unwrap().expect("a price");
        assert_eq!((told.gb_seconds.as_str(), told.duration_amount.as_str()), ("9000", "0.1488006"));
        assert_eq!(list.estimate(&query("cn-north-1", None, 128, 1.0)).unwrap(), None);
        assert_eq!(list.estimate(&query("us-east-1", Some("riscv"), 128, 1.0)).unwrap(), None);
        assert!(list.estimate(&query("us-east-1", None, u32::MAX, f64::MAX)).is_ok());
    }

    #[test]
    fn a_price_of_ones_own_goes_before_the_list_and_can_be_dropped() {
        let (folder, list) = list();
        let file = folder.path().join("prices.toml");
        let own = Price {
            region: "cn-north-1".into(),
            currency: "CNY".into(),
            x86_64: "0.00011".into(),
            arm64: " 0.00009 ".into(),
            million_requests: "1.36".into(),
            own: false,
        };
        list.save(&own).expect("saved");
        std::fs::write(&file, format!("# ours\n{}\n[more]\nkept = 1\n", std::fs::read_to_string(&file).unwrap()))
            .unwrap();
        list.save(&Price { region: "us-east-1".into(), ..own.clone() }).expect("saved");
        let prices = list.read().expect("prices");
        assert_eq!(prices.prices.iter().filter(|price| price.own).count(), 2);
        let told = list.estimate(&query("cn-north-1", Some("arm64"), 1024, 1000.0)).unwrap().expect("a price");
        assert_eq!((told.duration_amount.as_str(), told.price.currency.as_str()), ("0.00009", "CNY"));
        list.forget("us-east-1").expect("dropped");
        list.forget("never-there-1").expect("nothing to do");
        assert!(!list.read().unwrap().prices.iter().any(|price| price.own && price.region == "us-east-1"));
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with("# ours\n") && text.contains("kept = 1"), "{text}");
    }

    #[test]
    fn what_cannot_be_used_is_told_and_changes_nothing() {
        let (folder, list) = list();
        let file = folder.path().join("prices.toml");
        let whole = Price {
            region: "us-east-1".into(),
            currency: "USD".into(),
            x86_64: "1".into(),
            arm64: "1".into(),
            million_requests: "1".into(),
            own: true,
        };
        for (price, told) in [
            (
                Price { arm64: "1,5".into(), ..whole.clone() },
                "A GB-second on arm64 costs an amount such as 0.0000166667, and not “1,5”.",
            ),
            (
                Price { currency: "dollars".into(), ..whole.clone() },
                "A currency has three capital letters, such as USD.",
            ),
            (
                Price { million_requests: String::new(), ..whole.clone() },
                "A million requests costs an amount such as 0.0000166667, and not “”.",
            ),
        ] {
            assert_eq!(list.save(&price).expect_err("refused").message, told);
        }
        assert!(list.save(&Price { region: "no region".into(), ..whole.clone() }).is_err());
        assert!(!file.exists());
        for text in [
            "[regions",
            "regions = 1",
            "[regions.us-east-1]\ncurrency = \"USD\"\nx86_64 = \"x\"\narm64 = \"1\"\nmillion_requests = \"1\"",
        ] {
            std::fs::write(&file, text).unwrap();
            let failure = list.read().expect_err("unreadable");
            assert!(failure.message.contains("prices.toml cannot be understood: "), "{}", failure.message);
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
    }
}
