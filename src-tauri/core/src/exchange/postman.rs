//! Collections of Postman, version 2.1 of their format (2.0 reads the same way): the requests that invoke Lambda functions.
//!
//! What cannot be taken over is listed with a reason, request by request; nothing is lost in silence. Secrets are dropped.

mod format;
mod variables;

use std::collections::HashSet;

use serde_json::Value;

use super::command_line::Reading;
use super::curl::header_pair;
use super::imported::{Imported, ImportedRequest, LeftOut};
use super::invoke_url;
use crate::failure::Failure;
use format::{Auth, Collection, Item, Request, Text};
use variables::{Variables, renamed};

/// More than any collection that a person made.
pub(super) const LARGEST: usize = 64 * 1024 * 1024;
/// Folders in folders; no tree of a person is deeper.
const DEEPEST: usize = 32;

/// Reads a collection.
///
/// # Errors
/// When the text is not one.
pub fn read(text: &str) -> Result<Imported, Failure> {
    let hint = "In Postman, export the collection as “Collection v2.1”.";
    if text.len() > LARGEST {
        return Err(Failure::other("This file is too large for a collection.", hint));
    }
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let root: Value = serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        Failure::other(format!("This is not JSON (line {line}, column {column})."), hint)
    })?;
    // Postman's own interface wraps it.
    let root = root.get("collection").filter(|inner| inner.get("item").is_some()).cloned().unwrap_or(root);
    if root.get("item").is_none() || root.get("info").is_none() {
        let what = if root.get("requests").is_some() && root.get("order").is_some() {
            "This is a collection of version 1 of Postman’s format."
        } else if root.get("values").is_some() {
            "This is an environment of Postman, not a collection."
        } else {
            "This is no collection of Postman: it has no “info” and no “item”."
        };
        return Err(Failure::other(what, hint));
    }
    let collection: Collection = serde_json::from_value(root)
        .map_err(|error| Failure::other(format!("This collection cannot be understood: {error}."), hint))?;
    let mut importer = Importer { variables: Variables::of(&collection.variable), imported: Imported::default() };
    importer.imported.name = collection.info.name;
    let level = Level { folder: &[], auth: collection.auth.as_ref() };
    if !collection.event.is_empty() {
        importer.leave_out("The collection", "Its scripts are not taken over.");
    }
    importer.items(&collection.item, level);
    importer.variables.names_said(&mut importer.imported.left_out);
    importer.imported.variables = importer.variables.into_imported();
    Ok(importer.imported)
}

/// What stands over an item.
#[derive(Clone, Copy)]
struct Level<'a> {
    folder: &'a [String],
    /// The nearest that says how requests are signed.
    auth: Option<&'a Auth>,
}

struct Importer {
    variables: Variables,
    imported: Imported,
}

impl Importer {
    fn leave_out(&mut self, what: impl Into<String>, why: impl Into<String>) {
        let left = LeftOut { what: what.into(), why: why.into() };
        if !self.imported.left_out.contains(&left) {
            self.imported.left_out.push(left);
        }
    }

    fn items(&mut self, items: &[Item], level: Level<'_>) {
        for item in items {
            let name = item.name.clone();
            let auth = item.auth.as_ref().or(level.auth);
            if let Some(inner) = &item.inner {
                let mut folder = level.folder.to_vec();
                folder.push(if name.trim().is_empty() { "Folder".into() } else { name });
                if folder.len() > DEEPEST {
                    self.leave_out(folder.join(" / "), "It lies too deep.");
                    continue;
                }
                if !item.event.is_empty() {
                    self.leave_out(folder.join(" / "), "Its scripts are not taken over.");
                }
                self.imported.folders.push(folder.clone());
                self.items(inner, Level { folder: &folder, auth });
                continue;
            }
            let what = level.folder.iter().map(String::as_str).chain([name.as_str()]).collect::<Vec<_>>().join(" / ");
            let Some(request) = &item.request else {
                self.leave_out(what, "It holds no request.");
                continue;
            };
            let auth = request.auth.as_ref().or(auth);
            match self.request(&what, request, auth) {
                Ok(mut read) => {
                    read.name = name;
                    read.folder = level.folder.to_vec();
                    if !item.event.is_empty() {
                        self.leave_out(&what, "Its scripts are not taken over.");
                    }
                    self.imported.requests.push(read);
                }
                Err(why) => self.leave_out(what, why),
            }
        }
    }

    /// One request, or why it cannot be used.
    fn request(&mut self, what: &str, request: &Request, auth: Option<&Auth>) -> Result<ImportedRequest, String> {
        let address = request.url.as_ref().map(format::Url::raw).unwrap_or_default();
        if address.trim().is_empty() {
            return Err("It has no address.".into());
        }
        if !request.method.is_empty() && !request.method.eq_ignore_ascii_case("POST") {
            return Err(format!("It is a {} request; Lambda is invoked by POST.", request.method));
        }
        let mut reading = Reading::default();
        if let Some(auth) = auth.filter(|auth| auth.kind == "awsv4") {
            let region = auth.value("region");
            let region = self.variables.filled(&region);
            if !region.is_empty() && !region.contains("{{") {
                reading.request.region = Some(region);
            }
            for secret in ["secretKey", "sessionToken", "accessKey"] {
                let value = auth.value(secret);
                self.variables.mark_secret(&value);
                reading.secret |= secret != "accessKey" && !value.is_empty();
            }
        }
        self.address(what, &address, &mut reading)?;
        for header in request.header.iter().filter(|header| !header.disabled) {
            let value = &header.value;
            if matches!(
                header.key.to_ascii_lowercase().as_str(),
                "x-amz-security-token" | "authorization" | "x-api-key"
            ) {
                self.variables.mark_secret(value);
            }
            header_pair(&header.key, &renamed(value), 0, &mut reading).map_err(|error| error.message)?;
        }
        reading.request.payload = match &request.body {
            None => String::new(),
            Some(body) if body.disabled || body.mode.is_empty() => String::new(),
            Some(body) if body.mode == "raw" => renamed(&body.raw),
            Some(body) => return Err(format!("Its body is of the kind “{}”; a payload is text.", body.mode)),
        };
        reading.request.function = renamed(&reading.request.function);
        reading.request.qualifier = renamed(&reading.request.qualifier);
        reading.request.notes = request.description.as_ref().map(Text::text).unwrap_or_default();
        if reading.secret {
            reading.remark("Its credentials were dropped: a request goes with a profile.");
        }
        for remark in std::mem::take(&mut reading.remarks) {
            self.leave_out(what, remark);
        }
        Ok(reading.request)
    }

    /// Function, qualifier, region and endpoint from an address in which variables stand.
    fn address(&mut self, what: &str, address: &str, reading: &mut Reading) -> Result<(), String> {
        const PATHS: [&str; 2] = ["/2015-03-31/functions/", "/2021-11-15/functions/"];
        // The host must be known; the function's name may stay a variable.
        let at = PATHS.iter().filter_map(|path| address.find(path)).min();
        let Some(at) = at else {
            // Perhaps the whole path is in a variable.
            let filled = self.variables.filled(address);
            let region = reading.request.region.take();
            invoke_url::read(&filled, &mut reading.request)?;
            reading.request.region = reading.request.region.take().or(region);
            return Ok(());
        };
        let (host, path) = address.split_at(at);
        let filled = self.variables.filled(host);
        let host = if filled.contains("{{") { "" } else { filled.trim() };
        let signed_for = reading.request.region.clone();
        if host.is_empty() {
            invoke_url::read(&format!("https://unknown.invalid{path}"), &mut reading.request)?;
            reading.request.endpoint = None;
            self.leave_out(what, "Where it goes is in a variable without a value: the profile says where it goes now.");
        } else {
            invoke_url::read(&format!("{host}{path}"), &mut reading.request)?;
        }
        reading.request.region = reading.request.region.take().or(signed_for);
        Ok(())
    }
}

/// Names that are told apart, and those that would be the same.
fn unique(name: &str, taken: &mut HashSet<String>) -> String {
    let mut free = name.to_owned();
    for number in 2.. {
        if taken.insert(free.clone()) {
            break;
        }
        free = format!("{name}_{number}");
    }
    free
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::wire::InvocationType;

    fn collection(item: &Value, variable: &Value) -> Imported {
        let text = json!({
            "info": {"name": "Shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
            "item": item, "variable": variable,
            "auth": {"type": "awsv4", "awsv4": [
                {"key": "region", "value": "{{region}}", "type": "string"},
                {"key": "secretKey", "value": "{{aws-secret}}", "type": "string"},
                {"key": "accessKey", "value": "AKIAIOSFODNN7EXAMPLE", "type": "string"},
                {"key": "service", "value": "lambda", "type": "string"},
            ]},
        });
        read(&text.to_string()).expect("a collection")
    }

    fn variables() -> Value {
        json!([
            {"key": "region", "value": "eu-west-1"},
            {"key": "base-url", "value": "http://127.0.0.1:4566"},
            {"key": "aws-secret", "value": "topsecret"},
            {"key": "customer id", "value": "C-7"},
            {"key": "api_token", "value": "topsecret", "type": "secret"},
        ])
    }

    #[test]
    fn requests_to_lambda_come_with_folders_and_variables() {
        let imported = collection(
            &json!([
                {"name": "Orders", "item": [
                    {"name": "Create", "request": {
                        "method": "POST",
                        "header": [
                            {"key": "X-Amz-Invocation-Type", "value": "Event"},
                            {"key": "X-Amz-Log-Type", "value": "Tail", "disabled": true},
                        ],
                        "body": {"mode": "raw", "raw": "{\"id\": \"{{$guid}}\", \"customer\": \"{{customer id}}\"}"},
                        "url": {"raw": "https://lambda.{{region}}.amazonaws.com/2015-03-31/functions/{{fn}}/invocations?Qualifier=live"},
                        "description": {"content": "Makes an order."},
                    }},
                    {"name": "Empty", "item": []},
                ]},
                {"name": "Local", "request": {"method": "POST", "url": "{{base-url}}/2015-03-31/functions/echo/invocations"}},
            ]),
            &variables(),
        );
        assert_eq!(imported.name, "Shop");
        assert_eq!(imported.folders, [vec!["Orders".to_owned()], vec!["Orders".into(), "Empty".into()]]);
        let [create, local] = imported.requests.as_slice() else { panic!("{imported:#?}") };
        assert_eq!((create.name.as_str(), create.folder.as_slice()), ("Create", &["Orders".to_owned()][..]));
        assert_eq!(create.function, "{{ fn }}");
        assert_eq!(create.qualifier, "live");
        assert_eq!(create.region.as_deref(), Some("eu-west-1"));
        assert_eq!(create.endpoint, None);
        assert_eq!(create.invocation_type, InvocationType::Event);
        assert!(!create.tail);
        assert_eq!(create.payload, "{\"id\": \"{{ uuid() }}\", \"customer\": \"{{ customer_id }}\"}");
        assert_eq!(create.notes, "Makes an order.");
        assert_eq!(local.endpoint.as_deref(), Some("http://127.0.0.1:4566"));
        assert_eq!(local.region.as_deref(), Some("eu-west-1"));
        let names: Vec<_> =
            imported.variables.iter().map(|it| (it.name.as_str(), it.value.as_str(), it.secret)).collect();
        assert_eq!(
            names,
            [
                ("region", "eu-west-1", false),
                ("base_url", "http://127.0.0.1:4566", false),
                ("aws_secret", "", true),
                ("customer_id", "C-7", false),
                ("api_token", "", true),
            ]
        );
        assert!(!format!("{imported:?}").contains("topsecret"));
    }

    #[test]
    fn what_cannot_be_used_is_listed_with_a_reason() {
        let request = |request: Value| json!({"name": "X", "request": request});
        let lambda = "https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/f/invocations";
        for (item, why) in [
            (request(json!({"method": "GET", "url": lambda})), "POST"),
            (request(json!({"method": "POST", "url": "https://example.com/orders"})), "no address at which Lambda"),
            (request(json!({"method": "POST", "url": "https://x.lambda-url.eu-west-1.on.aws/"})), "function URL"),
            (request(json!({"method": "POST"})), "no address"),
            (
                request(json!({"method": "POST", "url": lambda, "body": {"mode": "formdata", "formdata": []}})),
                "formdata",
            ),
            (json!({"name": "Y"}), "no request"),
            (
                json!({"name": "Z", "event": [{"listen": "test", "script": {}}], "request": {"method": "POST", "url": lambda}}),
                "scripts",
            ),
        ] {
            let imported = collection(&json!([item]), &json!([]));
            assert!(imported.left_out.iter().any(|left| left.why.contains(why)), "{why}: {imported:?}");
        }
    }

    #[test]
    fn what_is_no_collection_is_said() {
        for (text, why) in [
            ("", "not JSON"),
            ("{}", "no collection"),
            (r#"{"id": "x", "order": [], "requests": []}"#, "version 1"),
            (r#"{"name": "e", "values": []}"#, "environment"),
            (r#"{"info": {"name": 1}, "item": []}"#, "cannot be understood"),
        ] {
            let failure = read(text).expect_err("no collection");
            assert!(failure.message.contains(why), "{text}: {}", failure.message);
        }
        let wrapped = r#"{"collection": {"info": {"name": "W"}, "item": []}}"#;
        assert_eq!(read(wrapped).expect("a collection").name, "W");
    }
}
