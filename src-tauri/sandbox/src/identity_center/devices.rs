//! Device codes: a client holds one and asks again and again, a person holds the other and decides (RFC 8628). It must
//! not know tokens or pages.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::clients::Client;
use crate::digest::Digest;
use crate::moment::after;
use crate::random;

/// The letters of user codes: none is a vowel, so that no code is a word (RFC 8628, 6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
/// How long codes are remembered after their end, so that they are said to have expired and not to be unknown.
const REMEMBERED: Duration = Duration::from_hours(1);
/// By so much a client's timer may be early: browsers' and runtimes' timers are, by a millisecond or a few.
const LENIENCE: Duration = Duration::from_millis(50);

/// What a client is told of a new authorization.
pub struct Started {
    /// What the client asks with.
    pub device_code: String,
    /// What the person types: `KQHZ-RTWB`.
    pub user_code: String,
}

/// Why a user code leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// There is none like it.
    Unknown,
    /// Its time is over.
    Expired,
    /// Someone has decided already.
    Used,
}

/// What a person decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The client may act for the person.
    Allow,
    /// It may not.
    Deny,
}

/// Why a device code gives nothing, or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// There is none like it, it is another client's, or it was redeemed.
    Unknown,
    /// Its time is over.
    Expired,
    /// The client asks too often.
    TooFast,
    /// Nobody has decided yet.
    Pending,
    /// The person said no.
    Denied,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    Allowed(SystemTime),
    Denied,
    Redeemed,
}

#[derive(Debug)]
struct Device {
    user_code: String,
    client: Client,
    expires: SystemTime,
    state: State,
    asked: Option<SystemTime>,
}

/// All device codes.
#[derive(Debug, Default)]
pub struct Devices {
    known: Mutex<HashMap<Digest, Device>>,
}

impl Devices {
    fn known(&self) -> MutexGuard<'_, HashMap<Digest, Device>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts an authorization of a client.
    pub fn start(&self, client: Client, lifetime: Duration, now: SystemTime) -> Started {
        let mut known = self.known();
        known.retain(|_, device| device.expires + REMEMBERED > now);
        let user_code = loop {
            let letters = random::letters(LETTERS, 8);
            let code = format!("{}-{}", &letters[..4], &letters[4..]);
            if !known.values().any(|device| device.user_code == code) {
                break code;
            }
        };
        // As long as AWS's: 86 characters.
        let device_code = random::token("", 64);
        let device = Device {
            user_code: user_code.clone(),
            client,
            expires: after(now, lifetime),
            state: State::Open,
            asked: None,
        };
        known.insert(Digest::of(&device_code), device);
        Started { device_code, user_code }
    }

    /// The client that a user code would let in.
    pub fn look(&self, user_code: &str, now: SystemTime) -> Result<Client, Unusable> {
        let known = self.known();
        let device = known.values().find(|device| device.is(user_code)).ok_or(Unusable::Unknown)?;
        device.usable(now)?;
        Ok(device.client.clone())
    }

    /// Decides, once, and gives back the client that was decided on.
    pub fn decide(&self, user_code: &str, decision: Decision, now: SystemTime) -> Result<Client, Unusable> {
        let mut known = self.known();
        let device = known.values_mut().find(|device| device.is(user_code)).ok_or(Unusable::Unknown)?;
        device.usable(now)?;
        device.state = match decision {
            Decision::Allow => State::Allowed(now),
            Decision::Deny => State::Denied,
        };
        Ok(device.client.clone())
    }

    /// Redeems a device code, once it is allowed, and says when it was. `interval` is how long a client waits between
    /// two tries; what is too early counts as a try, so that a client which does not slow down gets nowhere.
    pub fn redeem(
        &self,
        device_code: &str,
        client: &Client,
        interval: Duration,
        now: SystemTime,
    ) -> Result<SystemTime, Waiting> {
        let mut known = self.known();
        let device = known.get_mut(&Digest::of(device_code)).filter(|device| device.client.id == client.id);
        let device = device.filter(|device| device.state != State::Redeemed).ok_or(Waiting::Unknown)?;
        if now >= device.expires {
            return Err(Waiting::Expired);
        }
        let before = device.asked.replace(now);
        let passed = before.map(|before| now.duration_since(before).unwrap_or_default());
        if passed.is_some_and(|passed| passed + LENIENCE < interval) {
            return Err(Waiting::TooFast);
        }
        match device.state {
            State::Open => Err(Waiting::Pending),
            State::Denied => Err(Waiting::Denied),
            State::Redeemed => Err(Waiting::Unknown),
            State::Allowed(at) => {
                device.state = State::Redeemed;
                Ok(at)
            }
        }
    }
}

impl Device {
    /// Whether a person means this one: case, spaces and the hyphen do not matter.
    fn is(&self, user_code: &str) -> bool {
        let letters = |code: &str| -> String {
            code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect()
        };
        letters(user_code) == letters(&self.user_code)
    }

    fn usable(&self, now: SystemTime) -> Result<(), Unusable> {
        match self.state {
            State::Allowed(_) | State::Denied | State::Redeemed => Err(Unusable::Used),
            State::Open if now >= self.expires => Err(Unusable::Expired),
            State::Open => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;
    const SECOND: Duration = Duration::from_secs(1);
    const LIFETIME: Duration = Duration::from_mins(10);

    fn client(id: &str) -> Client {
        Client { id: id.into(), name: "name".into(), scopes: vec![], grants: vec![] }
    }

    #[test]
    fn codes_are_easy_to_type() {
        let devices = Devices::default();
        let Started { user_code, .. } = devices.start(client("a"), LIFETIME, NOW);
        assert_eq!((user_code.len(), user_code.as_bytes()[4]), (9, b'-'));
        assert!(user_code.chars().all(|letter| letter == '-' || !"AEIOUY0123456789".contains(letter)), "{user_code}");
        for typed in
            [user_code.to_lowercase(), user_code.replace('-', ""), format!(" {} ", user_code.replace('-', " "))]
        {
            assert!(devices.look(&typed, NOW).is_ok(), "{typed}");
        }
        assert_eq!(devices.look("", NOW), Err(Unusable::Unknown));
        assert_eq!(devices.look(&user_code, NOW + LIFETIME), Err(Unusable::Expired));
    }

    #[test]
    fn a_code_is_decided_on_once_and_redeemed_once() {
        let (devices, client) = (Devices::default(), client("a"));
        let Started { device_code, user_code } = devices.start(client.clone(), LIFETIME, NOW);
        let redeem = |seconds: u32| devices.redeem(&device_code, &client, SECOND, NOW + SECOND * seconds);
        assert_eq!(redeem(0), Err(Waiting::Pending));
        assert_eq!(devices.decide(&user_code, Decision::Allow, NOW + SECOND).as_ref(), Ok(&client));
        assert_eq!(devices.decide(&user_code, Decision::Deny, NOW + SECOND), Err(Unusable::Used));
        assert_eq!(redeem(2), Ok(NOW + SECOND));
        assert_eq!(redeem(4), Err(Waiting::Unknown));
    }

    #[test]
    fn who_asks_too_often_gets_nowhere() {
        let (devices, client) = (Devices::default(), client("a"));
        let Started { device_code, .. } = devices.start(client.clone(), LIFETIME, NOW);
        let redeem = |millis: u64| devices.redeem(&device_code, &client, SECOND, NOW + Duration::from_millis(millis));
        assert_eq!(redeem(0), Err(Waiting::Pending));
        assert_eq!(redeem(900), Err(Waiting::TooFast));
        assert_eq!(redeem(1800), Err(Waiting::TooFast));
        assert_eq!(redeem(2790), Err(Waiting::Pending));
    }

    #[test]
    fn what_is_denied_or_anothers_or_over_gives_nothing() {
        let (devices, mine) = (Devices::default(), client("a"));
        let Started { device_code, user_code } = devices.start(mine.clone(), LIFETIME, NOW);
        assert_eq!(devices.redeem(&device_code, &client("b"), SECOND, NOW), Err(Waiting::Unknown));
        assert_eq!(devices.redeem("other", &mine, SECOND, NOW), Err(Waiting::Unknown));
        assert!(devices.decide(&user_code, Decision::Deny, NOW).is_ok());
        assert_eq!(devices.redeem(&device_code, &mine, SECOND, NOW), Err(Waiting::Denied));
        assert_eq!(devices.redeem(&device_code, &mine, SECOND, NOW + LIFETIME), Err(Waiting::Expired));
    }
}
