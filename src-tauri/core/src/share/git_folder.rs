//! What a folder's git repository says of where a file is on the web: the remote, and what is checked out. Two small files
//! are read, `config` and `HEAD`; git itself is not run (a repository's config may name commands for it), and no crate is
//! needed for as little as this. Included config files are not followed: they are the user's, or may be anybody's.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

use super::git_link::{Revision, web_link};

/// How much of such a file is read, in bytes. They have some hundred.
const LONGEST: u64 = 1024 * 1024;

/// The page of a file of a git repository on the web; `None` when it has none, or no known host.
pub fn link_of(file: &Path) -> Option<String> {
    let file = fs::canonicalize(file).ok()?;
    let (root, git) = file.ancestors().skip(1).find_map(|folder| Some((folder, git_folder(folder)?)))?;
    let parts = file.strip_prefix(root).ok()?.components().map(|part| match part {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    let path = parts.collect::<Option<Vec<_>>>()?.join("/");
    let common = common_folder(&git);
    let head = read(&git.join("HEAD"))?;
    let config = Config::parse(&read(&common.join("config"))?);
    let revision = revision(&head)?;
    let (remote, revision) = config.remote_and_branch(revision)?;
    web_link(&remote, &revision, &path)
}

/// `.git` of a folder: a folder itself, or a file that says where it is, as in a worktree or a submodule.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    let metadata = fs::metadata(&git).ok()?;
    if metadata.is_dir() {
        return Some(git);
    }
    let said = read(&git)?;
    let path = said.strip_prefix("gitdir:")?.trim();
    let path = folder.join(path);
    path.join("HEAD").is_file().then_some(path)
}

/// A worktree shares the config of the repository it belongs to.
fn common_folder(git: &Path) -> PathBuf {
    match read(&git.join("commondir")) {
        Some(path) => git.join(path.trim()),
        None => git.to_owned(),
    }
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    fs::File::open(path).ok()?.take(LONGEST).read_to_string(&mut text).ok()?;
    Some(text)
}

/// `ref: refs/heads/main`, or a commit.
fn revision(head: &str) -> Option<Revision> {
    let head = head.trim();
    if let Some(branch) = head.strip_prefix("ref:") {
        return Some(Revision::Branch(branch.trim().strip_prefix("refs/heads/")?.to_owned()));
    }
    let hex = matches!(head.len(), 40 | 64) && head.bytes().all(|byte| byte.is_ascii_hexdigit());
    hex.then(|| Revision::Commit(head.to_owned()))
}

/// What of a config is needed: remotes and branches.
#[derive(Debug, Default)]
struct Config {
    /// Section with its title, key in small letters, value.
    values: Vec<(String, String, String)>,
}

impl Config {
    /// Reads it as git does, as far as remotes go. What it does not understand it passes over.
    fn parse(text: &str) -> Self {
        let (mut values, mut section) = (Vec::new(), String::new());
        for line in text.lines().map(str::trim) {
            if let Some(header) = line.strip_prefix('[') {
                section = header.split(']').next().and_then(title).unwrap_or_default();
            } else if let Some((key, value)) = line.split_once('=')
                && !line.starts_with(['#', ';'])
            {
                values.push((section.clone(), key.trim().to_ascii_lowercase(), plain(value)));
            }
        }
        Self { values }
    }

    /// The last one counts.
    fn value(&self, section: &str, key: &str) -> Option<&str> {
        self.values
            .iter()
            .rev()
            .find(|(of, named, _)| of == section && named == key)
            .map(|(_, _, value)| value.as_str())
    }

    /// The branch's own remote and its name there, else `origin`, else the only one there is.
    fn remote_and_branch(&self, revision: Revision) -> Option<(String, Revision)> {
        let (mut name, mut revision) = (None, revision);
        if let Revision::Branch(branch) = &revision {
            let section = format!("branch \"{branch}\"");
            name = self.value(&section, "remote").map(str::to_owned);
            let there = self.value(&section, "merge").and_then(|merge| merge.strip_prefix("refs/heads/"));
            if let Some(there) = there {
                revision = Revision::Branch(there.to_owned());
            }
        }
        let url = |name: &str| self.value(&format!("remote \"{name}\""), "url").map(str::to_owned);
        let found = name.as_deref().and_then(url).or_else(|| url("origin")).or_else(|| {
            let mut all =
                self.values.iter().filter(|(section, key, _)| section.starts_with("remote \"") && key == "url");
            let only = all.next()?.2.clone();
            all.next().is_none().then_some(only)
        });
        Some((found?, revision))
    }
}

/// `remote "origin"`; the word before the title is in any case.
fn title(header: &str) -> Option<String> {
    match header.split_once('"') {
        None => Some(header.trim().to_ascii_lowercase()),
        Some((word, rest)) => {
            let name = rest.strip_suffix('"')?.replace("\\\"", "\"").replace("\\\\", "\\");
            Some(format!("{} \"{name}\"", word.trim().to_ascii_lowercase()))
        }
    }
}

/// A value without its quotes and what is said after `#` or `;`.
fn plain(value: &str) -> String {
    let (mut out, mut quoted) = (String::new(), false);
    let mut letters = value.trim().chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' => out.extend(letters.next()),
            '#' | ';' if !quoted => break,
            letter => out.push(letter),
        }
    }
    out.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "[core]\n\tbare = false\n[Remote \"origin\"]\n\turl = \"https://user:pw@github.com/o/r.git\" ; ours\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n[branch \"work\"]\n\tremote = fork\n\tmerge = refs/heads/topic\n[remote \"fork\"]\n\turl = git@gitlab.com:me/r.git\n# url = x\n";

    fn repository(head: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let git = folder.path().join(".git");
        fs::create_dir_all(folder.path().join("orders")).expect("made");
        fs::create_dir_all(&git).expect("made");
        fs::write(git.join("config"), CONFIG).expect("written");
        fs::write(git.join("HEAD"), head).expect("written");
        fs::write(folder.path().join("orders/a.json"), "{}").expect("written");
        folder
    }

    fn link(folder: &tempfile::TempDir) -> Option<String> {
        link_of(&folder.path().join("orders/a.json"))
    }

    #[test]
    fn the_branchs_own_remote_comes_first() {
        let main = repository("ref: refs/heads/main\n");
        assert_eq!(link(&main).as_deref(), Some("https://github.com/o/r/blob/main/orders/a.json"));
        let work = repository("ref: refs/heads/work\n");
        assert_eq!(link(&work).as_deref(), Some("https://gitlab.com/me/r/-/blob/topic/orders/a.json"));
        let commit = "3f786850e387550fdab836ed7e6dc881de23001b";
        let detached = repository(commit);
        assert_eq!(link(&detached), Some(format!("https://github.com/o/r/blob/{commit}/orders/a.json")));
        assert_eq!(link(&repository("nonsense")), None);
    }

    #[test]
    fn a_worktree_is_a_repository_too() {
        let main = repository("ref: refs/heads/main\n");
        let own = main.path().join(".git/worktrees/w");
        fs::create_dir_all(&own).expect("made");
        fs::write(own.join("HEAD"), "ref: refs/heads/other\n").expect("written");
        fs::write(own.join("commondir"), "../..\n").expect("written");
        let tree = tempfile::tempdir().expect("a folder");
        fs::write(tree.path().join(".git"), format!("gitdir: {}\n", own.display())).expect("written");
        fs::write(tree.path().join("b.json"), "{}").expect("written");
        let found = link_of(&tree.path().join("b.json"));
        assert_eq!(found.as_deref(), Some("https://github.com/o/r/blob/other/b.json"));
    }

    #[test]
    fn a_folder_without_git_has_no_link() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.json"), "{}").expect("written");
        assert_eq!(link_of(&folder.path().join("a.json")), None);
        assert_eq!(link_of(&folder.path().join("missing.json")), None);
    }
}
