//! Configuration: the files, the profile, the environment, and who wins.

mod ini;
mod profiles;
mod settings;

pub(crate) use ini::parse_ini;
pub(crate) use profiles::{Profile, Profiles, split_words};
pub(crate) use settings::{Settings, is_true};
