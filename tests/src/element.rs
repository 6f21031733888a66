//! Finding elements as a person, or a screen reader, does: by role and accessible name.

use fantoccini::Client;
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use serde_json::{Value, json};

/// Roles that the tests look for, with the elements that have them.
const FINDER: &str = r"
const [role, name] = arguments;
const having = {
  button: 'button, [role=button]',
  textbox: 'input:not([type]), input[type=text], input[type=password], textarea, [role=textbox], [role=combobox]',
  tab: '[role=tab]',
  tabpanel: '[role=tabpanel]',
  menuitem: '[role=menuitem], [role=menuitemradio]',
  option: '[role=option]',
  dialog: 'dialog, [role=dialog]',
  status: '[role=status]',
  checkbox: 'input[type=checkbox]',
  radio: 'input[type=radio]',
  region: '[role=region], section[aria-label]',
  any: '*',
};
const text = (id) => (document.getElementById(id)?.textContent ?? '');
const nameOf = (element) => {
  const by = element.getAttribute('aria-labelledby');
  const label = element.getAttribute('aria-label')
    ?? (by ? by.split(/\s+/).map(text).join(' ') : null)
    ?? (element.labels?.length ? [...element.labels].map((label) => label.textContent).join(' ') : null)
    ?? element.textContent;
  return (label ?? '').replace(/\s+/g, ' ').trim();
};
const visible = (element) => element.getClientRects().length > 0;
const found = [...document.querySelectorAll(having[role])].filter(visible).filter((element) => nameOf(element) === name);
// What lies behind an open dialog is seen, and cannot be used.
return found.find((element) => element.closest('dialog:modal')) ?? found[0] ?? null;
";

/// The visible element with a role and exactly this accessible name, if it is there now.
///
/// # Errors
/// When the window does not answer.
pub async fn find(client: &Client, role: &str, name: &str) -> Result<Option<Element>, CmdError> {
    let found = client.execute(FINDER, vec![json!(role), json!(name)]).await?;
    Ok(of(client, found))
}

/// The element that a script gave; `None` when it gave none.
pub fn of(client: &Client, found: Value) -> Option<Element> {
    let reference = serde_json::from_value::<ElementReference>(found).ok()?;
    Some(Element::from_element_id(client.clone(), reference.id.into()))
}

/// WebDriver's form of an element (<https://www.w3.org/TR/webdriver2/#elements>).
#[derive(serde::Deserialize)]
struct ElementReference {
    #[serde(rename = "element-6066-11e4-a52e-4f735466cecf")]
    id: String,
}
