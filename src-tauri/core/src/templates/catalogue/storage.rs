//! What happens to objects in S3.

use super::{Field, Form, Template, at, json, template, text};

const BUCKET: Field = Field::line("bucket", "Bucket", "orders-inbox");
const KEY: Field = Field::line("key", "Key", "incoming/order.json");
const SIZE: Field = Field::number("size", "Size in bytes", "1024");
const REGION: Field = Field::line("region", "Region", "eu-west-1");

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "S3", "s3-object-created", "Object created", "An object was put into a bucket.",
        "bucket upload put file notification",
        fields: &[
            BUCKET,
            KEY,
            SIZE,
            REGION,
            Field::choice(
                "event",
                "Event",
                &[
                    ("ObjectCreated:Put", "Put"),
                    ("ObjectCreated:Post", "Post"),
                    ("ObjectCreated:Copy", "Copy"),
                    ("ObjectCreated:CompleteMultipartUpload", "Multipart upload completed"),
                ],
            ),
        ],
        places: &[
            text("/Records/0/awsRegion", "{region}"),
            text("/Records/0/eventName", "{event}"),
            text("/Records/0/s3/bucket/name", "{bucket}"),
            text("/Records/0/s3/bucket/arn", "arn:aws:s3:::{bucket}"),
            at("/Records/0/s3/object/key", Form::ObjectKey, "{key}"),
            json("/Records/0/s3/object/size", "{size}"),
        ],
    ),
    template!(
        "S3", "s3-object-removed", "Object removed", "An object was deleted from a bucket.",
        "bucket delete file notification",
        fields: &[
            BUCKET,
            KEY,
            REGION,
            Field::choice(
                "event",
                "Event",
                &[("ObjectRemoved:Delete", "Deleted"), ("ObjectRemoved:DeleteMarkerCreated", "Delete marker created")],
            ),
        ],
        places: &[
            text("/Records/0/awsRegion", "{region}"),
            text("/Records/0/eventName", "{event}"),
            text("/Records/0/s3/bucket/name", "{bucket}"),
            text("/Records/0/s3/bucket/arn", "arn:aws:s3:::{bucket}"),
            at("/Records/0/s3/object/key", Form::ObjectKey, "{key}"),
        ],
    ),
    template!(
        "S3", "eventbridge-s3", "Object created, by EventBridge", "An object was put into a bucket, told by EventBridge.",
        "bucket upload file notification rule",
        fields: &[BUCKET, KEY, SIZE, REGION],
        places: &[
            text("/region", "{region}"),
            text("/resources/0", "arn:aws:s3:::{bucket}"),
            text("/detail/bucket/name", "{bucket}"),
            // EventBridge has the key as it is.
            text("/detail/object/key", "{key}"),
            json("/detail/object/size", "{size}"),
        ],
    ),
    template!(
        "S3", "s3-batch", "Batch operation", "A batch job hands one object to the function.", "bucket job task inventory",
        fields: &[BUCKET, KEY, Field::line("task", "Task ID", "dGFzay0x")],
        places: &[
            text("/tasks/0/taskId", "{task}"),
            at("/tasks/0/s3Key", Form::ObjectKey, "{key}"),
            text("/tasks/0/s3BucketArn", "arn:aws:s3:::{bucket}"),
        ],
    ),
    template!(
        "S3", "s3-object-lambda", "Object Lambda", "An object is read through an Object Lambda access point.",
        "bucket transform redact get object access point",
        fields: &[
            Field::line("point", "Object Lambda access point", "redacted"),
            Field::line("supporting", "Supporting access point", "reader"),
            KEY,
            Field::line("payload", "Payload of the configuration", ""),
        ],
        places: &[
            text(
                "/getObjectContext/inputS3Url",
                "https://{supporting}-123456789012.s3-accesspoint.eu-west-1.amazonaws.com/{key}?X-Amz-SignedHeaders=host&X-Amz-Expires=61",
            ),
            text(
                "/configuration/accessPointArn",
                "arn:aws:s3-object-lambda:eu-west-1:123456789012:accesspoint/{point}",
            ),
            text(
                "/configuration/supportingAccessPointArn",
                "arn:aws:s3:eu-west-1:123456789012:accesspoint/{supporting}",
            ),
            text("/configuration/payload", "{payload}"),
            text(
                "/userRequest/url",
                "https://{point}-123456789012.s3-object-lambda.eu-west-1.amazonaws.com/{key}",
            ),
            text("/userRequest/headers/Host", "{point}-123456789012.s3-object-lambda.eu-west-1.amazonaws.com"),
        ],
    ),
];
