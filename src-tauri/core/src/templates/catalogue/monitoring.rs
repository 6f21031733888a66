//! What watches over a system: CloudWatch, Config, Auto Scaling.

use super::{Document, Field, Form, Template, inner, template, text};

/// What CloudWatch Logs compresses.
static LOG_DATA: Document = Document {
    text: include_str!("../events/inner/log-data.json"),
    places: &[
        text("/logGroup", "{group}"),
        text("/logStream", "{stream}"),
        text("/subscriptionFilters/0", "{filter}"),
        text("/logEvents/0/message", "{message}"),
    ],
};

/// What AWS Config says inside its event.
static CONFIGURATION_CHANGE: Document = Document {
    text: include_str!("../events/inner/configuration-change.json"),
    places: &[
        text("/configurationItem/resourceType", "{type}"),
        text("/configurationItem/resourceId", "{resource}"),
        text("/configurationItem/resourceName", "{resource}"),
    ],
};

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "CloudWatch", "cloudwatch-logs", "Log lines", "Lines of a log that a subscription hands over, compressed.",
        "logs subscription filter gzip",
        fields: &[
            Field::lines("message", "Message", "[ERROR] order 1042 could not be saved"),
            Field::line("group", "Log group", "/aws/lambda/orders-create"),
            Field::line("stream", "Log stream", "2026/03/14/[$LATEST]0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
            Field::line("filter", "Subscription filter", "errors"),
        ],
        places: &[inner("/awslogs/data", Form::Gzip, &LOG_DATA)],
    ),
    template!(
        "CloudWatch", "cloudwatch-alarm", "Alarm", "An alarm changes its state.", "metric threshold alert",
        fields: &[
            Field::line("alarm", "Alarm", "orders-errors"),
            Field::choice(
                "state",
                "State",
                &[("ALARM", "Alarm"), ("OK", "OK"), ("INSUFFICIENT_DATA", "Not enough data")],
            ),
            Field::choice(
                "before",
                "State before",
                &[("OK", "OK"), ("ALARM", "Alarm"), ("INSUFFICIENT_DATA", "Not enough data")],
            ),
            Field::line("function", "Function that is watched", "orders-create"),
        ],
        places: &[
            text("/alarmArn", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:{alarm}"),
            text("/alarmData/alarmName", "{alarm}"),
            text("/alarmData/state/value", "{state}"),
            text("/alarmData/previousState/value", "{before}"),
            text("/alarmData/configuration/metrics/0/metricStat/metric/dimensions/FunctionName", "{function}"),
        ],
    ),
    template!(
        "AWS Config", "config-rule", "Rule to be checked", "A resource changed, and a rule of yours judges it.",
        "compliance configuration audit",
        fields: &[
            Field::line("rule", "Rule", "buckets-are-private"),
            Field::line("type", "Resource type", "AWS::S3::Bucket"),
            Field::line("resource", "Resource", "orders-inbox"),
            Field::json("parameters", "Parameters of the rule", r#"{"mode": "strict"}"#),
        ],
        places: &[
            inner("/invokingEvent", Form::Text, &CONFIGURATION_CHANGE),
            text("/ruleParameters", "{parameters}"),
            text("/configRuleArn", "arn:aws:config:eu-west-1:123456789012:config-rule/config-rule-0123ab"),
            text("/configRuleName", "{rule}"),
        ],
    ),
    template!(
        "EC2 Auto Scaling", "auto-scaling-lifecycle", "Lifecycle hook", "An instance is about to be ended and waits.",
        "terminate instance group eventbridge",
        fields: &[
            Field::line("group", "Auto Scaling group", "workers"),
            Field::line("hook", "Hook", "drain"),
            Field::line("instance", "Instance", "i-0a1b2c3d4e5f60718"),
        ],
        places: &[
            text(
                "/resources/0",
                "arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:6f0a1d52-2c1e-4b7f-9c33-0a51d2b1e7c4:autoScalingGroupName/{group}",
            ),
            text("/detail/AutoScalingGroupName", "{group}"),
            text("/detail/LifecycleHookName", "{hook}"),
            text("/detail/EC2InstanceId", "{instance}"),
        ],
    ),
];
