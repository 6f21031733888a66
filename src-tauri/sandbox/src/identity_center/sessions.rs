//! Sign-ins, and the tokens that stand for them. Only digests of tokens are kept. It must not know who signed in (there
//! is one person) nor what the tokens open.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::digest::Digest;
use crate::moment::after;
use crate::random;

/// As many bytes as make tokens of about AWS's length.
const TOKEN_BYTES: usize = 180;

/// Tokens as they are handed out.
pub struct Tokens {
    /// What opens the portal.
    pub access: String,
    /// What gives the next tokens; `None` when the client did not register for it.
    pub refresh: Option<String>,
    /// How long the access token is good for.
    pub lifetime: Duration,
}

#[derive(Debug)]
struct Session {
    client_id: String,
    ends: SystemTime,
    access: Vec<(Digest, SystemTime)>,
    refresh: Option<Digest>,
}

/// All sign-ins.
#[derive(Debug, Default)]
pub struct Sessions {
    open: Mutex<Vec<Session>>,
}

impl Sessions {
    fn open(&self) -> MutexGuard<'_, Vec<Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a sign-in that ends at a moment, and gives its first tokens.
    pub fn begin(
        &self,
        client_id: &str,
        refreshable: bool,
        ends: SystemTime,
        lifetime: Duration,
        now: SystemTime,
    ) -> Tokens {
        let mut session = Session { client_id: client_id.to_owned(), ends, access: Vec::new(), refresh: None };
        let tokens = session.next(refreshable, lifetime, now);
        let mut open = self.open();
        open.retain(|session| session.ends > now);
        open.push(session);
        tokens
    }

    /// The next tokens for a refresh token, which is good once. `None` when it is unknown, used or another client's, or
    /// its sign-in is over.
    pub fn refresh(&self, token: &str, client_id: &str, lifetime: Duration, now: SystemTime) -> Option<Tokens> {
        let digest = Digest::of(token);
        let mut open = self.open();
        let session = open.iter_mut().find(|session| session.refresh == Some(digest))?;
        (session.client_id == client_id && now < session.ends).then(|| session.next(true, lifetime, now))
    }

    /// Whether an access token is good.
    pub fn knows(&self, access: &str, now: SystemTime) -> bool {
        let digest = Digest::of(access);
        self.open().iter().flat_map(|session| &session.access).any(|(known, ends)| *known == digest && now < *ends)
    }

    /// Ends the sign-in of an access token. What was fetched with it stays good, as in AWS.
    pub fn end(&self, access: &str) {
        let digest = Digest::of(access);
        self.open().retain(|session| session.access.iter().all(|(known, _)| *known != digest));
    }

    /// Ends all.
    pub fn clear(&self) {
        self.open().clear();
    }
}

impl Session {
    /// Makes the next tokens. An access token lasts no longer than its sign-in; the ones before stay good until their
    /// own end, the refresh token before does not.
    fn next(&mut self, refreshable: bool, lifetime: Duration, now: SystemTime) -> Tokens {
        let lifetime = lifetime.min(self.ends.duration_since(now).unwrap_or_default());
        let access = random::token("aoa", TOKEN_BYTES);
        let refresh = refreshable.then(|| random::token("aor", TOKEN_BYTES));
        self.access.retain(|(_, ends)| *ends > now);
        self.access.push((Digest::of(&access), after(now, lifetime)));
        self.refresh = refresh.as_deref().map(Digest::of);
        Tokens { access, refresh, lifetime }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;
    const HOUR: Duration = Duration::from_hours(1);

    #[test]
    fn a_refresh_token_is_good_once_and_for_its_client() {
        let sessions = Sessions::default();
        let first = sessions.begin("a", true, NOW + 8 * HOUR, HOUR, NOW);
        let first_refresh = first.refresh.expect("a refresh token");
        assert!(sessions.refresh(&first_refresh, "b", HOUR, NOW).is_none());
        let second = sessions.refresh(&first_refresh, "a", HOUR, NOW + HOUR / 2).expect("tokens");
        assert!(sessions.refresh(&first_refresh, "a", HOUR, NOW + HOUR / 2).is_none());
        assert!(sessions.knows(&first.access, NOW + HOUR / 2), "it is good until its own end");
        assert!(!sessions.knows(&first.access, NOW + HOUR));
        assert!(sessions.knows(&second.access, NOW + HOUR));
        assert!(sessions.refresh(&second.refresh.expect("a refresh token"), "a", HOUR, NOW + HOUR).is_some());
    }

    #[test]
    fn tokens_end_with_their_sign_in() {
        let sessions = Sessions::default();
        let first = sessions.begin("a", true, NOW + 2 * HOUR, HOUR, NOW);
        let refresh = first.refresh.expect("a refresh token");
        let last = sessions.refresh(&refresh, "a", HOUR, NOW + HOUR + HOUR / 2).expect("tokens");
        assert_eq!(last.lifetime, HOUR / 2);
        assert!(!sessions.knows(&last.access, NOW + 2 * HOUR));
        assert!(sessions.refresh(&last.refresh.expect("a refresh token"), "a", HOUR, NOW + 2 * HOUR).is_none());
    }

    #[test]
    fn ending_one_leaves_the_others() {
        let sessions = Sessions::default();
        let (one, other) =
            (sessions.begin("a", true, NOW + HOUR, HOUR, NOW), sessions.begin("a", false, NOW + HOUR, HOUR, NOW));
        assert!(other.refresh.is_none());
        sessions.end(&one.access);
        assert!(!sessions.knows(&one.access, NOW) && sessions.knows(&other.access, NOW));
        assert!(sessions.refresh(&one.refresh.expect("a refresh token"), "a", HOUR, NOW).is_none());
        sessions.clear();
        assert!(!sessions.knows(&other.access, NOW));
        assert!(!format!("{sessions:?}").contains("aoa"));
    }
}
