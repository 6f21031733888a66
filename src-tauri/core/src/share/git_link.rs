//! From a file in a git repository to its page on the web, for the hosts whose addresses are known. Pure.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand in a path's part as it is.
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is checked out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revision {
    /// A branch: the link follows it.
    Branch(String),
    /// A commit: the link stays.
    Commit(String),
}

/// The page of a file. `remote` is the remote's address as git has it, `path` the file's in the repository, with `/`
/// between its parts. `None` for a host that is not known, an address that is not understood, or a path that leads out.
pub fn web_link(remote: &str, revision: &Revision, path: &str) -> Option<String> {
    let remote = Remote::parse(remote)?;
    let path = encoded(path)?;
    let (name, is_branch) = match revision {
        Revision::Branch(name) => (name, true),
        Revision::Commit(name) => (name, false),
    };
    if name.is_empty() || name.chars().any(|letter| letter.is_control() || letter.is_whitespace()) {
        return None;
    }
    let name = encoded(name)?;
    let Remote { host, repository } = &remote;
    match remote.kind()? {
        Kind::GitHub => Some(format!("https://{host}/{repository}/blob/{name}/{path}")),
        Kind::GitLab => Some(format!("https://{host}/{repository}/-/blob/{name}/{path}")),
        Kind::Bitbucket => Some(format!("https://{host}/{repository}/src/{name}/{path}")),
        Kind::Gitea => {
            let kind = if is_branch { "branch" } else { "commit" };
            Some(format!("https://{host}/{repository}/src/{kind}/{name}/{path}"))
        }
        Kind::Azure => {
            let version = format!("{}{name}", if is_branch { "GB" } else { "GC" });
            Some(format!("https://{host}/{repository}?path=/{path}&version={version}"))
        }
    }
}

enum Kind {
    GitHub,
    GitLab,
    Bitbucket,
    Gitea,
    Azure,
}

struct Remote {
    host: String,
    /// The repository's path on the web, its parts encoded.
    repository: String,
}

impl Remote {
    /// `https://user:password@host/owner/name.git`, `ssh://git@host:22/owner/name.git`, `git@host:owner/name.git`. User,
    /// password and port go.
    fn parse(remote: &str) -> Option<Self> {
        let remote = remote.trim();
        let (authority, path) = if let Some((scheme, rest)) = remote.split_once("://") {
            if !matches!(scheme, "https" | "http" | "ssh" | "git" | "git+ssh") {
                return None;
            }
            rest.split_once('/')?
        } else {
            let (authority, path) = remote.split_once(':')?;
            if authority.contains('/') || path.starts_with('\\') {
                return None; // A path on this computer.
            }
            (authority, path)
        };
        let host = authority.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
        let letter = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
        if !host.contains('.') || !host.chars().all(letter) {
            return None;
        }
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let mut parts: Vec<&str> = path.split('/').collect();
        if host == "ssh.dev.azure.com" || host == "vs-ssh.visualstudio.com" {
            // v3/organisation/project/repository
            let [_, organisation, project, name] = parts.as_slice() else { return None };
            let repository = encoded(&decoded(&format!("{organisation}/{project}/_git/{name}"))?)?;
            return Some(Self { host: "dev.azure.com".into(), repository });
        }
        if parts.first() == Some(&"scm") && parts.len() == 3 {
            return None; // Bitbucket's own servers have other addresses.
        }
        parts.retain(|part| !part.is_empty());
        if parts.len() < 2 {
            return None;
        }
        Some(Self { host, repository: encoded(&decoded(&parts.join("/"))?)? })
    }

    /// By the host's name; a company's own server is known when it is called after its program.
    fn kind(&self) -> Option<Kind> {
        let host = self.host.as_str();
        let depth = self.repository.split('/').count();
        match host {
            "github.com" => (depth == 2).then_some(Kind::GitHub),
            "bitbucket.org" => (depth == 2).then_some(Kind::Bitbucket),
            "codeberg.org" | "gitea.com" => (depth == 2).then_some(Kind::Gitea),
            "dev.azure.com" => self.repository.contains("/_git/").then_some(Kind::Azure),
            _ if host.ends_with(".visualstudio.com") => self.repository.contains("_git/").then_some(Kind::Azure),
            _ if host.starts_with("gitlab.") => Some(Kind::GitLab),
            _ if host.starts_with("github.") || host.ends_with(".ghe.com") => (depth == 2).then_some(Kind::GitHub),
            _ if host.starts_with("gitea.") || host.starts_with("forgejo.") => (depth == 2).then_some(Kind::Gitea),
            _ => None,
        }
    }
}

/// A path with each of its parts encoded; `None` when one leads elsewhere.
fn encoded(path: &str) -> Option<String> {
    let parts = path.split('/').map(|part| {
        let fine = !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']);
        fine.then(|| utf8_percent_encode(part, PART).to_string())
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("/"))
}

fn decoded(path: &str) -> Option<String> {
    percent_encoding::percent_decode_str(path).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(remote: &str) -> Option<String> {
        web_link(remote, &Revision::Branch("main".into()), "orders/create order.json")
    }

    #[test]
    fn every_known_host_has_its_form() {
        let path = "orders/create%20order.json";
        for (remote, expected) in [
            ("https://github.com/o/r.git", "https://github.com/o/r/blob/main/"),
            ("git@github.com:o/r.git", "https://github.com/o/r/blob/main/"),
            ("ssh://git@github.com:22/o/r", "https://github.com/o/r/blob/main/"),
            ("https://user:ghp_token@github.com/o/r", "https://github.com/o/r/blob/main/"),
            ("git@gitlab.com:group/sub/r.git", "https://gitlab.com/group/sub/r/-/blob/main/"),
            ("https://gitlab.example.com/g/r.git", "https://gitlab.example.com/g/r/-/blob/main/"),
            ("git@bitbucket.org:o/r.git", "https://bitbucket.org/o/r/src/main/"),
            ("https://codeberg.org/o/r.git", "https://codeberg.org/o/r/src/branch/main/"),
            ("ssh://git@gitea.example.com:2222/o/r.git", "https://gitea.example.com/o/r/src/branch/main/"),
        ] {
            assert_eq!(link(remote), Some(format!("{expected}{path}")), "{remote}");
        }
        let azure = "https://dev.azure.com/org/My%20Project/_git/r?path=/orders/create%20order.json&version=GBmain";
        for remote in
            ["https://org@dev.azure.com/org/My%20Project/_git/r", "git@ssh.dev.azure.com:v3/org/My%20Project/r"]
        {
            assert_eq!(link(remote).as_deref(), Some(azure), "{remote}");
        }
        let commit = Revision::Commit("3f786850e387550fdab836ed7e6dc881de23001b".into());
        let gitea = web_link("https://codeberg.org/o/r", &commit, "a.json");
        assert_eq!(
            gitea.as_deref(),
            Some("https://codeberg.org/o/r/src/commit/3f786850e387550fdab836ed7e6dc881de23001b/a.json")
        );
        let branch = Revision::Branch("feature/ä#1".into());
        let github = web_link("https://github.com/o/r", &branch, "a.json");
        assert_eq!(github.as_deref(), Some("https://github.com/o/r/blob/feature/%C3%A4%231/a.json"));
    }

    #[test]
    fn what_is_not_known_has_no_link() {
        for remote in [
            "",
            "r",
            "/srv/git/r.git",
            "../r.git",
            "file:///srv/r.git",
            "C:\\git\\r",
            "C:/git/r",
            "https://example.com/o/r",
            "https://github.com/",
            "https://github.com/o",
            "https://github.com/../r",
            "javascript:alert(1)",
            "git@localhost:o/r",
            "ext::sh -c x",
            "https://github.com/o/r/x",
            "https://github.com\n.evil/o/r",
        ] {
            assert_eq!(link(remote), None, "{remote}");
        }
        let main = Revision::Branch("main".into());
        for path in ["", "../x", "a//b", "a/./b", "/a"] {
            assert_eq!(web_link("https://github.com/o/r", &main, path), None, "{path}");
        }
        assert_eq!(web_link("https://github.com/o/r", &Revision::Branch("a b".into()), "x"), None);
    }
}
