//! INI files as Python's `RawConfigParser` reads them.

/// Sections in the order of the file, each with its keys (lower case) and values.
pub(crate) type Sections = Vec<(String, Vec<(String, String)>)>;

/// Reads a file's text; `None` if it does not parse: a line outside sections, a line without `=`, anything twice.
///
/// Comments stand on lines of their own; what looks like one after a value is part of the value. Lines that are indented
/// deeper than their key continue its value.
pub(crate) fn parse_ini(bytes: &[u8]) -> Option<Sections> {
    let text = std::str::from_utf8(bytes).ok()?;
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut reader = Reader::default();
    for line in text.lines() {
        reader.line(line)?;
    }
    Some(reader.finish())
}

#[derive(Default)]
struct Reader {
    sections: Sections,
    defaults: Vec<(String, String)>,
    place: Reading,
    /// The key whose value may go on, and its indentation.
    open: bool,
    indent: usize,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Reading {
    #[default]
    Nowhere,
    Defaults,
    Section,
}

impl Reader {
    fn keys(&mut self) -> Option<&mut Vec<(String, String)>> {
        match self.place {
            Reading::Nowhere => None,
            Reading::Defaults => Some(&mut self.defaults),
            Reading::Section => self.sections.last_mut().map(|(_, keys)| keys),
        }
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let value = line.trim();
        if value.starts_with(['#', ';']) {
            return Some(());
        }
        if value.is_empty() {
            if self.open
                && let Some((_, value)) = self.keys().and_then(|keys| keys.last_mut())
            {
                value.push('\n');
            }
            return Some(());
        }
        let indent = line.chars().take_while(|c| c.is_whitespace()).count();
        if self.open && indent > self.indent {
            let (_, old) = self.keys()?.last_mut()?;
            old.push('\n');
            old.push_str(value);
            return Some(());
        }
        self.indent = indent;
        if let Some(header) = header(value) {
            self.open = false;
            return self.section(header);
        }
        self.key(value)
    }

    fn section(&mut self, header: &str) -> Option<()> {
        if header == "DEFAULT" {
            self.place = Reading::Defaults;
            return Some(());
        }
        if self.sections.iter().any(|(name, _)| name == header) {
            return None;
        }
        self.sections.push((header.to_owned(), Vec::new()));
        self.place = Reading::Section;
        Some(())
    }

    fn key(&mut self, line: &str) -> Option<()> {
        let at = line.find(['=', ':'])?;
        let key = line[..at].trim_end().to_lowercase();
        let value = line[at + 1..].trim().to_owned();
        let keys = self.keys()?;
        if key.is_empty() || keys.iter().any(|(k, _)| *k == key) {
            return None;
        }
        keys.push((key, value));
        self.open = true;
        Some(())
    }

    fn finish(mut self) -> Sections {
        for (_, keys) in &mut self.sections {
            for (_, value) in keys.iter_mut() {
                value.truncate(value.trim_end().len());
            }
            for (key, value) in &self.defaults {
                if !keys.iter().any(|(k, _)| k == key) {
                    keys.push((key.clone(), value.trim_end().to_owned()));
                }
            }
        }
        self.sections
    }
}

/// The name between the brackets of a line that begins with one.
fn header(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('[')?;
    let end = inner.rfind(']')?;
    (end > 0).then(|| &inner[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Vec<String>> {
        let sections = parse_ini(text.as_bytes())?;
        Some(
            sections
                .into_iter()
                .map(|(name, keys)| {
                    let keys: Vec<String> = keys
                        .into_iter()
                        .map(|(k, v)| format!("{k}={v:?}"))
                        .collect();
                    format!("[{name}] {}", keys.join(" "))
                })
                .collect(),
        )
    }

    #[test]
    fn files_read_as_python_reads_them() {
        assert_eq!(
            read("# c\n[default]\nREGION : eu ;x\n\n[profile p]\ns3 =\n  a = b\n  c=d\nx=1\n"),
            Some(vec![
                "[default] region=\"eu ;x\"".into(),
                "[profile p] s3=\"\\na = b\\nc=d\" x=\"1\"".into(),
            ])
        );
    }

    #[test]
    fn what_does_not_parse_is_refused() {
        for bad in [
            "this is not ini\n",
            "[default]\nregion eu-west-1\n",
            "[default]\na=1\n[default]\nb=2\n",
            "[default]\na=1\nA=2\n",
            "\u{feff}[default]\n",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(parse_ini(b"[a]\nx=\xff\n"), None);
    }
}
