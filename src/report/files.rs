//! Writing outputs: names that every file system takes, files that appear whole or not at all.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Whoever the user's settings let.
    Everybody,
    /// Its owner alone.
    Owner,
}

/// A file to be written, by its path inside the output folder.
pub(super) struct File {
    path: PathBuf,
    access: Access,
    bytes: Vec<u8>,
}

impl File {
    pub(super) fn new(path: impl Into<PathBuf>, access: Access, bytes: impl Into<Vec<u8>>) -> Self {
        File {
            path: path.into(),
            access,
            bytes: bytes.into(),
        }
    }
}

/// Writes the files into `dir`, and gives their paths.
pub(super) fn write(dir: &Path, files: Vec<File>) -> io::Result<Vec<PathBuf>> {
    let mut written = Vec::with_capacity(files.len());
    for file in files {
        let path = dir.join(&file.path);
        let folder = path.parent().unwrap_or(dir);
        std::fs::create_dir_all(folder)?;
        if folder != dir && file.access == Access::Owner {
            set_mode(folder, 0o700)?;
        }
        let mut beside = new_file(folder, file.access)?;
        beside.write_all(&file.bytes)?;
        beside.persist(&path).map_err(|e| e.error)?;
        written.push(path);
    }
    Ok(written)
}

/// Writes a file that only its owner may read, unless there is one of this name: that one stays.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    set_mode(folder, 0o700)?;
    let mut beside = new_file(folder, Access::Owner)?;
    beside.write_all(bytes)?;
    beside.persist_noclobber(path).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(unix)]
fn new_file(folder: &Path, access: Access) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match access {
        Access::Everybody => 0o666, // the user's umask takes away from it
        Access::Owner => 0o600,
    };
    tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(mode))
        .tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file(folder: &Path, _: Access) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}

#[cfg(unix)]
fn set_mode(folder: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// One name per id, in order: letters and digits of any script stay, the rest becomes `_`;
/// short enough for every file system; no two alike, not even where case does not count.
pub(super) fn safe_names(ids: &[&str]) -> Vec<String> {
    let mut taken = HashSet::new();
    ids.iter()
        .map(|id| {
            let clean: String = id
                .chars()
                .map(|c| if c.is_alphanumeric() || c == '-' { c } else { '_' })
                .take(40)
                .collect();
            let mut name = clean.clone();
            let mut copy = 2;
            while !taken.insert(name.to_lowercase()) {
                name = format!("{clean}-{copy}");
                copy += 1;
            }
            name
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_safe_and_differ() {
        let ids = ["V", "v", "а/б", "а\\б", "../..", "", "p 01", "p_01", "p_01-2"];
        let names = safe_names(&ids);
        assert_eq!(
            names,
            ["V", "v-2", "а_б", "а_б-2", "_____", "", "p_01", "p_01-2", "p_01-2-2"]
        );
        let long = "щ".repeat(500);
        assert!(safe_names(&[&long, &long]).iter().all(|n| n.len() < 200));
    }

    #[test]
    fn foreign_files_stay_and_ours_are_replaced() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("notes.txt"), "mine").unwrap();
        std::fs::write(dir.path().join("a.txt"), "old").unwrap();
        let files = vec![
            File::new("a.txt", Access::Everybody, "new"),
            File::new("private/b.txt", Access::Owner, "b"),
        ];
        let written = write(dir.path(), files).unwrap();
        assert_eq!(written, [dir.path().join("a.txt"), dir.path().join("private/b.txt")]);
        let read = |name: &str| std::fs::read_to_string(dir.path().join(name)).unwrap();
        assert_eq!((read("notes.txt"), read("a.txt")), ("mine".into(), "new".into()));
        assert_eq!(
            std::fs::read_dir(dir.path()).unwrap().count(),
            3,
            "no temporary file stays"
        );
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_for_their_owner() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir(dir.path().join("private")).unwrap();
        write(dir.path(), vec![File::new("private/b.txt", Access::Owner, "b")]).unwrap();
        let mode = |name: &str| std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("private"), mode("private/b.txt")), (0o700, 0o600));
    }
}
