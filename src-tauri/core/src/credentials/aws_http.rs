//! Lets our one HTTP client carry the calls that `aws-config` makes by itself (STS, single sign-on, the metadata
//! services), so that proxies, certificates and TLS are set in one place.
//!
//! It must not know what is called: requests go out as they come, and whether to try again is `aws-config`'s to decide.

use std::net::IpAddr;
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use bytes::Bytes;
use http::Uri;

use crate::invoke::carried::Carried;
use crate::invoke::transport::Transport;

/// The transport as `aws-config` wants to see it. Cheap to clone.
#[derive(Clone)]
pub struct AwsHttp(Transport);

/// The same with the time limits of one kind of call.
#[derive(Clone)]
struct Connector {
    transport: Transport,
    limit: Option<Duration>,
}

impl AwsHttp {
    /// Calls go through this transport.
    pub fn new(transport: Transport) -> Self {
        Self(transport)
    }
}

impl std::fmt::Debug for AwsHttp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AwsHttp")
    }
}

impl std::fmt::Debug for Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connector").field("limit", &self.limit).finish_non_exhaustive()
    }
}

impl HttpClient for AwsHttp {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        // Our client's limit on connecting stands for all its calls. A shorter one (the metadata services' 1 s, say)
        // is kept by limiting the whole call, when there is a limit on reading too.
        let limit = settings.read_timeout().map(|read| read + settings.connect_timeout().unwrap_or_default());
        SharedHttpConnector::new(Connector { transport: self.0.clone(), limit })
    }
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let connector = self.clone();
        HttpConnectorFuture::new(async move { connector.exchange(request).await })
    }
}

impl Connector {
    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
        let (parts, body) = request.into_parts();
        let body = body.bytes().map(Bytes::copy_from_slice);
        let body = body.ok_or_else(|| ConnectorError::user("a streamed request body is not supported".into()))?;
        let client = self.transport.client(is_near(&parts.uri)).map_err(|error| ConnectorError::user(error.into()))?;
        let carried = Carried::of(&parts.headers);
        let request = reqwest::Request::try_from(http::Request::from_parts(parts, body)).map_err(connector_error)?;
        let exchange = async {
            let mut response = client.execute(request).await.map_err(connector_error)?;
            let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
            let body = response.bytes().await.map_err(connector_error)?;
            // What grants credentials holds secrets, and they are wanted; what refuses them holds none that are.
            let body = if status.is_success() { body } else { carried.mask(body) };
            let mut answer = http::Response::new(SdkBody::from(body));
            (*answer.status_mut(), *answer.headers_mut()) = (status, headers);
            HttpResponse::try_from(answer).map_err(|error| ConnectorError::user(error.into()))
        };
        match self.limit {
            None => exchange.await,
            Some(limit) => tokio::time::timeout(limit, exchange)
                .await
                .unwrap_or_else(|elapsed| Err(ConnectorError::timeout(elapsed.into()))),
        }
    }
}

/// Whether the host is this computer or its neighbour, so that no proxy stands between: loopback, and the link-local
/// addresses at which EC2 and ECS hand out credentials.
fn is_near(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_link_local(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || address.segments()[..2] == [0xfd00, 0x0ec2],
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

fn connector_error(error: reqwest::Error) -> ConnectorError {
    let never_connected = error.is_connect();
    let error = match error {
        error if error.is_timeout() => ConnectorError::timeout(error.into()),
        error if error.is_builder() => ConnectorError::user(error.into()),
        error => ConnectorError::io(error.into()),
    };
    if never_connected { error.never_connected() } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_services_are_reached_without_a_proxy() {
        for near in ["http://169.254.169.254/latest", "http://[fd00:ec2::254]/", "http://127.0.0.1:1/", "http://[::1]/"]
        {
            assert!(is_near(&Uri::from_static(near)), "{near}");
        }
        assert!(!is_near(&Uri::from_static("https://sts.eu-west-1.amazonaws.com/")));
    }
}
