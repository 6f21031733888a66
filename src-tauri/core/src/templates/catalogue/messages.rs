//! Messages: queues, topics, buses, brokers and mail.

use super::{Document, Field, Form, ORDER, Template, at, inner, json, template, text};

const MESSAGE: Field = Field::lines("message", "Message", ORDER);

/// The notification of S3 that travels in a message.
static S3_NOTIFICATION: Document = Document {
    text: include_str!("../events/inner/s3-notification.json"),
    places: &[
        text("/Records/0/s3/bucket/name", "{bucket}"),
        text("/Records/0/s3/bucket/arn", "arn:aws:s3:::{bucket}"),
        at("/Records/0/s3/object/key", Form::ObjectKey, "{key}"),
    ],
};

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "SQS", "sqs", "Message", "A message of a standard queue.", "queue poll batch",
        fields: &[
            MESSAGE,
            Field::line("queue", "Queue", "orders"),
            Field::line("region", "Region", "eu-west-1"),
            Field::line("received", "Times received", "1"),
        ],
        places: &[
            text("/Records/0/body", "{message}"),
            text("/Records/0/attributes/ApproximateReceiveCount", "{received}"),
            at("/Records/0/md5OfBody", Form::Md5, "{message}"),
            text("/Records/0/eventSourceARN", "arn:aws:sqs:{region}:123456789012:{queue}"),
            text("/Records/0/awsRegion", "{region}"),
        ],
    ),
    template!(
        "SQS", "sqs-fifo", "Message of a FIFO queue", "A message of a queue that keeps the order.",
        "queue poll batch group deduplication",
        fields: &[
            MESSAGE,
            Field::line("queue", "Queue, without .fifo", "orders"),
            Field::line("group", "Message group", "customer-7"),
            Field::line("deduplication", "Deduplication ID", "order-1042"),
            Field::line("region", "Region", "eu-west-1"),
        ],
        places: &[
            text("/Records/0/body", "{message}"),
            text("/Records/0/attributes/MessageGroupId", "{group}"),
            text("/Records/0/attributes/MessageDeduplicationId", "{deduplication}"),
            at("/Records/0/md5OfBody", Form::Md5, "{message}"),
            text("/Records/0/eventSourceARN", "arn:aws:sqs:{region}:123456789012:{queue}.fifo"),
            text("/Records/0/awsRegion", "{region}"),
        ],
    ),
    template!(
        "SQS", "sqs-from-s3", "Message from S3", "A queue’s message in which S3 tells of a new object.",
        "queue bucket upload notification",
        fields: &[
            Field::line("bucket", "Bucket", "orders-inbox"),
            Field::line("key", "Key", "incoming/order.json"),
            Field::line("queue", "Queue", "orders-inbox-events"),
        ],
        places: &[
            inner("/Records/0/body", Form::Text, &S3_NOTIFICATION),
            inner("/Records/0/md5OfBody", Form::Md5, &S3_NOTIFICATION),
            text("/Records/0/eventSourceARN", "arn:aws:sqs:eu-west-1:123456789012:{queue}"),
        ],
    ),
    template!(
        "SNS", "sns", "Notification", "A message of a topic.", "topic publish subscribe",
        fields: &[
            MESSAGE,
            Field::line("subject", "Subject", "Order created"),
            Field::line("topic", "Topic", "orders"),
            Field::line("region", "Region", "eu-west-1"),
        ],
        places: &[
            text(
                "/Records/0/EventSubscriptionArn",
                "arn:aws:sns:{region}:123456789012:{topic}:21be56ed-a058-49f5-8c98-aedd2564c486",
            ),
            text("/Records/0/Sns/Message", "{message}"),
            text("/Records/0/Sns/TopicArn", "arn:aws:sns:{region}:123456789012:{topic}"),
            text("/Records/0/Sns/Subject", "{subject}"),
        ],
    ),
    template!(
        "EventBridge", "eventbridge", "Event", "An event of your own, from a rule.", "bus custom cloudwatch events rule",
        fields: &[
            Field::line("source", "Source", "com.example.shop"),
            Field::line("type", "Detail type", "OrderCreated"),
            Field::json("detail", "Detail", ORDER),
            Field::line("region", "Region", "eu-west-1"),
        ],
        places: &[
            text("/detail-type", "{type}"),
            text("/source", "{source}"),
            text("/region", "{region}"),
            json("/detail", "{detail}"),
        ],
    ),
    template!(
        "EventBridge", "eventbridge-schedule", "Schedule", "A rule that runs at certain times.",
        "cron timer rate cloudwatch events scheduled",
        fields: &[
            Field::line("rule", "Rule", "every-morning"),
            Field::line("time", "Time", "2026-03-14T09:00:00Z"),
            Field::line("region", "Region", "eu-west-1"),
        ],
        places: &[
            text("/time", "{time}"),
            text("/region", "{region}"),
            text("/resources/0", "arn:aws:events:{region}:123456789012:rule/{rule}"),
        ],
    ),
    template!(
        "EventBridge", "eventbridge-ec2", "EC2 instance changed", "An instance of EC2 started, stopped or ended.",
        "server virtual machine state",
        fields: &[
            Field::line("instance", "Instance", "i-0a1b2c3d4e5f60718"),
            Field::choice(
                "state",
                "State",
                &[
                    ("stopped", "Stopped"),
                    ("pending", "Pending"),
                    ("running", "Running"),
                    ("stopping", "Stopping"),
                    ("shutting-down", "Shutting down"),
                    ("terminated", "Terminated"),
                ],
            ),
        ],
        places: &[
            text("/resources/0", "arn:aws:ec2:eu-west-1:123456789012:instance/{instance}"),
            text("/detail/instance-id", "{instance}"),
            text("/detail/state", "{state}"),
        ],
    ),
    template!(
        "Amazon MQ", "activemq", "ActiveMQ message", "A message of an ActiveMQ broker.", "queue broker jms",
        fields: &[
            MESSAGE,
            Field::line("queue", "Queue", "orders"),
            Field::line("correlation", "Correlation ID", "order-1042"),
        ],
        places: &[
            text("/messages/0/correlationID", "{correlation}"),
            text("/messages/0/destination/physicalName", "{queue}"),
            at("/messages/0/data", Form::Base64, "{message}"),
        ],
    ),
    template!(
        "Amazon MQ", "rabbitmq", "RabbitMQ message", "A message of a RabbitMQ broker.", "queue broker amqp",
        fields: &[
            MESSAGE,
            Field::line("queue", "Queue", "orders"),
            Field::line("host", "Virtual host", "/"),
            Field::line("content_type", "Content type", "application/json"),
        ],
        places: &[
            text("/rmqMessagesByQueue/orders::~1#", "{queue}::{host}"),
            text("/rmqMessagesByQueue/orders::~1/0/basicProperties/contentType", "{content_type}"),
            at("/rmqMessagesByQueue/orders::~1/0/basicProperties/bodySize", Form::Count, "{message}"),
            at("/rmqMessagesByQueue/orders::~1/0/data", Form::Base64, "{message}"),
        ],
    ),
    template!(
        "SES", "ses", "Mail received", "A mail that a receipt rule hands to the function. Its body is not in the event.",
        "email smtp inbox",
        fields: &[
            Field::line("from", "From", "jane@example.com"),
            Field::line("to", "To", "orders@example.com"),
            Field::line("subject", "Subject", "Question about order 1042"),
            Field::choice(
                "spam",
                "Spam verdict",
                &[("PASS", "Pass"), ("FAIL", "Fail"), ("GRAY", "Gray"), ("PROCESSING_FAILED", "Not known")],
            ),
        ],
        places: &[
            text("/Records/0/ses/receipt/recipients/0", "{to}"),
            text("/Records/0/ses/receipt/spamVerdict/status", "{spam}"),
            text("/Records/0/ses/mail/commonHeaders/from/0", "{from}"),
            text("/Records/0/ses/mail/commonHeaders/returnPath", "{from}"),
            text("/Records/0/ses/mail/commonHeaders/subject", "{subject}"),
            text("/Records/0/ses/mail/commonHeaders/to/0", "{to}"),
            text("/Records/0/ses/mail/destination/0", "{to}"),
            text("/Records/0/ses/mail/headers/0/value", "<{from}>"),
            text("/Records/0/ses/mail/headers/1/value", "{from}"),
            text("/Records/0/ses/mail/headers/2/value", "{to}"),
            text("/Records/0/ses/mail/headers/3/value", "{subject}"),
            text("/Records/0/ses/mail/source", "{from}"),
        ],
    ),
];
