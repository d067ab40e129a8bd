//! The folder and the environment of a run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use super::certificate;
use super::signature::SECRET;

/// The file in a folder that holds the trusted authority.
pub(super) const AUTHORITY: &str = "authority.pem";

/// The file in a folder that holds an authority which signs no good certificate.
pub(super) const OTHER_AUTHORITY: &str = "other_authority.pem";

/// A new folder with a home in it.
pub(super) fn make() -> Result<TempDir, String> {
    let made = || -> std::io::Result<TempDir> {
        let folder = tempfile::Builder::new().prefix("kmspec-cli-").tempdir()?;
        fs::create_dir(folder.path().join("home"))?;
        Ok(folder)
    };
    let folder = made().map_err(|error| format!("cannot make a folder: {error}"))?;
    write(folder.path(), AUTHORITY, certificate::pem(true)?)?;
    write(folder.path(), OTHER_AUTHORITY, certificate::pem(false)?)?;
    Ok(folder)
}

/// Puts files into the folder.
pub(super) fn fill(folder: &Path, files: &Value) -> Result<(), String> {
    let Value::Object(files) = files else {
        return Err("`files` is no mapping from paths to texts".to_owned());
    };
    for (path, text) in files {
        let inside = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
        let text = text.as_str().filter(|_| inside);
        let text = text.ok_or_else(|| format!("`{path}` is no file within the folder"))?;
        write(folder, path, text)?;
    }
    Ok(())
}

pub(super) fn write(folder: &Path, path: &str, text: impl AsRef<[u8]>) -> Result<(), String> {
    let path = folder.join(path);
    let parent = path.parent().unwrap_or(folder);
    fs::create_dir_all(parent)
        .and_then(|()| fs::write(&path, text))
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// The environment: a few variables that every run has, and the case's own.
pub(super) fn environment(
    folder: &Path,
    region: &str,
    own: &Value,
) -> Result<BTreeMap<String, String>, String> {
    let home = folder.join("home");
    let home = home.to_string_lossy();
    let base = [
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("HOME", &*home),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC"),
        ("COLUMNS", "80"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
        ("AWS_DEFAULT_REGION", region),
    ];
    let mut env: BTreeMap<String, String> = base
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let own = match own {
        Value::Object(own) => own.clone(),
        Value::Null => serde_json::Map::new(),
        _ => return Err("`env` is no mapping from names to texts".to_owned()),
    };
    for (name, value) in own {
        match value {
            Value::String(text) => {
                env.insert(name, text);
            }
            Value::Null => {
                env.remove(&name);
            }
            _ => return Err(format!("the variable `{name}` is no text")),
        }
    }
    Ok(env)
}
