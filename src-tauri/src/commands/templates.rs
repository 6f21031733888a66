//! Event templates: listing them, and filling their forms.

use std::collections::BTreeMap;

use lambdesk_core::failure::Failure;
use lambdesk_core::templates::{self, EventTemplate, FilledTemplate};

/// All event templates.
#[tauri::command]
pub async fn list_templates() -> Vec<EventTemplate> {
    templates::all()
}

/// A template with its form filled. Fields that are not given keep what they hold at first.
#[tauri::command]
pub async fn fill_template(id: String, values: BTreeMap<String, String>) -> Result<FilledTemplate, Failure> {
    templates::fill(&id, &values)
}
