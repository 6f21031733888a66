//! HTTP requests that a function answers: API Gateway, load balancers, function URLs, VPC Lattice.

use super::{
    BODY, BODY_FORM, CONTENT_TYPE, Field, Form, METHOD, QUERY, Query, Template, at, json, query, template, text,
};

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "API Gateway", "api-gateway-rest", "REST API request", "A request to a REST API with proxy integration.",
        "http proxy v1 payload format 1.0 web",
        fields: &[METHOD, Field::line("path", "Path", "/orders"), QUERY, CONTENT_TYPE, BODY, BODY_FORM],
        places: &[
            text("/path", "{path}"),
            text("/httpMethod", "{method}"),
            text("/headers/Content-Type", "{content_type}"),
            text("/multiValueHeaders/Content-Type/0", "{content_type}"),
            query("/queryStringParameters", Query::Last),
            query("/multiValueQueryStringParameters", Query::Lists),
            at("/pathParameters/proxy", Form::Tail, "{path}"),
            text("/requestContext/httpMethod", "{method}"),
            text("/requestContext/path", "/live{path}"),
            at("/body", Form::Base64If("base64"), "{body}"),
            json("/isBase64Encoded", "{base64}"),
        ],
    ),
    template!(
        "API Gateway", "api-gateway-http", "HTTP API request", "A request to an HTTP API, payload format 2.0.",
        "http proxy v2 web",
        fields: &[METHOD, Field::line("path", "Path", "/orders"), QUERY, CONTENT_TYPE, BODY, BODY_FORM],
        places: REQUEST_V2,
    ),
    template!(
        "API Gateway", "api-gateway-websocket", "WebSocket message", "A message on a WebSocket that is open.",
        "socket chat realtime",
        fields: &[
            Field::lines("body", "Message", r#"{"action": "say", "text": "Hello"}"#),
            Field::line("route", "Route", "$default"),
            Field::line("connection", "Connection", "GXLKAfX1FiACG1w="),
        ],
        places: &[
            text("/requestContext/routeKey", "{route}"),
            text("/requestContext/connectionId", "{connection}"),
            text("/body", "{body}"),
        ],
    ),
    template!(
        "API Gateway", "api-gateway-websocket-connect", "WebSocket opened", "A client opens a WebSocket.",
        "socket connect chat realtime",
        fields: &[
            Field::line("query", "Query", "room=orders"),
            Field::line("origin", "Origin", "https://shop.example.com"),
            Field::line("connection", "Connection", "GXLKAfX1FiACG1w="),
        ],
        places: &[
            text("/headers/Origin", "{origin}"),
            text("/multiValueHeaders/Origin/0", "{origin}"),
            query("/queryStringParameters", Query::Last),
            query("/multiValueQueryStringParameters", Query::Lists),
            text("/requestContext/connectionId", "{connection}"),
        ],
    ),
    template!(
        "Application Load Balancer", "load-balancer", "Load balancer request",
        "A request that an Application Load Balancer passes on.", "alb elb http target group web",
        fields: &[METHOD, Field::line("path", "Path", "/orders"), QUERY, CONTENT_TYPE, BODY, BODY_FORM],
        places: &[
            text("/httpMethod", "{method}"),
            text("/path", "{path}"),
            query("/queryStringParameters", Query::Encoded),
            at("/headers/content-length", Form::Length, "{body}"),
            text("/headers/content-type", "{content_type}"),
            at("/body", Form::Base64If("base64"), "{body}"),
            json("/isBase64Encoded", "{base64}"),
        ],
    ),
    template!(
        "Lambda function URL", "function-url", "Function URL request", "A request to the function’s own address.",
        "http web https endpoint",
        fields: &[METHOD, Field::line("path", "Path", "/orders"), QUERY, CONTENT_TYPE, BODY, BODY_FORM],
        places: REQUEST_V2,
    ),
    template!(
        "VPC Lattice", "vpc-lattice", "VPC Lattice request", "A request through a VPC Lattice service, version 2.0.",
        "http network service mesh",
        fields: &[METHOD, Field::line("path", "Path", "/orders"), QUERY, CONTENT_TYPE, BODY, BODY_FORM],
        places: &[
            text("/path", "{path}"),
            text("/method", "{method}"),
            at("/headers/content-length/0", Form::Length, "{body}"),
            text("/headers/content-type/0", "{content_type}"),
            query("/queryStringParameters", Query::ListsOrEmpty),
            at("/body", Form::Base64If("base64"), "{body}"),
            json("/isBase64Encoded", "{base64}"),
        ],
    ),
];

/// The places of a request in payload format 2.0, which HTTP APIs and function URLs share.
static REQUEST_V2: &[super::Place] = &[
    text("/rawPath", "{path}"),
    text("/rawQueryString", "{query}"),
    at("/headers/content-length", Form::Length, "{body}"),
    text("/headers/content-type", "{content_type}"),
    query("/queryStringParameters", Query::Joined),
    text("/requestContext/http/method", "{method}"),
    text("/requestContext/http/path", "{path}"),
    at("/body", Form::Base64If("base64"), "{body}"),
    json("/isBase64Encoded", "{base64}"),
];
