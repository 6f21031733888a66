//! How the AWS files and the environment spell an access key.

/// Access key ID.
pub const ACCESS_KEY_ID: &str = "aws_access_key_id";
/// Secret access key.
pub const SECRET_ACCESS_KEY: &str = "aws_secret_access_key";
/// Session token.
pub const SESSION_TOKEN: &str = "aws_session_token";
/// The session token's name of old.
pub const SECURITY_TOKEN: &str = "aws_security_token";

/// Whether a setting is a secret.
pub fn is_secret(name: &str) -> bool {
    [SECRET_ACCESS_KEY, SESSION_TOKEN, SECURITY_TOKEN].contains(&name)
}

/// The session token, by the names in the order in which the AWS CLI looks for them (botocore's `TOKENS`): that of old
/// goes first. Tools that write it write both.
pub fn session_token<T>(get: impl Fn(&'static str) -> Option<T>) -> Option<T> {
    get(SECURITY_TOKEN).or_else(|| get(SESSION_TOKEN))
}
