//! The page itself: its parts put together, each in a form that ends no element before its time.

use std::io::{self, Write};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::details;
use super::index::index;
use crate::report::document::Document;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");
const BODY: &str = include_str!("page.html");

/// How many details are packed together.
const PACK: usize = 32;

/// Writes the page of these runs, one column each.
///
/// # Errors
/// Those of the stream.
pub(in crate::report) fn write_html(out: &mut dyn Write, runs: &[Document]) -> io::Result<()> {
    let (index, told) = index(runs, PACK);
    let policy = format!(
        "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '{}'; script-src '{}'; img-src data:",
        hash(STYLE),
        hash(SCRIPT)
    );
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"
    )?;
    writeln!(
        out,
        "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">"
    )?;
    writeln!(
        out,
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>kmspec report</title>\n<style>{STYLE}</style>\n</head>"
    )?;
    writeln!(out, "{BODY}")?;
    let index = serde_json::to_string(&index)?;
    let index = inert(&index);
    writeln!(
        out,
        "<script type=\"application/json\" id=\"index\">{index}</script>"
    )?;
    for (at, pack) in told.chunks(PACK).enumerate() {
        let pack: Vec<_> = pack
            .iter()
            .map(|(run, case)| details::detail(run, case))
            .collect();
        let pack = details::packed(&pack)?;
        writeln!(
            out,
            "<script type=\"text/plain\" id=\"pack-{at}\">{pack}</script>"
        )?;
    }
    writeln!(out, "<script>{SCRIPT}</script>\n</html>")
}

/// JSON in which no markup begins or ends: the same values, other letters.
fn inert(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// The name by which a policy knows a script or a style.
fn hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(digest(&SHA256, text.as_bytes()))
    )
}
