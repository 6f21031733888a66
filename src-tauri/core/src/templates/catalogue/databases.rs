//! Changes in databases.

use super::{Field, Template, json, template, text};

const TABLE: Field = Field::line("table", "Table", "orders");
const KEY_NAME: Field = Field::line("key_name", "Name of the key", "id");
const KEY: Field = Field::line("key", "Key", "1042");
const REGION: Field = Field::line("region", "Region", "eu-west-1");
const NEW: &str = r#"{"id": {"S": "1042"}, "state": {"S": "ACCEPTED"}, "total": {"N": "46.00"}}"#;
const OLD: &str = r#"{"id": {"S": "1042"}, "state": {"S": "NEW"}, "total": {"N": "46.00"}}"#;
const STREAM: &str = "arn:aws:dynamodb:{region}:123456789012:table/{table}/stream/2026-01-01T00:00:00.000";

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "DynamoDB", "dynamodb-insert", "Item added", "An item was added to a table.", "stream table nosql insert put",
        fields: &[TABLE, KEY_NAME, KEY, Field::json("new", "Item, in DynamoDB’s JSON", NEW), REGION],
        places: &[
            text("/Records/0/awsRegion", "{region}"),
            text("/Records/0/dynamodb/Keys/id#", "{key_name}"),
            text("/Records/0/dynamodb/Keys/id/S", "{key}"),
            json("/Records/0/dynamodb/NewImage", "{new}"),
            text("/Records/0/eventSourceARN", STREAM),
        ],
    ),
    template!(
        "DynamoDB", "dynamodb-modify", "Item changed", "An item of a table was changed.",
        "stream table nosql modify update",
        fields: &[
            TABLE,
            KEY_NAME,
            KEY,
            Field::json("new", "New item, in DynamoDB’s JSON", NEW),
            Field::json("old", "Old item, in DynamoDB’s JSON", OLD),
            REGION,
        ],
        places: &[
            text("/Records/0/awsRegion", "{region}"),
            text("/Records/0/dynamodb/Keys/id#", "{key_name}"),
            text("/Records/0/dynamodb/Keys/id/S", "{key}"),
            json("/Records/0/dynamodb/NewImage", "{new}"),
            json("/Records/0/dynamodb/OldImage", "{old}"),
            text("/Records/0/eventSourceARN", STREAM),
        ],
    ),
    template!(
        "DynamoDB", "dynamodb-remove", "Item removed", "An item was removed from a table, or its time to live ended.",
        "stream table nosql remove delete",
        fields: &[TABLE, KEY_NAME, KEY, Field::json("old", "Old item, in DynamoDB’s JSON", NEW), REGION],
        places: &[
            text("/Records/0/awsRegion", "{region}"),
            text("/Records/0/dynamodb/Keys/id#", "{key_name}"),
            text("/Records/0/dynamodb/Keys/id/S", "{key}"),
            json("/Records/0/dynamodb/OldImage", "{old}"),
            text("/Records/0/eventSourceARN", STREAM),
        ],
    ),
    template!(
        "DocumentDB", "documentdb", "Document added", "A document was added to a collection.",
        "stream mongodb nosql insert change",
        fields: &[
            Field::line("database", "Database", "shop"),
            Field::line("collection", "Collection", "orders"),
            Field::json(
                "document",
                "Document",
                r#"{"_id": {"$oid": "63eeb6e7d418cd98afb1c1d7"}, "customer": "C-7", "total": 46.00}"#,
            ),
            Field::line("cluster", "Cluster", "orders-cluster"),
        ],
        places: &[
            text("/eventSourceArn", "arn:aws:rds:eu-west-1:123456789012:cluster:{cluster}"),
            json("/events/0/event/fullDocument", "{document}"),
            text("/events/0/event/ns/db", "{database}"),
            text("/events/0/event/ns/coll", "{collection}"),
        ],
    ),
];
