//! Through which proxies invocations go, and which are not proxied.

use std::sync::{Arc, Mutex};

use lambdesk_tests::engine::Bench;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Home;

/// A proxy that notes the first line of what it is asked, and refuses.
struct Proxy {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let notes = asked.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((mut client, _)) = listener.accept().await {
                let mut line = String::new();
                let mut reader = BufReader::new(&mut client);
                if reader.read_line(&mut line).await.is_ok() {
                    notes.lock().expect("notes").push(line.trim().to_owned());
                }
                let refused = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
                let _ = client.write_all(refused.as_bytes()).await;
            }
        });
        Self { url, asked, accepting }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("notes").clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

const INVOKE: [&str; 7] = ["invoke", "--function-name", "f", "--max-attempts", "1", "--allow-plain-http", "out"];

#[tokio::test]
async fn https_goes_through_a_tunnel_and_http_as_a_whole() {
    let proxy = Proxy::start().await;
    let said = Home::new().with("HTTPS_PROXY", &proxy.url).run(&INVOKE).await;
    assert_ne!(said.code, Some(0), "{said:?}");
    assert_eq!(proxy.asked(), ["CONNECT lambda.eu-west-1.amazonaws.com:443 HTTP/1.1"]);

    let proxy = Proxy::start().await;
    let home = Home::new().with("HTTP_PROXY", &proxy.url).with("AWS_ENDPOINT_URL", "http://nowhere.invalid");
    home.run(&INVOKE).await;
    assert_eq!(proxy.asked(), ["POST http://nowhere.invalid/2015-03-31/functions/f/invocations HTTP/1.1"]);
}

#[tokio::test]
async fn what_no_proxy_names_goes_there_directly() {
    let proxy = Proxy::start().await;
    let home = Home::new()
        .with("HTTP_PROXY", &proxy.url)
        .with("NO_PROXY", "nowhere.invalid")
        .with("AWS_ENDPOINT_URL", "http://nowhere.invalid");
    let said = home.run(&INVOKE).await;
    assert_eq!(said.code, Some(255), "{said:?}");
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn this_computer_is_never_reached_through_a_proxy() {
    let (proxy, bench) = (Proxy::start().await, Bench::new().await);
    let keys = bench.sandbox.credentials().clone();
    let home = Home::new()
        .with("ALL_PROXY", &proxy.url)
        .with("HTTP_PROXY", &proxy.url)
        .with("AWS_REGION", bench.sandbox.region())
        .with("AWS_ACCESS_KEY_ID", &keys.access_key_id)
        .with("AWS_SECRET_ACCESS_KEY", &keys.secret_access_key)
        .with("AWS_ENDPOINT_URL", bench.sandbox.endpoint());
    let said = home.run(&["invoke", "--function-name", "echo", "out"]).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn calls_for_credentials_go_through_the_same_proxy() {
    let proxy = Proxy::start().await;
    let mut home = Home::new().with("HTTPS_PROXY", &proxy.url).config(
        "[profile keys]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/r\nsource_profile = keys\nregion = eu-west-1\n",
    );
    home.variables.retain(|(name, _)| !name.ends_with("KEY_ID") && !name.ends_with("ACCESS_KEY"));
    let said = home.run(&["--profile", "role", "invoke", "--function-name", "f", "--max-attempts", "1", "out"]).await;
    assert_ne!(said.code, Some(0), "{said:?}");
    let asked = proxy.asked();
    assert!(!asked.is_empty() && asked.iter().all(|line| line.starts_with("CONNECT sts.")), "{asked:?}");
}
