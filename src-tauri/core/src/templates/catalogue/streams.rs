//! Records of streams: Kinesis, Firehose, Kafka.

use super::{Field, Form, ORDER, Place, Template, at, json, template, text};

const DATA: Field = Field::lines("data", "Data", ORDER);
const REGION: Field = Field::line("region", "Region", "eu-west-1");
const KAFKA: &[Field] = &[
    DATA,
    Field::line("key", "Key", "customer-7"),
    Field::line("topic", "Topic", "orders"),
    Field::number("partition", "Partition", "0"),
    Field::number("offset", "Offset", "15"),
];
const KAFKA_PLACES: &[Place] = &[
    text("/records/orders-0#", "{topic}-{partition}"),
    text("/records/orders-0/0/topic", "{topic}"),
    json("/records/orders-0/0/partition", "{partition}"),
    json("/records/orders-0/0/offset", "{offset}"),
    at("/records/orders-0/0/key", Form::Base64, "{key}"),
    at("/records/orders-0/0/value", Form::Base64, "{data}"),
];

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "Kinesis", "kinesis", "Record of a data stream", "A record of a Kinesis data stream.", "stream shard batch",
        fields: &[
            DATA,
            Field::line("key", "Partition key", "customer-7"),
            Field::line("stream", "Stream", "orders"),
            REGION,
        ],
        places: &[
            text("/Records/0/kinesis/partitionKey", "{key}"),
            at("/Records/0/kinesis/data", Form::Base64, "{data}"),
            text("/Records/0/awsRegion", "{region}"),
            text("/Records/0/eventSourceARN", "arn:aws:kinesis:{region}:123456789012:stream/{stream}"),
        ],
    ),
    template!(
        "Kinesis", "firehose", "Record to transform", "Firehose hands a record over, to be changed on its way.",
        "data firehose delivery stream transformation",
        fields: &[DATA, Field::line("stream", "Delivery stream", "orders-archive"), REGION],
        places: &[
            text("/deliveryStreamArn", "arn:aws:firehose:{region}:123456789012:deliverystream/{stream}"),
            text("/region", "{region}"),
            at("/records/0/data", Form::Base64, "{data}"),
        ],
    ),
    template!(
        "Kafka", "kafka-msk", "Record of Amazon MSK", "A record of a topic in Amazon MSK.", "stream topic broker managed",
        fields: KAFKA, places: KAFKA_PLACES,
    ),
    template!(
        "Kafka", "kafka-self-managed", "Record of your own Kafka", "A record of a topic in a Kafka that you run yourself.",
        "stream topic broker self-managed",
        fields: KAFKA, places: KAFKA_PLACES,
    ),
];
