//! The login that the AWS CLI made: read, never written. A token of it that has ended is not renewed either, since the
//! CLI would be left with a refresh token that is used up.

use std::fmt::Write as _;
use std::time::SystemTime;

use serde::Deserialize;
use sha1::{Digest, Sha1};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use zeroize::Zeroizing;

use super::Center;
use crate::credentials::aws_files::AwsFiles;

/// The members of the CLI's file that are of use. There is more in it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cached {
    access_token: String,
    expires_at: String,
    start_url: Option<String>,
}

/// The CLI's token for a center and its end, if it has one that is still good.
pub fn token(aws: &AwsFiles, center: &Center, now: SystemTime) -> Option<(Zeroizing<String>, SystemTime)> {
    // A session is filed under its name, a profile without one under its address (the SDKs' reference guide, "SSO token
    // provider configuration").
    let names = center.session.iter().chain(std::iter::once(&center.start_url));
    names.map(String::as_str).find_map(|name| {
        let mut file = String::new();
        for byte in Sha1::digest(name.as_bytes()) {
            // Writing to a String cannot fail.
            let _ = write!(file, "{byte:02x}");
        }
        let path = aws.in_home(&format!(".aws/sso/cache/{file}.json"))?;
        let bytes = Zeroizing::new(std::fs::read(path).ok()?);
        let cached: Cached = serde_json::from_slice(&bytes).ok()?;
        let token = Zeroizing::new(cached.access_token);
        // A session's name says nothing of its address, and the file may be older than the section.
        if cached.start_url.is_some_and(|url| url.trim_end_matches(['/', '#']) != center.start_url) {
            return None;
        }
        // Older CLIs wrote "UTC" for the zone.
        let ends = OffsetDateTime::parse(&cached.expires_at.replace("UTC", "Z"), &Rfc3339).ok()?;
        let ends = SystemTime::from(ends);
        (ends > now).then_some((token, ends))
    })
}
