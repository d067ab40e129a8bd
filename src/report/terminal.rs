//! A run as it goes, and what it came to: progress while it runs, then what needs attention, in the order of ids.

use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Rerun;
use super::block::{needs_attention, write_blocks};
use super::changes::write_changes;
use super::failure::write_failure;
use super::fault::write_fault;
use super::secrets::Secrets;
use super::style::{self, QUIET};
use super::summary::write_summary;
use super::text::{count, one_line};
use crate::check::{Event, RunSummary, Verdict};

/// How a run is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TerminalOptions {
    /// A progress bar on stderr; it stays away by itself where stderr is no terminal.
    pub progress: bool,
    /// A line for every case, and those that need attention in full: not one block for each cause.
    pub verbose: bool,
    /// How to come back to one case.
    pub rerun: Rerun,
}

/// Tells a run to people, event by event.
pub struct Terminal<W> {
    out: W,
    options: TerminalOptions,
    bar: ProgressBar,
    seed: u64,
    failed: usize,
}

impl<W: Write> Terminal<W> {
    /// A teller that writes to `out`.
    pub fn new(out: W, options: TerminalOptions) -> Self {
        let bar = ProgressBar::hidden();
        Self {
            out,
            options,
            bar,
            seed: 0,
            failed: 0,
        }
    }

    /// Tells one event.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn event(&mut self, event: &Event) -> io::Result<()> {
        match event {
            Event::Started {
                selected,
                seed,
                target,
                run,
            } => {
                self.seed = *seed;
                let cases = count(*selected, "case");
                let run = run
                    .as_ref()
                    .map_or_else(String::new, |id| format!(", run {id}"));
                writeln!(
                    self.out,
                    "{cases} on {} (seed {seed}{run})\n",
                    one_line(target)
                )?;
                self.start_bar(*selected);
                Ok(())
            }
            Event::CaseStarted(id) => {
                self.bar.set_message(one_line(id.as_str()));
                Ok(())
            }
            Event::CaseFinished(result) => {
                self.bar.inc(1);
                // Their texts come at the end, in the order of ids, each cause once.
                if matches!(result.verdict, Verdict::Fail | Verdict::Error) {
                    self.failed += 1;
                    self.bar.set_prefix(format!("{} failed", self.failed));
                }
                Ok(())
            }
            Event::Interrupted => {
                let bar = self.bar.clone();
                bar.suspend(|| {
                    writeln!(
                        self.out,
                        "interrupted: what was made is being cleaned up; once more stops at once"
                    )?;
                    self.out.flush()
                })
            }
        }
    }

    /// Tells how the run ended.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn finish(&mut self, summary: &RunSummary) -> io::Result<()> {
        self.bar.finish_and_clear();
        if self.options.verbose {
            self.write_all(summary)?;
        } else {
            write_blocks(&mut self.out, summary, &self.options.rerun)?;
        }
        write_changes(&mut self.out, &summary.results)?;
        write_summary(&mut self.out, summary)?;
        self.out.flush()
    }

    /// Gives the stream back.
    pub fn into_inner(self) -> W {
        self.bar.finish_and_clear();
        self.out
    }

    fn start_bar(&mut self, selected: usize) {
        if !self.options.progress {
            return;
        }
        let length = u64::try_from(selected).ok();
        self.bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len} {prefix} {wide_msg}");
        self.bar
            .set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    }

    /// Every case, in the order of ids: those that need attention in full.
    fn write_all(&mut self, summary: &RunSummary) -> io::Result<()> {
        for result in &summary.results {
            if needs_attention(result) {
                write_failure(&mut self.out, result, self.seed, &self.options.rerun)?;
                continue;
            }
            let (verdict, word) = (result.verdict, style::of(result.verdict));
            let millis = result.duration.as_millis();
            let id = one_line(result.id.as_str());
            writeln!(
                self.out,
                "{word}{verdict}{word:#} {id} {QUIET}{millis} ms{QUIET:#}"
            )?;
            if let Some(fault) = &result.fault {
                write_fault(&mut self.out, fault, &Secrets::of(&result.exchanges))?;
            }
        }
        writeln!(self.out)
    }
}
