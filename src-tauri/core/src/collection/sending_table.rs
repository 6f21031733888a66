//! How a request is sent, as a sidecar and as `[defaults]` say it.

use toml_edit::{InlineTable, Item, TableLike, Value};

use super::toml_file::{Keys, change};
use crate::invoke::retry::{RetryClasses, RetryPolicy};
use crate::span;
use crate::wire::{InvocationType, RetryInput, Sending};

/// The keys that a sidecar and `[defaults]` have in common.
pub const KEYS: [&str; 13] = [
    "function",
    "qualifier",
    "region",
    "wait",
    "total",
    "type",
    "log",
    "stream",
    "client_context",
    "tenant_id",
    "durable_execution_name",
    "retries",
    "template",
];

/// What the presets for retries are called.
const PRESETS: [(&str, RetryPolicy); 3] =
    [("careful", RetryPolicy::CAREFUL), ("like-aws-cli", RetryPolicy::LIKE_AWS_CLI), ("off", RetryPolicy::OFF)];

/// Reads the keys.
pub fn read(keys: &mut Keys) -> Sending {
    Sending {
        function: keys.text("function"),
        qualifier: keys.text("qualifier"),
        region: keys.text("region"),
        wait: keys.text("wait"),
        total: keys.text("total"),
        invocation_type: keys.read("type", "“RequestResponse”, “Event” or “DryRun”", read_type),
        tail: keys.flag("log"),
        stream: keys.flag("stream"),
        client_context: keys.text("client_context"),
        tenant_id: keys.text("tenant_id"),
        durable_execution_name: keys.text("durable_execution_name"),
        retries: keys.read("retries", "“careful”, “like-aws-cli”, “off” or a table", read_retries),
        template: keys.flag("template"),
    }
}

/// Changes the keys whose values are others than before.
pub fn write(table: &mut dyn TableLike, before: &Sending, after: &Sending) {
    let text = |text: &String| Value::from(text.as_str());
    let flag = |flag: &bool| Value::from(*flag);
    let mut texts = |key: &str, before: &Option<String>, after: &Option<String>| {
        change(table, key, before.as_ref(), after.as_ref(), text);
    };
    texts("function", &before.function, &after.function);
    texts("qualifier", &before.qualifier, &after.qualifier);
    texts("region", &before.region, &after.region);
    texts("wait", &before.wait, &after.wait);
    texts("total", &before.total, &after.total);
    texts("client_context", &before.client_context, &after.client_context);
    texts("tenant_id", &before.tenant_id, &after.tenant_id);
    texts("durable_execution_name", &before.durable_execution_name, &after.durable_execution_name);
    let kind = |kind: &InvocationType| Value::from(type_name(*kind));
    change(table, "type", before.invocation_type.as_ref(), after.invocation_type.as_ref(), kind);
    change(table, "log", before.tail.as_ref(), after.tail.as_ref(), flag);
    change(table, "stream", before.stream.as_ref(), after.stream.as_ref(), flag);
    change(table, "retries", before.retries.as_ref(), after.retries.as_ref(), write_retries);
    change(table, "template", before.template.as_ref(), after.template.as_ref(), flag);
}

/// What stands when the nearer says nothing.
pub fn over(nearer: Sending, further: Sending) -> Sending {
    Sending {
        function: nearer.function.or(further.function),
        qualifier: nearer.qualifier.or(further.qualifier),
        region: nearer.region.or(further.region),
        wait: nearer.wait.or(further.wait),
        total: nearer.total.or(further.total),
        invocation_type: nearer.invocation_type.or(further.invocation_type),
        tail: nearer.tail.or(further.tail),
        stream: nearer.stream.or(further.stream),
        client_context: nearer.client_context.or(further.client_context),
        tenant_id: nearer.tenant_id.or(further.tenant_id),
        durable_execution_name: nearer.durable_execution_name.or(further.durable_execution_name),
        retries: nearer.retries.or(further.retries),
        template: nearer.template.or(further.template),
    }
}

fn type_name(kind: InvocationType) -> &'static str {
    match kind {
        InvocationType::RequestResponse => "RequestResponse",
        InvocationType::Event => "Event",
        InvocationType::DryRun => "DryRun",
    }
}

fn read_type(item: &Item) -> Option<InvocationType> {
    let all = [InvocationType::RequestResponse, InvocationType::Event, InvocationType::DryRun];
    let name = item.as_str()?;
    all.into_iter().find(|kind| type_name(*kind) == name)
}

fn read_retries(item: &Item) -> Option<RetryInput> {
    if let Some(name) = item.as_str() {
        return PRESETS.iter().find(|(preset, _)| *preset == name).map(|(_, policy)| (*policy).into());
    }
    let table = item.as_table_like()?;
    // What is left out is careful.
    let careful = RetryPolicy::CAREFUL;
    let attempts = match table.get("attempts") {
        None => careful.attempts,
        Some(item) => u32::try_from(item.as_integer()?).ok()?,
    };
    let longest_pause = match table.get("longest_pause") {
        None => span::format(careful.longest_pause),
        Some(item) => item.as_str()?.to_owned(),
    };
    let class = |key: &str, otherwise: bool| match table.get(key) {
        None => Some(otherwise),
        Some(item) => item.as_bool(),
    };
    let classes = RetryClasses {
        never_sent: class("never_sent", careful.classes.never_sent)?,
        throttled: class("throttled", careful.classes.throttled)?,
        service_error: class("service_error", careful.classes.service_error)?,
        not_ready: class("not_ready", careful.classes.not_ready)?,
        connection_lost: class("connection_lost", careful.classes.connection_lost)?,
        timed_out: class("timed_out", careful.classes.timed_out)?,
    };
    Some(RetryInput { classes, attempts, longest_pause })
}

fn write_retries(retries: &RetryInput) -> Value {
    if let Some((name, _)) = PRESETS.iter().find(|(_, policy)| RetryInput::from(*policy) == *retries) {
        return Value::from(*name);
    }
    let careful = RetryInput::from(RetryPolicy::CAREFUL);
    let mut table = InlineTable::new();
    if retries.attempts != careful.attempts {
        table.insert("attempts", i64::from(retries.attempts).into());
    }
    if retries.longest_pause != careful.longest_pause {
        table.insert("longest_pause", retries.longest_pause.as_str().into());
    }
    let (ours, usual) = (retries.classes, careful.classes);
    for (key, value, otherwise) in [
        ("never_sent", ours.never_sent, usual.never_sent),
        ("throttled", ours.throttled, usual.throttled),
        ("service_error", ours.service_error, usual.service_error),
        ("not_ready", ours.not_ready, usual.not_ready),
        ("connection_lost", ours.connection_lost, usual.connection_lost),
        ("timed_out", ours.timed_out, usual.timed_out),
    ] {
        if value != otherwise {
            table.insert(key, value.into());
        }
    }
    Value::InlineTable(table)
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;
    use toml_edit::DocumentMut;

    use super::*;

    fn sending() -> impl Strategy<Value = Sending> {
        let text = || of(any::<String>());
        let kind = of(prop_oneof![
            Just(InvocationType::RequestResponse),
            Just(InvocationType::Event),
            Just(InvocationType::DryRun)
        ]);
        let retries = of((any::<[bool; 6]>(), 1..=10u32, prop_oneof![Just("20 s".to_owned()), any::<String>()]));
        let texts = (text(), text(), text(), text(), text(), text(), text(), text());
        (texts, kind, of(any::<bool>()), of(any::<bool>()), retries, of(any::<bool>())).prop_map(
            |(texts, invocation_type, tail, stream, retries, template)| Sending {
                function: texts.0,
                qualifier: texts.1,
                region: texts.2,
                wait: texts.3,
                total: texts.4,
                client_context: texts.5,
                tenant_id: texts.6,
                durable_execution_name: texts.7,
                invocation_type,
                tail,
                stream,
                template,
                retries: retries.map(|(classes, attempts, longest_pause)| RetryInput {
                    classes: RetryClasses {
                        never_sent: classes[0],
                        throttled: classes[1],
                        service_error: classes[2],
                        not_ready: classes[3],
                        connection_lost: classes[4],
                        timed_out: classes[5],
                    },
                    attempts,
                    longest_pause,
                }),
            },
        )
    }

    fn read_back(text: &str) -> (Sending, Vec<String>) {
        let document: DocumentMut = text.parse().expect("TOML");
        let mut keys = Keys::of(document.as_table());
        let sending = read(&mut keys);
        (sending, keys.problems)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(one in sending(), other in sending()) {
            let mut document = DocumentMut::new();
            write(document.as_table_mut(), &Sending::default(), &one);
            prop_assert_eq!(read_back(&document.to_string()), (one.clone(), vec![]));
            write(document.as_table_mut(), &one, &other);
            prop_assert_eq!(read_back(&document.to_string()), (other, vec![]));
        }
    }

    #[test]
    fn retries_are_written_as_people_would() {
        let mut document = DocumentMut::new();
        let mut careful = RetryInput::from(RetryPolicy::CAREFUL);
        let with = |retries: &RetryInput| Sending { retries: Some(retries.clone()), ..Sending::default() };
        write(document.as_table_mut(), &Sending::default(), &with(&careful));
        assert_eq!(document.to_string(), "retries = \"careful\"\n");
        careful.attempts = 5;
        careful.classes.timed_out = true;
        write(document.as_table_mut(), &Sending::default(), &with(&careful));
        assert_eq!(document.to_string(), "retries = { attempts = 5, timed_out = true }\n");
    }

    #[test]
    fn what_has_the_wrong_kind_is_named_and_the_rest_is_read() {
        let (sending, problems) =
            read_back("function = 1\nwait = \"5 s\"\ntype = \"Later\"\nlog = \"yes\"\nretries = \"often\"");
        assert_eq!(sending, Sending { wait: Some("5 s".into()), ..Sending::default() });
        assert_eq!(problems.len(), 4, "{problems:?}");
    }
}
