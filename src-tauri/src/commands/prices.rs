//! What Lambda costs, and what an invocation did.

use lambdesk_core::failure::Failure;
use lambdesk_core::wire::{CostEstimate, CostQuery, Price, Prices};
use tauri::State;

use crate::app::App;
use crate::off_thread::off_thread;

/// What an invocation cost, at list price or the user's own.
#[tauri::command]
pub async fn cost_estimate(app: State<'_, App>, query: CostQuery) -> Result<Option<CostEstimate>, Failure> {
    let prices = app.prices.clone();
    off_thread(move || prices.estimate(&query)).await
}

/// Prices by region.
#[tauri::command]
pub async fn prices(app: State<'_, App>) -> Result<Prices, Failure> {
    let prices = app.prices.clone();
    off_thread(move || prices.read()).await
}

/// Keeps a price of the user's own.
#[tauri::command]
pub async fn save_price(app: State<'_, App>, price: Price) -> Result<(), Failure> {
    let prices = app.prices.clone();
    off_thread(move || prices.save(&price)).await
}

/// Drops a price of the user's own.
#[tauri::command]
pub async fn forget_price(app: State<'_, App>, region: String) -> Result<(), Failure> {
    let prices = app.prices.clone();
    off_thread(move || prices.forget(&region)).await
}
