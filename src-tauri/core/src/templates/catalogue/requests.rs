//! Requests that a function looks at on their way: authorizers, edges, resolvers.

use super::{ASKING_METHODS, Field, Query, Template, json, query, template, text};

const ASKED: Field = Field::choice("method", "Method", ASKING_METHODS);
const TOKEN: Field = Field::line("token", "Token", "Bearer example-token");
const PATH: Field = Field::line("path", "Path", "/orders/1042");

pub(super) static TEMPLATES: &[Template] = &[
    template!(
        "API Gateway", "authorizer-token", "Authorizer for a token", "A REST API asks whether a token may pass.",
        "custom authorizer jwt bearer login",
        fields: &[TOKEN, ASKED, PATH],
        places: &[
            text("/methodArn", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live/{method}{path}"),
            text("/authorizationToken", "{token}"),
        ],
    ),
    template!(
        "API Gateway", "authorizer-request", "Authorizer for a request", "A REST API asks whether a request may pass.",
        "custom authorizer jwt bearer login",
        fields: &[TOKEN, ASKED, PATH, Field::line("query", "Query", "")],
        places: &[
            text("/methodArn", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/live/{method}{path}"),
            text("/path", "{path}"),
            text("/httpMethod", "{method}"),
            text("/headers/Authorization", "{token}"),
            query("/queryStringParameters", Query::Joined),
            super::at("/pathParameters/proxy", super::Form::Tail, "{path}"),
            text("/requestContext/path", "/live{path}"),
            text("/requestContext/httpMethod", "{method}"),
        ],
    ),
    template!(
        "API Gateway", "authorizer-http", "Authorizer of an HTTP API", "An HTTP API asks whether a request may pass.",
        "custom authorizer v2 jwt bearer login",
        fields: &[TOKEN, ASKED, PATH, Field::line("query", "Query", "")],
        places: &[
            text("/routeArn", "arn:aws:execute-api:eu-west-1:123456789012:a1b2c3d4e5/$default/{method}{path}"),
            text("/identitySource/0", "{token}"),
            text("/rawPath", "{path}"),
            text("/rawQueryString", "{query}"),
            text("/headers/authorization", "{token}"),
            query("/queryStringParameters", Query::Joined),
            text("/requestContext/http/method", "{method}"),
            text("/requestContext/http/path", "{path}"),
        ],
    ),
    template!(
        "CloudFront", "cloudfront-viewer-request", "Viewer request",
        "CloudFront has a request of a viewer, before it looks into its cache.", "lambda@edge cdn edge",
        fields: &[
            ASKED,
            Field::line("uri", "Path", "/index.html"),
            Field::line("query", "Query", ""),
            Field::line("host", "Host", "www.example.com"),
        ],
        places: &[
            text("/Records/0/cf/request/method", "{method}"),
            text("/Records/0/cf/request/uri", "{uri}"),
            text("/Records/0/cf/request/querystring", "{query}"),
            text("/Records/0/cf/request/headers/host/0/value", "{host}"),
        ],
    ),
    template!(
        "CloudFront", "cloudfront-origin-response", "Origin response",
        "CloudFront has a response of the origin, before it keeps it.", "lambda@edge cdn edge cache",
        fields: &[
            Field::line("uri", "Path", "/index.html"),
            Field::line("status", "Status", "200"),
            Field::line("words", "Words of the status", "OK"),
            Field::line("content_type", "Content type", "text/html"),
        ],
        places: &[
            text("/Records/0/cf/request/uri", "{uri}"),
            text("/Records/0/cf/response/headers/content-type/0/value", "{content_type}"),
            text("/Records/0/cf/response/status", "{status}"),
            text("/Records/0/cf/response/statusDescription", "{words}"),
        ],
    ),
    template!(
        "AppSync", "appsync-resolver", "Resolver", "A field of a GraphQL API is resolved by the function.",
        "graphql query mutation direct lambda resolver",
        fields: &[
            Field::choice(
                "parent",
                "Type",
                &[("Query", "Query"), ("Mutation", "Mutation"), ("Subscription", "Subscription")],
            ),
            Field::line("name", "Field", "getOrder"),
            Field::json("arguments", "Arguments", r#"{"id": "1042"}"#),
            Field::line("user", "User", "jane"),
        ],
        places: &[
            json("/arguments", "{arguments}"),
            text("/identity/claims/email", "{user}@example.com"),
            text("/identity/username", "{user}"),
            text("/info/fieldName", "{name}"),
            text("/info/parentTypeName", "{parent}"),
        ],
    ),
    template!(
        "AppSync", "appsync-authorizer", "Authorizer", "A GraphQL API asks whether a request may pass.",
        "graphql token login",
        fields: &[
            Field::line("token", "Token", "example-token"),
            Field::lines("query", "Query", r#"query GetOrder { getOrder(id: "1042") { id state } }"#),
            Field::line("operation", "Operation", "GetOrder"),
            Field::json("variables", "Variables", "{}"),
        ],
        places: &[
            text("/authorizationToken", "{token}"),
            text("/requestContext/queryString", "{query}"),
            text("/requestContext/operationName", "{operation}"),
            json("/requestContext/variables", "{variables}"),
        ],
    ),
];
