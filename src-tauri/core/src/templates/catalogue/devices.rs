//! Devices, voices and agents.

use super::{ASKING_METHODS, Field, Form, Template, at, json, template, text};

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "IoT", "iot-rule", "Message of a device", "A rule hands a device’s message on: the message is the event.",
        "mqtt sensor rule topic",
        fields: &[Field::json(
            "message",
            "Message",
            r#"{"device": "sensor-12", "temperature": 21.5, "battery": 88}"#,
        )],
        places: &[json("", "{message}")],
    ),
    template!(
        "IoT", "iot-authorizer", "Authorizer", "A device connects; the function says what it may do.",
        "mqtt custom authorizer login",
        fields: &[
            Field::line("token", "Token", "example-token"),
            Field::line("client", "Client ID", "sensor-12"),
            Field::line("user", "User name", "sensor-12"),
            Field::line("password", "Password, an example", "example"),
        ],
        places: &[
            text("/token", "{token}"),
            text("/protocolData/mqtt/username", "{user}"),
            at("/protocolData/mqtt/password", Form::Base64, "{password}"),
            text("/protocolData/mqtt/clientId", "{client}"),
        ],
    ),
    template!(
        "Lex", "lex", "Intent", "A bot has understood an intent (version 2).", "chatbot conversation slot v2",
        fields: &[
            Field::line("said", "What the user said", "Where is my order 1042?"),
            Field::line("intent", "Intent", "OrderStatus"),
            Field::line("slot", "Slot", "OrderNumber"),
            Field::line("value", "Value of the slot", "1042"),
            Field::choice(
                "source",
                "Called for",
                &[("FulfillmentCodeHook", "Fulfilment"), ("DialogCodeHook", "The dialogue")],
            ),
        ],
        places: &[
            text("/invocationSource", "{source}"),
            text("/inputTranscript", "{said}"),
            text("/interpretations/0/intent/name", "{intent}"),
            text("/interpretations/0/intent/slots/OrderNumber#", "{slot}"),
            text("/interpretations/0/intent/slots/OrderNumber/value/originalValue", "{value}"),
            text("/interpretations/0/intent/slots/OrderNumber/value/interpretedValue", "{value}"),
            text("/interpretations/0/intent/slots/OrderNumber/value/resolvedValues/0", "{value}"),
            text("/sessionState/intent/name", "{intent}"),
            text("/sessionState/intent/slots/OrderNumber#", "{slot}"),
            text("/sessionState/intent/slots/OrderNumber/value/originalValue", "{value}"),
            text("/sessionState/intent/slots/OrderNumber/value/interpretedValue", "{value}"),
            text("/sessionState/intent/slots/OrderNumber/value/resolvedValues/0", "{value}"),
            text("/transcriptions/0/transcription", "{said}"),
            text("/transcriptions/0/resolvedContext/intent", "{intent}"),
        ],
    ),
    template!(
        "Alexa", "alexa-intent", "Intent of a skill", "A user asks an Alexa skill for something.", "voice echo ask slot",
        fields: &[
            Field::line("intent", "Intent", "OrderStatusIntent"),
            Field::line("slot", "Slot", "orderNumber"),
            Field::line("value", "Value of the slot", "1042"),
            Field::line("locale", "Language", "en-GB"),
        ],
        places: &[
            text("/request/locale", "{locale}"),
            text("/request/intent/name", "{intent}"),
            text("/request/intent/slots/orderNumber#", "{slot}"),
            text("/request/intent/slots/orderNumber/name", "{slot}"),
            text("/request/intent/slots/orderNumber/value", "{value}"),
        ],
    ),
    template!(
        "Connect", "connect", "Contact flow", "A contact flow of a call centre invokes the function.",
        "call phone centre contact",
        fields: &[
            Field::line("number", "Caller’s number", "+441632960042"),
            Field::choice("channel", "Channel", &[("VOICE", "Voice"), ("CHAT", "Chat"), ("TASK", "Task")]),
            Field::json("attributes", "Attributes", r#"{"language": "en"}"#),
            Field::json("parameters", "Parameters", r#"{"order": "1042"}"#),
        ],
        places: &[
            json("/Details/ContactData/Attributes", "{attributes}"),
            text("/Details/ContactData/Channel", "{channel}"),
            text("/Details/ContactData/CustomerEndpoint/Address", "{number}"),
            json("/Details/Parameters", "{parameters}"),
        ],
    ),
    template!(
        "Bedrock", "bedrock-agent", "Action of an agent", "An agent calls an action that the function carries out.",
        "ai agent action group tool",
        fields: &[
            Field::line("input", "What the user asked", "Where is order 1042?"),
            Field::line("group", "Action group", "orders"),
            Field::line("path", "Path", "/orders/{orderId}"),
            Field::choice("method", "Method", ASKING_METHODS),
            Field::json(
                "parameters",
                "Parameters",
                r#"[{"name": "orderId", "type": "string", "value": "1042"}]"#,
            ),
        ],
        places: &[
            text("/inputText", "{input}"),
            text("/actionGroup", "{group}"),
            text("/apiPath", "{path}"),
            text("/httpMethod", "{method}"),
            json("/parameters", "{parameters}"),
        ],
    ),
];
